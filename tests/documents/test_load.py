"""Files that are no files, or no ordinary ones."""

import os
from pathlib import Path

import pytest

from composer.documents import Document, load


def _only_code(document: Document) -> str:
    (diagnostics,) = document.diagnostics
    assert document.broken
    return diagnostics.code


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    assert load("a.yaml", tmp_path / "a.yaml").value == {"a": 1}


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """Opening a named pipe waits until somebody writes into it; reading a device never ends."""
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name in ("pipe", "device", "loop", "gone", "folder", "missing"):
        assert _only_code(load(name, tmp_path / f"{name}.yaml")) == "ET001", name


def test_a_file_of_a_terabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(10**12)
    document = load("huge.yaml", path)
    assert _only_code(document) == "ET002"
    assert "1000000.0 MB" in document.diagnostics[0].message


@pytest.mark.parametrize(("size", "code"), [(1_000_000, ""), (1_000_001, "ET002")])
def test_the_limit_is_one_megabyte(tmp_path: Path, size: int, code: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\n" + b"#" * (size - 5))
    document = load("a.yaml", path)
    assert "".join(result.code for result in document.diagnostics) == code

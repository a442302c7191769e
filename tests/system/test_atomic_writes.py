"""Files are written whole, in the place of nothing but an ordinary file of this repository, and nothing waits."""

import io
import os
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.base import git_ref
from composer.operations.fixes import Fix
from composer.operations.fixes import write as write_fix
from composer.printing import output
from composer.repository import Repository
from composer.system import atomic_writes, files
from tests.system.test_files import SPECIAL

NO_FILES = [kind for kind in SPECIAL if kind != "huge"]


def _write(path: Path, tree: Path) -> None:
    atomic_writes.write(path, b"new", within=tree)


def _fix(path: Path, tree: Path) -> None:
    write_fix(Fix(path, "new", "writes it"), tree)


@pytest.mark.parametrize("write", [_write, _fix])
@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_ordinary_file_is_not_written(
    tmp_path: Path, kind: str, write: Callable[[Path, Path], None]
) -> None:
    (tmp_path / "outside").write_text("as it was")
    tree = tmp_path / "tree"
    tree.mkdir()
    SPECIAL[kind][0](tree / "it")
    before = os.lstat(tree / "it")
    with pytest.raises(files.UnreadableError) as refused:
        write(tree / "it", tree)
    assert refused.value.filename == str(tree / "it")
    assert (os.lstat(tree / "it").st_ino, list(tree.iterdir())) == (before.st_ino, [tree / "it"])
    assert (tmp_path / "outside").read_text() == "as it was"
    with pytest.raises(FileExistsError):
        atomic_writes.create(tree / "it", b"new", within=tree)


def test_a_folder_that_leads_out_is_not_written_into(tmp_path: Path) -> None:
    tree, outside = tmp_path / "tree", tmp_path / "outside"
    tree.mkdir()
    outside.mkdir()
    (tree / "sub").symlink_to(outside)
    for write in (_write, _fix):
        with pytest.raises(files.UnreadableError, match="leads out of the repository"):
            write(tree / "sub" / "it", tree)
    with pytest.raises(files.UnreadableError, match="leads out of the repository"):
        write_fix(Fix(tree / "sub" / "deeper" / "it", "new", "writes it"), tree)
    assert not list(outside.iterdir())


def test_a_write_that_ends_early_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_text("old")

    def ends_early() -> None:
        with atomic_writes.replacing(path, within=tmp_path) as file:
            file.write(b"half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        ends_early()
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_file_keeps_its_mode_and_a_link_inside_stays(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    atomic_writes.write(tmp_path / "link", b"new", within=tmp_path)
    assert (tmp_path / "link").is_symlink()
    assert ((tmp_path / "real").read_text(), (tmp_path / "real").stat().st_mode & 0o777) == ("new", 0o640)
    atomic_writes.write(tmp_path / "real", b"newer", within=tmp_path, mode=0o600)
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o600


def test_a_report_goes_into_a_pipe_that_is_read_and_does_not_wait_for_a_reader(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(files.UnreadableError, match="nobody reads from this pipe"):
        output.write(output.Document(["text"]), pipe)
    results: list[bytes] = []
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(handle, True)

    def read() -> None:
        with os.fdopen(handle, "rb") as file:
            results.append(file.read())

    reader = threading.Thread(target=read)
    writer = os.open(pipe, os.O_WRONLY)  # keeps the pipe open until the report is there
    reader.start()
    output.write(output.Document(["text"]), pipe)
    os.close(writer)
    reader.join(10)
    assert results == [b"text"]


def _tar(*members: tuple[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, data in members:
            about = tarfile.TarInfo(name)
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))
    stream.seek(0)
    return stream


def test_an_archive_is_unpacked_up_to_a_bound(tmp_path: Path) -> None:
    members = [("a", b"1234"), ("b", b"5678")]
    atomic_writes.unpack(_tar(*members), tmp_path, most=8, count=2)
    assert (tmp_path / "b").read_bytes() == b"5678"
    with pytest.raises(files.TooLargeError, match="at most 7 bytes are read"):
        atomic_writes.unpack(_tar(*members), tmp_path, most=7, count=2)
    with pytest.raises(files.UnreadableError, match="more than 1 files and folders"):
        atomic_writes.unpack(_tar(*members), tmp_path, most=8, count=1)
    with pytest.raises(tarfile.FilterError):
        atomic_writes.unpack(_tar(("../out", b"1")), tmp_path, most=8, count=2)


@pytest.mark.parametrize(("bound", "most"), [("MOST_BYTES", 1000), ("MOST_FILES", 3)])
def test_a_commit_that_is_too_much_is_said(monkeypatch: pytest.MonkeyPatch, bound: str, most: int) -> None:
    monkeypatch.setattr(git_ref, bound, most)
    with (
        pytest.raises(git_ref.NoBaseError, match="of HEAD are more than is compared with"),
        git_ref.at(Repository(Path(__file__).parents[2]), "HEAD"),
    ):
        pass

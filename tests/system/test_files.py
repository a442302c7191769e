"""What is no ordinary file inside its tree is refused by name, at once, whatever it is."""

import gzip
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.system import files


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the names of sockets are short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)
    os.chdir(here)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


SPECIAL: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "it is a named pipe, not an ordinary file"),
    "folder": (os.mkdir, "it is a folder, not an ordinary file"),
    "socket": (_socket, "it is a socket, not an ordinary file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a link here leads out of the repository"),
    "loop": (lambda path: path.symlink_to(path.name), "it is a link that leads to itself"),
    "nowhere": (lambda path: path.symlink_to("nothing"), "it is a link that leads nowhere"),
    "out": (lambda path: path.symlink_to("/etc/hostname"), "a link here leads out of the repository"),
    "parent": (lambda path: path.symlink_to("../outside"), "a link here leads out of the repository"),
    "huge": (_huge, "it has 1,000 GB, and at most 1 MB are read"),
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_no_ordinary_file_is_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "outside").write_text("secret")
    tree = tmp_path / "tree"
    tree.mkdir()
    make, text = SPECIAL[kind]
    make(tree / "it")
    with pytest.raises(files.UnreadableError) as refused:
        files.read(tree / "it", within=tree)
    assert (refused.value.strerror, refused.value.filename) == (text, str(tree / "it"))
    assert refused.value.way_out
    if kind not in {"huge", "nowhere"}:
        with pytest.raises(files.UnreadableError):
            files.appended(tree / "it", within=tree)


def test_a_device_that_somebody_names_is_refused() -> None:
    with pytest.raises(files.UnreadableError, match="it is a device"):
        files.read(Path("/dev/zero"), within=None)


def test_a_folder_in_between_may_not_lead_out_either(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a").write_text("secret")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "in").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(files.UnreadableError, match="leads out"):
        files.read(tmp_path / "tree" / "in" / "a", within=tmp_path / "tree")
    with pytest.raises(files.UnreadableError, match="leads out"):
        files.appended(tmp_path / "tree" / "in" / "new", within=tmp_path / "tree")
    assert not (tmp_path / "elsewhere" / "new").exists()


def test_a_tree_beside_it_with_a_longer_name_is_outside(tmp_path: Path) -> None:
    for name in ("tree", "tree2"):
        (tmp_path / name).mkdir()
    (tmp_path / "tree2" / "a").write_text("secret")
    (tmp_path / "tree" / "a").symlink_to("../tree2/a")
    with pytest.raises(files.UnreadableError, match="leads out"):
        files.read(tmp_path / "tree" / "a", within=tmp_path / "tree")


def test_links_inside_and_a_linked_root_are_fine(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a").write_text("text")
    (tree / "b").symlink_to("a")
    (tmp_path / "root").symlink_to(tree)
    assert files.read(tree / "b", within=tree) == b"text"
    assert files.read(tmp_path / "root" / "b", within=tmp_path / "root") == b"text"
    with files.appended(tree / "new", within=tree) as file:
        file.write(b"more")
    assert files.read(tree / "new", within=tree) == b"more"


def test_what_is_not_there_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "missing", within=tmp_path)


@pytest.mark.parametrize(("size", "fits"), [(0, True), (100, True), (101, False)])
def test_the_bound_is_exact(tmp_path: Path, size: int, fits: bool) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * size)
    readers: tuple[Callable[[], bytes], ...] = (
        lambda: files.read(path, within=tmp_path, most=100),
        lambda: files.opened(path, within=tmp_path, most=100).read(),
    )
    for reading in readers:
        if fits:
            assert len(reading()) == size
        else:
            with pytest.raises(files.TooLargeError):
                reading()


def test_a_file_without_a_size_is_bounded_too() -> None:
    assert files.read(Path("/proc/self/status"), within=None)
    with pytest.raises(files.TooLargeError):
        files.read(Path("/proc/self/status"), within=None, most=10)


def test_what_an_archive_unpacks_to_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x" * 10_000_000))
    with files.opened(tmp_path / "a.gz", within=None, most=10**6) as packed:
        unpacked = files.bounded(gzip.GzipFile(fileobj=packed), tmp_path / "a.gz", 10**6)
        with pytest.raises(files.TooLargeError):
            unpacked.read()

"""No module but `composer.system.files` reads a file, none but `composer.system.atomic_writes` writes one: everything that could is found in
the source and refused here."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import composer
from composer.system import atomic_writes, files

TOP = Path(composer.__file__).parent
DOORS = {Path(files.__file__), Path(atomic_writes.__file__)}
READING = {"read_text", "read_bytes"}
LOADING = {"json.load", "tomllib.load", "csv.reader", "marshal.load"}
WRITING = {"write_text", "write_bytes", "touch", "hardlink_to", "symlink_to", "extract", "extractall"}
MAKING = {
    *(f"os.{name}" for name in ("link", "symlink", "rename", "replace", "mkfifo", "mknod", "truncate")),
    *(f"shutil.{name}" for name in ("copy", "copy2", "copyfile", "copytree", "move", "unpack_archive", "make_archive")),
    *("tempfile.NamedTemporaryFile", "tempfile.mkstemp"),
}
COPYING = {"shutil.copyfileobj", "linecache.getlines", "fileinput.input", "mmap.mmap"}


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _writes_anew(call: ast.Call, position: int) -> bool:
    """Opens to write a whole new text, says the call itself: then nothing of what is there is read."""
    given = [call.args[position]] if len(call.args) > position else []
    modes = given + [word.value for word in call.keywords if word.arg == "mode"]
    return any(isinstance(mode, ast.Constant) and str(mode.value)[0] in "wx" for mode in modes)


def _in_memory(call: ast.Call) -> bool:
    return any(word.arg == "fileobj" for word in call.keywords)


def _reads(call: ast.Call) -> bool:
    name = _dotted(call.func)
    last = name.rpartition(".")[2]
    if name in LOADING | COPYING or last in READING:
        return True
    if name == "os.open":
        flags = {part.attr for part in ast.walk(call) if isinstance(part, ast.Attribute)}
        return not flags & {"O_WRONLY", "devnull"}
    if name == "os.fdopen":
        return False
    if last == "GzipFile":
        return not _in_memory(call)
    if name == "sqlite3.connect":
        # SQLite opens what it is given: only the door says what may be given
        return not (isinstance(call.args[0], ast.Call) and _dotted(call.args[0].func) == "files.ordinary")
    if last == "open":
        plain = name in {"open", "io.open", "gzip.open", "codecs.open"}
        return not _in_memory(call) and not _writes_anew(call, 1 if plain else 0)
    return False


def _writes(call: ast.Call) -> bool:
    """Moving a file that is there elsewhere writes nothing; moving one over another does."""
    name = _dotted(call.func)
    last = name.rpartition(".")[2]
    if name in MAKING or last in WRITING:
        return True
    if name == "os.open":
        flags = {part.attr for part in ast.walk(call) if isinstance(part, ast.Attribute)}
        return bool(flags & {"O_WRONLY", "O_RDWR", "O_CREAT"}) and "devnull" not in flags
    if last == "open":
        given = [*call.args[:2], *(word.value for word in call.keywords if word.arg == "mode")]
        return any(isinstance(mode, ast.Constant) and set(str(mode.value)) & set("wax+") for mode in given)
    over = isinstance(call.func, ast.Attribute) and last == "replace"  # Path.replace alone takes one argument
    return over and len(call.args) == 1 and not call.keywords


def _result(source: str, does: Callable[[ast.Call], bool] = _reads) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and does(node):
            yield node.lineno


@pytest.mark.parametrize("does", [_reads, _writes])
def test_only_the_doors_read_and_write_files(does: Callable[[ast.Call], bool]) -> None:
    results = [
        f"{path.relative_to(TOP)}:{line}"
        for path in sorted(TOP.rglob("*.py"))
        if path not in DOORS
        for line in _result(path.read_text(encoding="utf-8"), does)
    ]
    way = "composer.system.files (or Repository.read, documents.of), and write through composer.system.atomic_writes"
    assert not results, f"read through {way}: " + ", ".join(results)


@pytest.mark.parametrize(
    "reading",
    [
        "path.read_text()",
        "(folder / name).read_bytes()",
        "open(path)",
        "path.open()",
        "path.open('rb')",
        "path.open('a')",
        "io.open(path, mode='r')",
        "json.load(file)",
        "gzip.open(path, 'rt')",
        "gzip.GzipFile(path)",
        "tarfile.open(path)",
        "sqlite3.connect(path)",
        "os.open(path, os.O_RDONLY)",
        "os.open(path, 0)",
    ],
)
def test_a_way_around_the_door_is_seen(reading: str) -> None:
    assert list(_result(f"def f(path):\n    return {reading}\n")) == [2]


@pytest.mark.parametrize(
    "fine",
    [
        "path.open('w')",
        "open(path, 'x', encoding='utf-8')",
        "tarfile.open(fileobj=archive)",
        "os.fdopen(handle, 'rb')",
        "os.open(path, os.O_WRONLY | os.O_CREAT)",
        "sqlite3.connect(files.ordinary(path, within=None))",
        "files.read(path, within=root)",
    ],
)
def test_what_reads_no_file_is_let_be(fine: str) -> None:
    assert not list(_result(f"def f(path):\n    return {fine}\n"))


@pytest.mark.parametrize(
    "writing_it",
    [
        "path.write_text('')",
        "(folder / name).write_bytes(data)",
        "open(path, 'w')",
        "path.open('a')",
        "path.open(mode='x')",
        "open(path, 'r+b')",
        "gzip.open(path, 'wt')",
        "tarfile.open(path, 'w:gz')",
        "os.open(path, os.O_WRONLY | os.O_CREAT)",
        "os.replace(draft, path)",
        "draft.replace(path)",
        "path.touch()",
        "tempfile.mkstemp()",
        "tempfile.NamedTemporaryFile(delete=False)",
        "shutil.copy(one, other)",
        "archive.extractall(folder, filter='data')",
    ],
)
def test_a_way_of_writing_around_the_door_is_seen(writing_it: str) -> None:
    assert list(_result(f"def f(path):\n    return {writing_it}\n", _writes)) == [2]


@pytest.mark.parametrize(
    "fine",
    [
        "path.open()",
        "text.replace('a', 'b')",
        "replace(one, two)",
        "os.open(os.devnull, os.O_WRONLY)",
        "moved.rename(at)",
    ],
)
def test_what_writes_no_file_is_let_be(fine: str) -> None:
    assert not list(_result(f"def f(path):\n    return {fine}\n", _writes))

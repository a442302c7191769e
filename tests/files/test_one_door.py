"""No module but `composer.files` reads a file: everything that could is found in the source and refused here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import composer
from composer import files

TOP = Path(composer.__file__).parent
DOOR = Path(files.__file__)
READING = {"read_text", "read_bytes"}
LOADING = {"json.load", "tomllib.load", "csv.reader", "marshal.load"}
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


def _found(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _reads(node):
            yield node.lineno


def test_only_the_door_reads_files() -> None:
    found = [
        f"{path.relative_to(TOP)}:{line}"
        for path in sorted(TOP.rglob("*.py"))
        if path != DOOR
        for line in _found(path.read_text(encoding="utf-8"))
    ]
    assert not found, "read through composer.files (or Repository.read, documents.of): " + ", ".join(found)


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
    assert list(_found(f"def f(path):\n    return {reading}\n")) == [2]


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
    assert not list(_found(f"def f(path):\n    return {fine}\n"))

"""The one door to files: whatever is read is an ordinary file, of a size that was agreed on, inside its tree.

A repository may be a stranger's pull request, and what lies in `.composer/` may be anything after a bad day. Opening a
named pipe waits until somebody writes into it, reading a device never ends, and a link may lead to what its author may
not read: all are refused before they are opened. No other module of the composer reads files (a test keeps it so).
"""

from __future__ import annotations

import errno
import io
import os
import stat
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_BYTES = 1_000_000
"""Of what a person writes."""
MOST_RECORDED = 64_000_000
"""Of what the composer wrote itself, such as a saved plan, a record of what was applied, a journal."""

_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_QUIETLY = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""How files are opened: should one turn into a pipe or a terminal at this moment, nothing waits or is taken over."""


class UnreadableError(OSError):
    """No file to be read. `strerror` says why, to follow words such as `cannot be read: `; `way_out` what to do.

    Everything else that opening a file may raise is the system's own OSError, whose `strerror` reads the same way.
    """

    def __init__(self, path: Path | str, message: str, way_out: str) -> None:
        super().__init__(errno.EINVAL, message, str(path))
        self.way_out = way_out


class TooLargeError(UnreadableError):
    """A file of more bytes than are read: `size`, as far as it is known, against `most`."""

    def __init__(self, path: Path | str, size: int, most: int) -> None:
        self.size, self.most = size, most
        has = format_size(size) if size > most + 1 else f"more than {format_size(most)}"
        message = f"it has {has}, and at most {format_size(most)} are read"
        super().__init__(path, message, "make it smaller; is this really the file that was meant?")


class Stream(Protocol):
    """Bytes that come one after another."""

    def read(self, size: int, /) -> bytes:
        """At most `size` more bytes; none at the end."""

    def close(self) -> None:
        """No more is read."""


def read(path: Path, *, within: Path | None, most: int = MOST_BYTES) -> bytes:
    """The content of an ordinary file of at most `most` bytes. Never waits, and follows no link that leads out of
    `within`, if that is given; only a file that somebody named on the command line may lie anywhere (None).

    Raises FileNotFoundError where nothing is there, not even a link; UnreadableError; another OSError.
    """
    with _ordinary(path, within, os.O_RDONLY) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise TooLargeError(path, size, most)
        # some say that they are empty and are not, and a file may grow: one byte more tells that it is too large
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLargeError(path, len(data), most)
    return data


def opened(path: Path, *, within: Path | None, most: int) -> IO[bytes]:
    """As `read`, for what is too large to be held at once: reading beyond `most` bytes raises TooLargeError."""
    return bounded(_ordinary(path, within, os.O_RDONLY), path, most)


def appended(path: Path, *, within: Path | None) -> IO[bytes]:
    """An ordinary file to write more into, made if it is not there; raises as `read` does."""
    return _ordinary(path, within, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def ordinary(path: Path, *, within: Path | None) -> str:
    """A place where an ordinary file is or may be made, for what opens files itself; raises as `read` does."""
    if within is None and _plainly_ordinary(path):
        return os.fspath(path)
    real = _real(path, within)
    if os.path.lexists(real):
        _refuse_special(path, os.stat(real).st_mode)  # noqa: PTH116 - a text already
    return real


def _plainly_ordinary(path: Path) -> bool:
    """An ordinary file and no link, at one look. Where it may lie anywhere, there is no need to know where it really
    is, which asks for every folder above it: thousands of files are looked at when nothing changed."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def inside(path: Path, *, within: Path) -> None:
    """Raises UnreadableError for a place, be it there or not, that a link leads out of `within`."""
    _real(path, within)


def bounded(stream: Stream, path: Path, most: int) -> IO[bytes]:
    """A stream, such as what an archive unpacks to, that raises TooLargeError instead of its byte `most + 1`."""
    return io.BufferedReader(_Bounded(stream, path, most))


def below(top: Path, endings: tuple[str, ...], *, within: Path) -> list[Path]:
    """Everything below a folder whose name ends so, folders too; nothing where there is no such folder.

    Links to folders inside `within` are followed if their files would not be met otherwise. What cannot be looked into
    (a link that leads out or to itself or back, what stands in the place of `top`) is among what is found, whatever its
    name: reading it says what is wrong.
    """
    if not os.path.lexists(top):
        return []
    paths: list[Path] = []
    entered: list[str] = []
    pending = [top]
    while pending:
        folder = pending.pop()
        if folder is top or folder.is_symlink():
            real = _folder(folder, within)
            if real is None or any(_overlap(real, other) for other in entered):
                paths.append(folder)
                continue
            entered.append(real)
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(endings):
                    paths.append(folder / entry.name)
                elif entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and _may_be_a_folder(entry)):
                    pending.append(folder / entry.name)
    return paths


def _overlap(folder: str, other: str) -> bool:
    one, two = folder + os.sep, other + os.sep
    return one.startswith(two) or two.startswith(one)


def _may_be_a_folder(link: os.DirEntry[str]) -> bool:
    """True if a link is a folder, or leads nowhere or to itself and its name looks like one."""
    try:
        return link.is_dir() or ("." not in link.name and not link.is_file())
    except OSError:
        return "." not in link.name


def _folder(path: Path, within: Path) -> str | None:
    """The real path of a folder; None if it is none that may be looked into."""
    try:
        real = _real(path, within)
    except OSError:
        return None
    return real if os.path.isdir(real) and os.access(real, os.R_OK | os.X_OK) else None  # noqa: PTH112 - a text already


def format_size(size: int) -> str:
    """A number of bytes in words."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:,.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"


def _ordinary(path: Path, within: Path | None, flags: int) -> IO[bytes]:
    real = ordinary(path, within=within)
    handle = os.open(real, flags | os.O_NOFOLLOW | _QUIETLY, 0o600)
    try:
        _refuse_special(path, os.fstat(handle).st_mode)  # what was looked at and what was opened may be two things
    except UnreadableError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb" if flags == os.O_RDONLY else "ab")


def _real(path: Path, within: Path | None) -> str:
    """The real path, which is inside `within`."""
    try:
        real = os.path.realpath(path, strict=True)
    except FileNotFoundError as error:
        if os.path.islink(path):  # noqa: PTH114 - beside realpath, which pathlib spells with other errors
            raise UnreadableError(path, "it is a link that leads nowhere", "remove the link, or mend it") from error
        real = os.path.realpath(path)
    except OSError as error:
        if error.errno == errno.ELOOP:
            hint = "remove the link, and put the file itself here"
            raise UnreadableError(path, "it is a link that leads to itself", hint) from error
        raise
    if within is not None and not (real + os.sep).startswith(os.path.realpath(within).rstrip(os.sep) + os.sep):
        hint = "put the file itself here; only links inside the repository are followed"
        raise UnreadableError(path, "a link here leads out of the repository", hint)
    return real


def _refuse_special(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kind = next((name for is_one, name in _KINDS if is_one(mode)), "something else")
    link = "a link to " if path.is_symlink() else ""
    hint = f"remove the {'link' if link else kind.split()[-1]}, or put an ordinary file in its place"
    raise UnreadableError(path, f"it is {link}{kind}, not an ordinary file", hint)


class _Bounded(io.RawIOBase):
    """Counts what is read."""

    def __init__(self, stream: Stream, path: Path, most: int) -> None:
        self._stream, self._path, self._most, self._read = stream, path, most, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(min(len(buffer), self._most + 1 - self._read))
        self._read += len(data)
        if self._read > self._most:
            raise TooLargeError(self._path, self._read, self._most)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()

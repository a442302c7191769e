"""The one door through which files are written: whole or not at all, in the place of nothing but an ordinary file.

What is already there is looked at as before reading (`composer.system.files`): a named pipe would wait for its reader,
a device takes what is written to it, and a link may lead to a file that is not this repository's. No other module of
the composer writes files (a test keeps it so); what goes on with a file that grows uses `files.appended`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import tarfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Iterator


def write(path: Path, data: bytes, *, within: Path | None, mode: int | None = None) -> None:
    """Make this the content of a file: see `replacing`."""
    with replacing(path, within=within, mode=mode) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path, *, within: Path | None, mode: int | None = None) -> Iterator[IO[bytes]]:
    """Make what is written in the block the content of a file, whole, at its end; if it raises, nothing changes.

    A link inside `within` stays, and what it leads to is replaced. A file that is there keeps its mode, unless another
    is given; a new one has what this user's umask leaves. Raises as `files.read` does, save for a file that
    is missing, which is made.
    """
    real = Path(files.ordinary(path, within=within))
    with _draft(real, mode) as (draft, file):
        if mode is None:
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(file.fileno(), stat.S_IMODE(real.stat().st_mode))
        yield file
        file.close()
        draft.replace(real)


def create(path: Path, data: bytes, *, within: Path | None, mode: int | None = None) -> None:
    """Make a new file, whole at once. Raises FileExistsError for anything that is there, whatever it is."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    real = Path(files.ordinary(path, within=within))
    with _draft(real, mode) as (draft, file):
        file.write(data)
        file.close()
        real.hardlink_to(draft)  # unlike a rename, it never replaces what somebody puts there at this moment


@contextlib.contextmanager
def straight(path: Path) -> Iterator[IO[bytes]]:
    """A pipe or a device that somebody named on the command line, such as /dev/stdout, to write to as it is.

    Raises UnreadableError for a pipe that nobody reads, instead of waiting for them; another OSError.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        message = "nobody reads from this pipe or socket"
        raise files.UnreadableError(path, message, "begin to read from it first, or name a file") from error
    os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        yield file


def unpack(stream: IO[bytes], folder: Path, *, most: int, count: int) -> None:
    """Files and folders of a tar stream, into a folder that is empty and this process's own.

    Raises TooLargeError where they have more than `most` bytes; UnreadableError for more than `count` of them, and what
    leads out of the folder; tarfile.TarError.
    """
    remaining, number = most, 0
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            number += 1
            remaining -= member.size
            if remaining < 0:
                raise files.TooLargeError(member.name, most - remaining, most)
            if number > count:
                message = f"it is one of more than {count:,} files and folders"
                raise files.UnreadableError(member.name, message, "take out what is no definition")
            if member.isfile() or member.isdir() or member.issym():  # nothing else is in a commit
                tar.extract(member, folder, filter="data")
            tar.members.clear()  # type: ignore[attr-defined]  # they would all be kept


@contextlib.contextmanager
def _draft(real: Path, mode: int | None) -> Iterator[tuple[Path, IO[bytes]]]:
    """A file beside its place, gone afterwards if nobody moved it, on a full disk as well."""
    draft = real.with_name(f".draft-{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(draft, flags, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            if mode is not None:
                os.fchmod(handle, mode)
            yield draft, file
    finally:
        draft.unlink(missing_ok=True)

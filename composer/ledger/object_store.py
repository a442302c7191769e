"""Small objects under one URL: read many at once, write atomically, create exclusively, replace only what was seen."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from composer.system import atomic_writes, files, private_folders
from composer.system.damaged_files import aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Store(Protocol):
    """Objects by key (`a/b.json`). Every write is seen whole or not at all."""

    def read(self, key: str) -> bytes | None:
        """The object, or None if it is not there."""

    def read_many(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Those of the objects that are there."""

    def versions(self, prefix: str) -> Mapping[str, str]:
        """Key → version of every object directly under `prefix/`; a version changes with each write."""

    def times(self, prefix: str) -> Mapping[str, float]:
        """Key → when it was last written, in seconds since 1970, of every object directly under `prefix/`."""

    def write(self, key: str, data: bytes) -> None:
        """Make the object this."""

    def create(self, key: str, data: bytes) -> bool:
        """Make the object if there is none; say whether it was made."""

    def replace(self, key: str, seen: bytes, data: bytes | None) -> bool:
        """Replace (None: delete) the object only if it still is what was `seen`; say whether that was done."""

    def delete(self, key: str) -> None:
        """Make it gone; no error if it is."""

    def put_aside(self, key: str) -> str:
        """Move a damaged object that is there to `X.damaged`, in place of an earlier one; the name that it has now."""


class NoObject(bytes):
    """An empty object: something that cannot be read stands in its place. `why` says what, as in `it is a named pipe`.

    `too_large`: a file it is, and may be sound; nobody wrote one of this size for the composer to read.
    """

    why: str = ""
    too_large: bool = False

    @classmethod
    def because(cls, why: str, *, too_large: bool = False) -> NoObject:
        """It, with what is wrong."""
        instance = cls()
        instance.why = why
        instance.too_large = too_large
        return instance


class StoreError(OSError):
    """A store that cannot be reached, or refuses us. Words are for people; `way_out` says what to do."""

    def __init__(self, message: str, way_out: str) -> None:
        super().__init__(message)
        self.way_out = way_out


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _about(entry: os.DirEntry[str]) -> os.stat_result:
    try:
        return entry.stat()
    except OSError:  # a link that leads nowhere, or a file that has gone
        return entry.stat(follow_symlinks=False)


class FileStore:
    """Objects as files below a folder, for this user alone. What stands in the place of an object and is no file, or is
    too large, reads as NoObject, and is put aside when the object is written. Of a `.composer` that a link leads out
    of its repository nothing is read, listed or written: everything raises UnreadableError."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._within = private_folders.repository_of(root) or root

    def read(self, key: str) -> bytes | None:
        """See Store."""
        try:
            return files.read(self._root / key, within=self._within, most=files.MOST_RECORDED)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except files.UnreadableError as error:
            files.inside((self._root / key).parent, within=self._within)
            return NoObject.because(str(error.strerror), too_large=isinstance(error, files.TooLargeError))

    def read_many(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See Store."""
        return {key: data for key in keys if (data := self.read(key)) is not None}

    def versions(self, prefix: str) -> Mapping[str, str]:
        """See Store. A rewritten file has another inode, a copied one another change time."""
        return {key: f"{at.st_ino:x}-{at.st_mtime_ns:x}-{at.st_size:x}" for key, at in self._listed(prefix)}

    def times(self, prefix: str) -> Mapping[str, float]:
        """See Store."""
        return {key: about.st_mtime for key, about in self._listed(prefix)}

    def _listed(self, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
        files.inside(self._root / prefix, within=self._within)
        try:
            entries = list(os.scandir(self._root / prefix))
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                # whatever stands where an object should: leaving it out would say that nothing is recorded there
                if "." in entry.name or not _is_folder(entry):
                    yield f"{prefix}/{entry.name}", _about(entry)

    def write(self, key: str, data: bytes) -> None:
        """See Store."""
        target = self._place(key)
        self._clear(key)
        atomic_writes.write(target, data, within=self._within, mode=0o600)

    def create(self, key: str, data: bytes) -> bool:
        """See Store."""
        try:
            atomic_writes.create(self._place(key), data, within=self._within, mode=0o600)
        except FileExistsError:
            return False
        return True

    def replace(self, key: str, seen: bytes, data: bytes | None) -> bool:
        """See Store."""
        with self._guarded(key):
            if self.read(key) != seen:
                return False
            if data is None:
                self.delete(key)
            else:
                self.write(key, data)
            return True

    def delete(self, key: str) -> None:
        """See Store."""
        files.inside((self._root / key).parent, within=self._within)
        self._clear(key)
        (self._root / key).unlink(missing_ok=True)

    def put_aside(self, key: str) -> str:
        """See Store."""
        return aside(self._root / key).name

    def _place(self, key: str) -> Path:
        """The path of an object: its folder is there, and inside the repository."""
        return private_folders.folder((self._root / key).parent) / Path(key).name

    def _clear(self, key: str) -> None:
        """Put aside what stands in the place of an object and is no file, or one that nobody can have looked at."""
        path = self._root / key
        try:
            files.ordinary(path, within=self._within)
            if path.stat().st_size > files.MOST_RECORDED:
                aside(path)
        except files.UnreadableError:
            aside(path)
        except (FileNotFoundError, NotADirectoryError):
            return

    @contextlib.contextmanager
    def _guarded(self, key: str) -> Iterator[None]:
        self._place(key)
        guard = str(Path(key).with_name(".guard"))
        self._clear(guard)
        with files.appended(self._root / guard, within=self._within) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

"""Small objects under one URL: read many at once, write atomically, create exclusively, replace only what was seen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, unquote

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

    def write(self, key: str, data: bytes) -> None:
        """Make the object this."""

    def create(self, key: str, data: bytes) -> bool:
        """Make the object if there is none; say whether it was made."""

    def replace(self, key: str, seen: bytes, data: bytes | None) -> bool:
        """Replace (None: delete) the object only if it still is what was `seen`; say whether that was done."""

    def delete(self, key: str) -> None:
        """Make it gone; no error if it is."""


def open_store(url: str) -> Store:
    """The store at a URL: `file://` is served directly (half a hundred milliseconds quicker), the rest by fsspec."""
    if url.startswith("file://"):
        return FileStore(Path(unquote(url.removeprefix("file://"))))
    return RemoteStore(url)


class FileStore:
    """Objects as files below a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, key: str) -> bytes | None:
        """See Store."""
        try:
            return (self._root / key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read_many(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See Store."""
        return {key: data for key in keys if (data := self.read(key)) is not None}

    def versions(self, prefix: str) -> Mapping[str, str]:
        """See Store. A rewritten file has another inode, a copied one another change time."""
        found = {}
        try:
            entries = list(os.scandir(self._root / prefix))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                if entry.is_file():
                    about = entry.stat()
                    found[f"{prefix}/{entry.name}"] = f"{about.st_ino:x}-{about.st_mtime_ns:x}-{about.st_size:x}"
        return found

    def write(self, key: str, data: bytes) -> None:
        """See Store."""
        self._draft(key, data).replace(self._root / key)

    def create(self, key: str, data: bytes) -> bool:
        """See Store."""
        draft = self._draft(key, data)
        try:
            os.link(draft, self._root / key)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
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
        (self._root / key).unlink(missing_ok=True)

    def _draft(self, key: str, data: bytes) -> Path:
        target = self._root / key
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return Path(name)

    @contextlib.contextmanager
    def _guarded(self, key: str) -> Iterator[None]:
        guard = (self._root / key).parent / ".guard"
        guard.parent.mkdir(parents=True, exist_ok=True)
        with guard.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class RemoteStore:
    """Objects in a bucket. On Cloud Storage the server decides `create` and `replace` (generation conditions)."""

    def __init__(self, url: str) -> None:
        import fsspec  # noqa: PLC0415  not needed for local files, and slow to import

        self._fs, self._root = fsspec.core.url_to_fs(url.rstrip("/"), use_listings_cache=False)

    def read(self, key: str) -> bytes | None:
        """See Store."""
        return self.read_many([key]).get(key)

    def read_many(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See Store."""
        paths = {self._path(key): key for key in keys}
        if not paths:
            return {}
        found: Mapping[str, Any] = self._fs.cat(list(paths), on_error="return")
        missing = (FileNotFoundError, KeyError)
        broken = [value for value in found.values() if isinstance(value, Exception) and not isinstance(value, missing)]
        if broken:
            raise broken[0]
        by_path = {path.lstrip("/"): value for path, value in found.items()}
        return {
            key: by_path[path.lstrip("/")]
            for path, key in paths.items()
            if isinstance(by_path.get(path.lstrip("/")), bytes)
        }

    def versions(self, prefix: str) -> Mapping[str, str]:
        """See Store."""
        try:
            entries = self._fs.ls(self._path(prefix), detail=True)
        except FileNotFoundError:
            return {}
        return {
            f"{prefix}/{entry['name'].rpartition('/')[2]}": _version(entry)
            for entry in entries
            if entry["type"] == "file"
        }

    def write(self, key: str, data: bytes) -> None:
        """See Store."""
        if not self._on_google():
            self._fs.makedirs(self._path(key).rpartition("/")[0], exist_ok=True)
        self._fs.pipe_file(self._path(key), data)

    def create(self, key: str, data: bytes) -> bool:
        """See Store."""
        if self._on_google():
            return self._upload_if(key, data, "0")
        if self._fs.exists(self._path(key)):
            return False
        self.write(key, data)
        return True

    def replace(self, key: str, seen: bytes, data: bytes | None) -> bool:
        """See Store."""
        generation = _version(self._fs.info(self._path(key))) if self._fs.exists(self._path(key)) else ""
        if not generation or self.read(key) != seen:
            return False
        if not self._on_google():
            self.delete(key) if data is None else self.write(key, data)
            return True
        return self._delete_if(key, generation) if data is None else self._upload_if(key, data, generation)

    def delete(self, key: str) -> None:
        """See Store."""
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self._path(key))

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _on_google(self) -> bool:
        protocol = self._fs.protocol
        return "gs" in ((protocol,) if isinstance(protocol, str) else protocol)

    def _upload_if(self, key: str, data: bytes, generation: str) -> bool:
        bucket, _, name = self._path(key).partition("/")
        target = f"{self._fs._location}/upload/storage/v1/b/{quote(bucket)}/o"  # noqa: SLF001  gcsfs has no public way
        options = {"uploadType": "media", "name": name, "ifGenerationMatch": generation}
        return self._conditional("POST", target, data=data, **options)

    def _delete_if(self, key: str, generation: str) -> bool:
        bucket, _, name = self._path(key).partition("/")
        return self._conditional("DELETE", "b/{}/o/{}", bucket, name, ifGenerationMatch=generation)

    def _conditional(self, method: str, path: str, *parts: str, **options: Any) -> bool:
        try:
            self._fs.call(method, path, *parts, **options)
        except FileNotFoundError:
            return False
        except OSError as error:
            if getattr(error, "code", None) == 412 or "conditionNotMet" in str(error) or "412" in str(error):
                return False
            raise
        return True


def _version(entry: Mapping[str, Any]) -> str:
    for name in ("generation", "etag", "ETag", "mtime", "created", "LastModified"):
        if entry.get(name):
            return f"{name}-{entry[name]}-{entry.get('size', 0)}"
    return f"size-{entry.get('size', 0)}"

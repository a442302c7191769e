"""What was found out about each definition in an earlier run: unchanged, under the same rules, it is as it was.

It is kept in the user's cache folder and never in the repository, which may be a stranger's pull request; and in a form
that cannot run anything, should that folder be somebody else's (see `composer.execution.frozen_bytes`).
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from platformdirs import user_cache_path

import composer
from composer import DISTRIBUTION
from composer.execution import frozen_bytes
from composer.system import atomic_writes, files
from composer.system.damaged_files import aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from composer.execution.frozen_bytes import Frozen

Result = TypeVar("Result")

WORTH_CACHING = 64
"""Definitions: fewer are judged again before all that is known of them has been looked up."""
_MOST_BYTES = 2_000_000_000
"""What is known of 10,000 definitions takes a third of it."""
SWITCH = "COMPOSER_CACHE"
"""Environment variable: a folder to use instead of the user's, or `off`."""
_INSIDE = "judged"
_DIGEST = 16
"""Bytes at the head of the file that say whether the rest is what was written: a bit that a disk forgot would be
another judgement."""


@dataclass(frozen=True, slots=True)
class Cache(Generic[Result]):
    """What is remembered in one file. `shared` is the digest of everything that all results depend on, `inputs` are
    those of one: files, and values that stand in none."""

    file: Path
    shared: bytes
    inputs: Callable[[Path], Iterable[Path | str]]

    def recall(
        self,
        definitions: Sequence[Path],
        work: Callable[[list[Path]], list[Frozen[Result]]],
        worth: Callable[[Result, Path], bool],
    ) -> list[Result]:
        """The findings of `work` for each definition, in order; it is only asked about those that are new or changed.

        `worth`: whether a result may be kept. What cannot be read or kept is worked out again.
        """
        keys = [self._key(path) for path in definitions]
        cached = self._read()
        recalled: list[Result | None] = [_loaded(cached.get(key)) for key in keys]
        missing = [index for index, one in enumerate(recalled) if one is None]
        fresh = dict(zip(missing, work([definitions[index] for index in missing]), strict=True))
        # a file that was written to meanwhile was read at some moment between the two looks: nobody knows as what
        new = {
            keys[index]: one.data
            for index, one in fresh.items()
            if worth(one.value, path := definitions[index]) and self._key(path) == keys[index]
        }
        retained = {key: cached[key] for key in keys if key in cached}
        if new or len(retained) < len(cached):
            self._keep(retained | new)
        return [fresh[index].value if one is None else one for index, one in enumerate(recalled)]

    def _key(self, path: Path) -> bytes:
        digest = hashlib.sha256(self.shared)
        for one in (str(path), *self.inputs(path)):
            part = one.encode() if isinstance(one, str) else _bytes(one)
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    def _read(self) -> Mapping[bytes, bytes]:
        data = _own(self.file) or b""
        head, body = data[:_DIGEST], memoryview(data)[_DIGEST:]
        if hashlib.blake2b(body, digest_size=_DIGEST).digest() != head:
            return {}
        cached = _loaded(body)
        return cached if isinstance(cached, dict) else {}

    def _keep(self, entries: Mapping[bytes, bytes]) -> None:
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.file.parent.chmod(0o700)
            if os.path.lexists(self.file) and (self.file.is_symlink() or not self.file.is_file()):
                aside(self.file)  # not what was written here
            body = frozen_bytes.dumps(dict(entries))
            head = hashlib.blake2b(body, digest_size=_DIGEST).digest()
            with atomic_writes.replacing(self.file, within=self.file.parent, mode=0o600) as file:
                file.writelines((head, body))
        except OSError:
            return  # a full disk or a folder that cannot be written costs time, and nothing else


def memory(place: str, shared: Iterable[bytes], inputs: Callable[[Path], Iterable[Path | str]]) -> Cache[Result] | None:
    """The memory of one place, such as a repository and an environment; None where it is switched off. `shared`: what
    all results depend on, beside the program itself; `inputs`: what else one does."""
    folder = _folder()
    if folder is None or refusal():
        return None
    digest = hashlib.sha256(f"{sys.version} {_program()}".encode())
    for part in shared:
        digest.update(f"{len(part)} ".encode() + part)
    name = hashlib.sha256(place.encode()).hexdigest()[:32]
    return Cache(folder / _INSIDE / f"{name}.plain", digest.digest(), inputs)


def refusal() -> str:
    """The reason nothing is remembered, for people: what should be a folder of this user alone is another's, or leads
    elsewhere. "" where it may be used, or is switched off."""
    folder = _folder()
    if folder is None:
        return ""
    for place in (folder, folder / _INSIDE):
        why = _foreign(place)
        if why:
            ways_out = f"set {SWITCH} to a folder of your own, or to off"
            return f"nothing is remembered of this run: {place} {why}; {ways_out}"
    return ""


def _folder() -> Path | None:
    """The folder to remember in; None where it is switched off."""
    named = os.environ.get(SWITCH)
    if named == "off":
        return None
    return Path(named) if named else user_cache_path(DISTRIBUTION, appauthor=False)


def _foreign(place: Path) -> str:
    try:
        about = place.lstat()
    except OSError:  # not there yet; or it cannot be used, which costs time and nothing else
        return ""
    if stat.S_ISLNK(about.st_mode):
        return "is a link"
    if not stat.S_ISDIR(about.st_mode):
        return "is no folder"
    return "" if about.st_uid == os.getuid() else "is somebody else's"


def _program() -> str:
    """The key to a state of this program: its files with their sizes and times of change."""
    top = Path(composer.__file__).parent
    seen = []
    for folder, inner, names in os.walk(top):
        inner[:] = [name for name in inner if name != "__pycache__"]
        for name in names:
            state = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - pathlib takes three times as long
            seen.append(f"{folder}/{name} {state.st_size} {state.st_mtime_ns}")
    return "\n".join(sorted(seen))


def _bytes(path: Path) -> bytes:
    """The content of a file; what cannot be read says why, so that it is not taken for an empty one."""
    try:
        return files.read(path, within=None, most=files.MOST_RECORDED)
    except FileNotFoundError:
        return b""
    except OSError as error:
        return f"\0{error.strerror}".encode()


def _own(path: Path) -> bytes | None:
    """The content of a file that only this user may write to."""
    try:
        about = path.lstat()
        if about.st_uid != os.getuid() or about.st_mode & 0o022:
            return None
        return files.read(path, within=path.parent, most=_MOST_BYTES)
    except OSError:
        return None


def _loaded(data: bytes | memoryview | None) -> Result | None:
    if data is None:
        return None
    try:
        result: Result = frozen_bytes.loads(data)
    except frozen_bytes.DamagedError:
        return None
    return result

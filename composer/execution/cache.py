"""What was found out about each definition in an earlier run: unchanged, under the same rules, it is as it was.

It is kept in the user's cache folder and never in the repository, which may be a stranger's pull request; and in a form
that cannot run anything, should that folder be somebody else's (see `composer.execution.frozen_bytes`).
"""

from __future__ import annotations

import contextlib
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
from composer.execution.kept_entries import DamagedEntryError, Entry, entries, written
from composer.system import atomic_writes, files
from composer.system.damaged_files import aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from composer.execution.frozen_bytes import Frozen

Result = TypeVar("Result")

WORTH_CACHING = 64
"""Definitions: fewer are judged again before all that is known of them has been looked up."""
_MOST_BYTES = 2_000_000_000
"""What is known of 10,000 definitions takes a third of it."""
SWITCH = "COMPOSER_CACHE"
"""Environment variable: a folder to use instead of the user's, or `off`."""
_INSIDE = "judged"
_AT_ONCE = 1_024
"""Definitions that are worked out before they are kept: what is known of one takes 80 kB."""


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
        """The findings of `work` for each definition, in order; it is only asked about those that are new or changed,
        so many at once that what travels between processes is never all of a large fleet.

        `worth`: whether a result may be kept. What cannot be read or kept is worked out again.
        """
        keys = [self._key(path) for path in definitions]
        results = self._recalled(keys)
        missing = [index for index, key in enumerate(keys) if key not in results]
        for some in (missing[start : start + _AT_ONCE] for start in range(0, len(missing), _AT_ONCE)):
            fresh = dict(zip(some, work([definitions[index] for index in some]), strict=True))
            results |= {keys[index]: one.value for index, one in fresh.items()}
            # a file that was written to meanwhile was read at some moment between the two looks: nobody knows as what
            self._add(
                Entry(keys[index], one.data)
                for index, one in fresh.items()
                if worth(one.value, path := definitions[index]) and self._key(path) == keys[index]
            )
        return [results[key] for key in keys]

    def _key(self, path: Path) -> bytes:
        digest = hashlib.sha256(self.shared)
        for one in (str(path), *self.inputs(path)):
            part = one.encode() if isinstance(one, str) else _bytes(one)
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    def _recalled(self, keys: Sequence[bytes]) -> dict[bytes, Result]:
        """The results that are known, by key. Where they are less than half of what the file holds, or it is damaged,
        they are all that it holds from now on."""
        wanted, results, others = frozenset(keys), dict[bytes, Result](), 0
        try:
            for one in _entries(self.file):
                result = _loaded(one.data) if one.key in wanted else None
                if result is None:
                    others += 1
                else:
                    results[one.key] = result
        except FileNotFoundError:
            return results
        except (OSError, DamagedEntryError):
            others = len(results) + 1
        if others > len(results):
            self._keep_only(results.keys())
        return results

    def _keep_only(self, keys: AbstractSet[bytes]) -> None:
        with contextlib.suppress(OSError):
            if not _is_own(self.file):
                aside(self.file)  # not what was written here
                return
            with atomic_writes.replacing(self.file, within=self.file.parent, mode=0o600) as file:
                file.writelines(written(one) for one in _sound(_entries(self.file)) if one.key in keys)

    def _add(self, entries: Iterable[Entry]) -> None:
        with contextlib.suppress(OSError):  # a full disk or a folder that cannot be written costs time, no more
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.file.parent.chmod(0o700)
            if os.path.lexists(self.file) and not _is_own(self.file):
                return
            with files.appended(self.file, within=self.file.parent) as file:
                file.writelines(map(written, entries))


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


def _is_own(path: Path) -> bool:
    """True if it is a file that only this user may write to."""
    about = path.lstat()
    return stat.S_ISREG(about.st_mode) and about.st_uid == os.getuid() and not about.st_mode & 0o022


def _entries(path: Path) -> Iterator[Entry]:
    """The entries of a file that is this user's own. Raises OSError and DamagedEntryError."""
    if not _is_own(path):
        raise DamagedEntryError
    with files.opened(path, within=path.parent, most=_MOST_BYTES) as file:
        yield from entries(file, _MOST_BYTES)


def _sound(all_entries: Iterator[Entry]) -> Iterator[Entry]:
    """Those before the damage."""
    with contextlib.suppress(DamagedEntryError):
        yield from all_entries


def _loaded(data: bytes) -> Result | None:
    try:
        result: Result = frozen_bytes.loads(data)
    except frozen_bytes.DamagedError:
        return None
    return result

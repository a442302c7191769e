"""The repository as it was at a git ref, in a temporary folder; nothing is fetched, nothing here is touched."""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from composer.repository import Repository
from composer.schema.released import SUFFIX
from composer.system import atomic_writes, files
from composer.system.child_output import output_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import IO

ROOT_FILE = "Pulumi.yaml"
PATHS = (ROOT_FILE, "eventtypes", "stacks")
MOST_BYTES = 1_000_000_000
MOST_FILES = 100_000
"""Of a commit: ten thousand Event Types with all their versions have a tenth of it."""
Lacking = Literal["", "repository", "environment"]


class NoBaseError(Exception):
    """The ref cannot be compared with; the words say why and what to do."""


@dataclass(frozen=True, slots=True)
class Base:
    """The repository at a commit; an empty folder where that commit has none yet.

    `changed`: files of definitions that differ from now; None: more than those do.
    """

    repository: Repository
    commit: str
    changed: frozenset[str] | None

    def differs(self, definition: str) -> bool:
        """True if a definition may be another one now: its file, or the record of its released versions, is."""
        record = f"{definition.rpartition('.')[0]}{SUFFIX}"
        return self.changed is None or not self.changed.isdisjoint((definition, record))

    def lacks(self, environment: str) -> Lacking:
        """The lack that makes everything new: "" where this environment is there, whatever is wrong with it."""
        if not self.repository.has(self.repository.root / ROOT_FILE):
            return "repository"
        there = self.repository.has(self.repository.environments / f"{environment}.yaml")
        return "" if there else "environment"


@contextmanager
def at(repository: Repository, ref: str) -> Iterator[Base]:
    """The repository at `ref`: empty where that has none yet. Raises NoBaseError when there is no git, no such ref, or
    the repository lies in another folder there, so that what is here would look new."""
    commit = _commit(repository.root, ref)
    top = Path(git(repository.root, "rev-parse", "--show-toplevel").strip())
    prefix = git(repository.root, "rev-parse", "--show-prefix").strip()
    tree = f"{commit}:{prefix.rstrip('/')}" if prefix else commit
    there = _names(top, tree)
    with tempfile.TemporaryDirectory(prefix="composer-base-") as folder:
        if ROOT_FILE not in there:
            if elsewhere := _elsewhere(top, commit):
                where = f"{ref} holds the Event Types in another folder, {elsewhere}"
                raise NoBaseError(f"{where}: nothing here can be compared before that move is merged by itself")
            yield Base(Repository(Path(folder).resolve()), commit, None)
            return
        _unpack(top, ref, tree, [name for name in PATHS if name in there], Path(folder))
        yield Base(Repository(Path(folder).resolve()), commit, _changed(repository.root, commit))


def _unpack(top: Path, ref: str, tree: str, names: Sequence[str], folder: Path) -> None:
    """Unpack it while git sends it: it is never held at once, and git is ended where it is too much."""
    with tempfile.TemporaryFile() as stderr, _started(top, "archive", "--format=tar", tree, *names, err=stderr) as git:
        sent = output_of(git)
        try:
            atomic_writes.unpack(sent, folder, most=MOST_BYTES, count=MOST_FILES)
            sent.read()  # what fills the last block
        except tarfile.FilterError as error:
            raise NoBaseError(f"{ref} cannot be read without leaving its folder: {error}") from error
        except files.UnreadableError as error:
            what = f"{', '.join(PATHS)} of {ref} are more than is compared with"
            raise NoBaseError(f"{what}: {error.filename}: {error.strerror}; {error.way_out}") from error
        except tarfile.TarError as error:
            git.wait()
            stderr.seek(0)
            message = stderr.read(2000).decode("utf-8", "replace").strip().removeprefix("fatal: ")
            raise NoBaseError(f"git archive failed: {message or error}") from error
        finally:
            git.kill()


def _names(top: Path, tree: str) -> set[str]:
    """The names in a folder of a commit; nothing where it is not there."""
    try:
        return set(git(top, "ls-tree", "--name-only", tree).splitlines())
    except NoBaseError:
        return set()


def _elsewhere(top: Path, commit: str) -> str:
    """The folder of a repository of Event Types somewhere in a commit; "" if there is none."""
    names = git(top, "ls-tree", "-r", "--name-only", "-z", commit).split("\0")
    roots = {name.removesuffix(ROOT_FILE) for name in names if name.rpartition("/")[2] == ROOT_FILE}
    holding = [root for root in sorted(roots) if any(name.startswith(f"{root}eventtypes/") for name in names)]
    return (holding[0] or "./") if holding else ""


def fork_point(repository: Repository, ref: str) -> str:
    """The commit where what is checked out left `ref`: what was merged there since is no change of this branch.

    Where the two have no common past (or a shallow clone does not reach it), `ref` itself. Raises NoBaseError.
    """
    commit = _commit(repository.root, ref)
    try:
        return git(repository.root, "merge-base", commit, "HEAD").strip() or commit
    except NoBaseError:
        return commit


@dataclass(frozen=True, slots=True)
class FormerFiles:
    """Files as they were at the fork point from `ref`: those that are others now, or gone, by path from the root."""

    ref: str
    files: Mapping[str, bytes]


def former(repository: Repository, pattern: str) -> FormerFiles | None:
    """Files of a pattern that differ from where this branch left the default branch of `origin`; None where this clone
    knows of no such branch, or there is no git."""
    root = repository.root
    try:
        ref = git(root, "rev-parse", "--verify", "--abbrev-ref", "origin/HEAD").strip()
        commit = git(root, "merge-base", ref, "HEAD").strip()
        differing = git(
            root, "diff", "--name-only", "--diff-filter=MD", "--no-renames", "--relative", "-z", commit, "--", pattern
        )
        names = [name for name in differing.split("\0") if name]
        return FormerFiles(ref, {name: _run(root, "show", f"{commit}:./{name}") for name in names})
    except NoBaseError:
        return None


def _changed(root: Path, commit: str) -> frozenset[str] | None:
    """Files below eventtypes/ that differ, if nothing else that a graph comes from does."""
    differing = git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", *PATHS)
    untracked = git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *PATHS)
    names = {name for name in (differing + untracked).split("\0") if name}
    if all(name.startswith("eventtypes/") for name in names):
        return frozenset(names)
    return None


def _commit(root: Path, ref: str) -> str:
    if ref.startswith("-") or not ref:
        raise NoBaseError(f"'{ref}' is no git ref")
    _run(root, "rev-parse", "--is-inside-work-tree", failing="this repository is not under git")
    shallow = git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    hint = (
        "this clone is shallow: fetch the ref first (in CI: fetch-depth: 0)"
        if shallow
        else "fetch it first, or name a branch, tag or commit that is here"
    )
    failing = f"there is no '{ref}' in this clone; {hint}"
    return git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", failing=failing
    ).strip()


def git(folder: Path, *arguments: str, failing: str = "") -> str:
    """The output of git, as text. Raises NoBaseError where it fails."""
    return _run(folder, *arguments, failing=failing).decode("utf-8", "surrogateescape")


def _environment() -> dict[str, str]:
    inherited = {
        key: value for key, value in os.environ.items() if key not in {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
    }
    return inherited | {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


def _started(folder: Path, *arguments: str, err: IO[bytes]) -> subprocess.Popen[bytes]:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, env=_environment())


def _run(folder: Path, *arguments: str, failing: str = "") -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=_environment())
    except FileNotFoundError as error:
        raise NoBaseError("there is no git on this machine; install it, or plan against the ledger") from error
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise NoBaseError(failing or f"git {arguments[0]} failed: {message}")
    return done.stdout

"""Every sort of file that a run leaves, damaged in every way, before every verb that opens it: told, mended by `up`.

Which files there are is seen after a real run, which verbs open them is seen by watching; so a new file is in it by
itself. From then on the engine is played by something that only insists on what the engine itself needs: a sound state.
That the real one goes on from there is shown in test_durability.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.engine import binary, fleet_run, stack_turn
from composer.engine.lease import Lease, ProcessIdentity, key_of
from composer.engine.process_identity import machine
from composer.engine.pulumi_process import Command, Outcome
from composer.engine.stack_run import Engine
from composer.engine.stack_state import FOLDER, META, META_CONTENT
from composer.engine.state_copies import wrong
from composer.engine.worker import answer_to
from composer.execution import cache as judged_cache
from composer.ledger import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.engine.job import Answer, CliEnvironment, Job
    from composer.kinds.kind import Kind

pytestmark = pytest.mark.engine

VERBS = {
    "check": ["check"],
    "explain": ["explain", "PageViewed"],
    "plan": ["plan"],
    "status": ["local", "status"],
    "list": ["local", "list"],
    "up": ["up", "--yes"],
    "resume": ["up", "--resume", "--yes"],
    "planned": ["up", "--plan", "plan.json", "--yes"],
    "down": ["down", "--yes"],
}
"""Verbs that look at what a run left."""
CACHE = ".cache"
"""Where the user's cache is for this test: what the composer writes there is damaged as well."""
NOBODY = 2**22 + 1
"""A process that there is not: more than Linux ever numbers."""


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 1] = bytes([data[len(data) // 2] ^ 4]) if data else b"\4"
    path.write_bytes(data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("x")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "half": _cut,
    "bit": _flip,
    "nul": lambda path: path.write_bytes(b"\0" * path.stat().st_size),
    "list": lambda path: path.write_bytes(b'[1, {"a": null}]'),
    "null": lambda path: path.write_bytes(b"null\n"),
    "no-utf8": lambda path: path.write_bytes(b'{"a": "\xff\xfe\xc3"}'),
    "folder": _folder,
    "unreadable": lambda path: path.chmod(0),
}
MESSAGE = {
    r"stacks/composer/[^/]*\.json$": {"up", "planned", "resume"},
    r"/applied/": {"plan", "up", "planned", "down"},
    r"localcloud\.db$": {"status", "list", "up"},
    r"journal/": {"resume"},
}
"""Files whose loss somebody should hear of, and the verbs that hear it. A flipped bit may be where nothing is kept."""
REPORTED = re.compile(r"put aside|cannot be read|could not be read|was empty|are damaged|no plan", re.IGNORECASE)


class PlayedCli:
    """What the engine needs: a sound state of the stack, whatever it was before, and no lock."""

    def __init__(self, around: CliEnvironment, command: Command) -> None:
        del command
        self._store = open_store(around.backend)

    def run(self, work: Job, *_: object) -> Outcome:
        if work.action != "preview":
            state = self._store.read(f"{FOLDER}/{work.stack}.json")
            assert state is not None
            assert wrong(state, work.stack) is None
            assert self._store.read(META) == META_CONTENT
            locks = self._store.versions(f".pulumi/locks/organization/composer/{work.stack}")
            assert not [key for key in locks if key.endswith(".json")]
        return Outcome(0, "", "", os.getpid())

    def close(self) -> None:
        """Nothing is open."""


class PlayedLive:
    """Nothing is found, but services say which account they act by."""

    def __init__(self, *_: object) -> None:
        """See LiveResources."""

    def find(self, *_: object) -> None:
        return None

    def get(self, kind: Kind, path: str) -> dict[str, str] | None:
        del kind
        return {"email_address": "agent@example.com"} if path.endswith("/serviceAccount") else None


class PlayedCrew:
    """One worker, in this process."""

    def __init__(self, around: CliEnvironment, size: int) -> None:
        del size
        self._engine = Engine(around, Command(around.binary))
        self._answers: list[Any] = []

    busy = property(lambda self: bool(self._answers))
    free = property(lambda self: not self._answers)

    def give(self, work: Job) -> None:
        answer: Answer = answer_to(self._engine, work, self._answers.append)
        self._answers.append(answer)

    def answers(self) -> Iterator[Any]:
        while self._answers:
            yield self._answers.pop(0)

    def stop(self, *_: object) -> None:
        """It has ended already."""

    kill = close = stop


@contextlib.contextmanager
def nothing_served(_: Path) -> Iterator[Any]:
    from composer.localcloud import Endpoints

    yield Endpoints(1, "http://127.0.0.1:1", "token")


@dataclass
class Place:
    """A copy of the repository, as often as one is needed."""

    source: Path
    root: Path
    cache: Path
    opened: set[str]

    def anew(self) -> None:
        for name in (".composer", CACHE):
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(self.cache, self.root / CACHE)
        shutil.copytree(self.source / ".composer", self.root / ".composer")
        plan = self.root / "plan.json"
        if plan.is_dir():
            shutil.rmtree(plan)
        shutil.copy(self.source / "plan.json", plan)
        state = self.root / ".composer/state"
        stack_name, dead = "local.PageViewed", ProcessIdentity(machine(), "here", NOBODY, 1.0)
        lease = state / key_of(stack_name)
        lease.write_bytes(Lease(lease.name, "token", dead, "2026-01-01T00:00:00", time.time()).to_bytes())
        lock = state / f".pulumi/locks/organization/composer/{stack_name}/x.json"
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text(
            f'{{"pid": {NOBODY}, "username": "a", "hostname": "{os.uname().nodename}", '
            f'"timestamp": "2026-01-01T00:00:00+00:00"}}'
        )

    def files(self) -> list[str]:
        results = [path for name in (".composer", CACHE) for path in (self.root / name).rglob("*") if path.is_file()]
        return sorted(str(path.relative_to(self.root)) for path in [*results, self.root / "plan.json"])

    def run(self, verb: str) -> tuple[int, str]:
        self.opened.clear()
        result = CliRunner().invoke(main, VERBS[verb])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        assert "composer itself failed" not in result.output, result.output
        assert result.exit_code in {0, 1, 2, 3}
        return result.exit_code, " ".join(result.output.split())


_WATCHING: list[Place] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _WATCHING and event in {"open", "sqlite3.connect", "os.link", "os.remove"}:
        place = _WATCHING[-1]
        with contextlib.suppress(ValueError, TypeError):
            place.opened.add(str(Path(os.fsdecode(arguments[0])).absolute().relative_to(place.root)))


sys.addaudithook(_watch)


@pytest.fixture(scope="module")
def place(applied_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("damage")
    root = folder / "events"
    shutil.copytree(applied_repository, root, ignore=shutil.ignore_patterns(".composer"))
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(root)
        patched.setattr(stack_turn, "Cli", PlayedCli)
        patched.setattr(stack_turn, "LiveChanges", PlayedLive)
        patched.setattr(fleet_run, "WorkerPool", PlayedCrew)
        patched.setattr("composer.localcloud.running", nothing_served)
        patched.setattr(binary, "pulumi", lambda: Path("pulumi"))
        patched.setenv(judged_cache.SWITCH, str(root / CACHE))
        patched.setattr(judged_cache, "WORTH_CACHING", 1)
        result = Place(applied_repository, root, folder / "cache", set())
        result.run("check")
        shutil.copytree(root / CACHE, result.cache)
        _WATCHING.append(result)
        yield result
        _WATCHING.pop()


@pytest.fixture(scope="module")
def openers(place: Place) -> dict[str, list[str]]:
    """Verb → the files that it opens; what every `up` opens, not once more for its options."""
    results: dict[str, list[str]] = {}
    for verb, arguments in VERBS.items():
        place.anew()
        there = place.files()
        place.run(verb)
        every_up = results["up"] if arguments[0] == "up" and verb != "up" else []
        results[verb] = [file for file in there if file in place.opened and file not in every_up]
    return results


STACK = re.compile(r"/applied/([^/]+)\.json$|/stacks/composer/([^/]+)\.json$")
"""What ledger and backend call the stacks."""


def one_of_each(files: list[str], turn: int) -> list[str]:
    """The files, of those that every stack has one of its own: whose it is goes round."""
    names = {next(filter(None, match.groups())) for file in files if (match := STACK.search(file))}
    a_stack = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "$^")
    kinds: dict[str, list[str]] = {}
    for file in files:
        kinds.setdefault(a_stack.sub("*", file), []).append(file)
    return [each[turn % len(each)] for each in kinds.values()]


def refusing(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Root may read what nobody may: so it is refused here."""
    real = os.open

    def opened(name: Any, *more: Any, **others: Any) -> int:
        if os.fsdecode(name) == str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(name, *more, **others)

    monkeypatch.setattr(os, "open", opened)


def test_every_kind_of_file_is_opened_by_some_verb(openers: dict[str, list[str]]) -> None:
    every = {file for files in openers.values() for file in files}
    for kind in (
        "/applied/",
        "/written/",
        "stacks/composer/",
        "/kept/",
        "leases/",
        "/judged/",
        "locks/",
        "meta.yaml",
        "journal",
    ):
        assert any(kind in file for file in every), kind
    assert {".composer/localcloud.db", "plan.json"} <= every


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage(damage: str, place: Place, openers: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    failures, turn = [], [*DAMAGES].index(damage)
    for verb, files in openers.items():
        for file in one_of_each(files, turn):
            place.anew()
            try:
                one(place, verb, file, damage, monkeypatch, looked=file in openers["up"])
            except Exception as error:  # noqa: BLE001  all of them are told at once
                failures.append(f"{verb}, {file}: {type(error).__name__} {str(error)[:600]}")
    assert not failures, "\n".join([f"{len(failures)} of {sum(map(len, openers.values()))}:", *failures])


def one(place: Place, verb: str, file: str, damage: str, monkeypatch: pytest.MonkeyPatch, *, looked: bool) -> None:
    """`looked`: what `up` makes of that damage is looked at when it is its turn; a verb that looks leaves it to it."""
    path = place.root / file
    DAMAGES[damage](path)
    with monkeypatch.context() as patched:
        if damage == "unreadable":
            if file.startswith(".composer/localcloud.db") and os.geteuid() == 0:
                return
            refusing(patched, path)
        code, output = place.run(verb)
    if damage not in {"missing", "bit", "unreadable"}:
        expected = any(re.search(kind, file) and verb in verbs for kind, verbs in MESSAGE.items())
        assert not expected or REPORTED.search(output), f"nothing is said: {output}"
        named = path.name in output or REPORTED.search(output)
        assert not code or named, f"{code} without its name: {output}"
    if damage == "unreadable" and path.exists():
        path.chmod(0o600)
    if verb == "down":
        return  # what is played makes nothing, so nothing can be made anew
    if looked and VERBS[verb][0] != "up":
        return
    if code or VERBS[verb][0] != "up":
        code, output = place.run("up")
        assert code == 0, f"the next up: {output[-500:]}"
    code, output = place.run("up")
    assert (code, "Nothing to do" in output) == (0, True), f"the one after: {output[-500:]}"

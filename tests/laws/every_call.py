"""Every call of every verb that only looks: each way to name things, each format, each base; made from the verbs."""

from __future__ import annotations

import contextlib
import itertools
import random
import subprocess
import traceback
from typing import TYPE_CHECKING, Any

import click
from click.testing import CliRunner

from composer.cli import VERBS, main

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ACTING = {"init", "new", "retire", "rename", "notices", "up", "down", "local"}
"""Verbs that write, apply, or ask: other tests go through those."""
WRITING = {"--fix", "--preview"}
"""Flags that write, or start the engine."""
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]


def calls(names: Sequence[str], values: Sequence[str], roles: Sequence[str]) -> Iterator[list[str]]:
    """Each verb in each format with each choice, of these Event Types; `explain` of these values and roles."""
    for verb in (one for one in VERBS if one not in ACTING):
        command = main.get_command(click.Context(main), verb)
        assert command is not None
        subjects = _subjects(command, names, values, roles)
        for options in _options(command):
            yield from ([verb, *subject, *options] for subject in subjects)


def _subjects(
    command: click.Command, names: Sequence[str], values: Sequence[str], roles: Sequence[str]
) -> list[list[str]]:
    argument = next((one for one in command.params if isinstance(one, click.Argument)), None)
    if argument is None:
        return [[]]
    if argument.metavar and argument.metavar.startswith("NAME[:PATH]"):
        beside = [*(f":{one}" for one in ("retention", *values)), *(f"/{one}" for one in roles)]
        facts = [["environment:"], ["policy:"]]
        return [*([f"{name}{one}"] for name in names for one in ("", *beside)), *facts]
    if argument.metavar == "[PATH]...":
        return [[], ["eventtypes"]]
    return [*([[]] if argument.nargs == -1 else []), *([name] for name in names)]


def _options(command: click.Command) -> Iterator[list[str]]:
    """No option, and each option that is a choice or a base, by itself; all forms with and without a base."""
    options = {one.opts[0]: one for one in command.params if isinstance(one, click.Option)}
    bases = [[], ["--base", "HEAD"]] if "--base" in options else [[]]
    for name, option in options.items():
        for choice in getattr(option.type, "choices", ()):
            yield from ([name, str(choice), *base] for base in bases)
        if option.is_flag and name not in WRITING:
            yield [name]
    if "--format" not in options:
        yield []


def in_turn(every: Iterator[list[str]]) -> Iterator[list[str]]:
    """Without end: one call of each verb after the other, and of each verb one call after the other."""
    of_verb: dict[str, list[list[str]]] = {}
    for one in every:
        of_verb.setdefault(one[0], []).append(one)
    rounds = [itertools.cycle(random.Random(2016).sample(some, len(some))) for some in of_verb.values()]
    while True:
        yield from (next(some) for some in rounds)


class Caller:
    """Calls verbs in this process, in one folder that is a git repository."""

    def __init__(self, root: Path) -> None:
        self._root = root
        (root / ".gitignore").write_text(".composer\n")
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as it is at first"]):
            subprocess.run([*GIT, *command], cwd=root, check=True)

    def call(self, arguments: Sequence[str]) -> Any:
        """One call; it may refuse what is written, but neither fail nor blame itself."""
        with contextlib.chdir(self._root):
            done = CliRunner().invoke(main, list(arguments))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            message = "".join(traceback.format_exception(done.exception))
            raise AssertionError(f"composer {' '.join(arguments)}: {message}") from done.exception
        assert done.exit_code in {0, 1, 2, 3}, (arguments, done.output)
        assert "Traceback" not in done.output, (arguments, done.output)
        return done

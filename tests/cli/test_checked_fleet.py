"""Only verbs that take what a cell shares propose it to who misspells a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from composer.cli import VERBS, main

if TYPE_CHECKING:
    from pathlib import Path

TAKING = {"build": "{}", "up": "{}", "audit": "{}", "explain": "{}/topic"}
"""Verbs that take a platform, and how they do."""


def naming() -> list[str]:
    """Verbs that are given names of Event Types."""
    commands = {verb: main.get_command(click.Context(main), verb) for verb in VERBS}
    return [
        verb
        for verb, command in commands.items()
        if command
        and any(
            isinstance(one, click.Argument) and "NAME" in (one.metavar or (one.name or "").upper())
            for one in command.params
        )
    ]


def test_verbs_with_names_are_found() -> None:
    assert {"plan", "up", "down", "show", "exposure", *TAKING} <= {*naming()}


@pytest.mark.parametrize(
    ("verb", "options"),
    [*((verb, []) for verb in naming() if verb not in {"new", "adopt"}), ("exposure", ["--erasure"])],
)
def test_a_platform_is_no_event_type(
    verb: str, options: list[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    done = CliRunner().invoke(main, [verb, *options, TAKING.get(verb, "{}").format("platfrm:local-1")])
    assert done.exit_code == 2, done.output
    assert "there is no Event Type 'platfrm:local-1'" in done.output
    assert ("platform:local-1" in done.output) is (verb in TAKING), done.output

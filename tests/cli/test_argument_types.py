"""What may stand in an option: numbers have bounds, texts can be written down, whichever verb they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.cli.argument_types import Fraction

if TYPE_CHECKING:
    from collections.abc import Iterator

HUGE = str(10**22)
"""More than a database holds."""


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


NUMBERS = [
    (verb, parameter)
    for verb, command in commands()
    for parameter in command.params
    if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType)
]


def test_numbers_are_found() -> None:
    assert {parameter.name for _, parameter in NUMBERS} >= {"parallel", "backlog", "first", "rate", "inventory_lag"}


@pytest.mark.parametrize(("verb", "parameter"), NUMBERS, ids=[f"{' '.join(verb)} {one.name}" for verb, one in NUMBERS])
def test_a_number_has_bounds(verb: tuple[str, ...], parameter: click.Parameter) -> None:
    kind = parameter.type
    assert isinstance(kind, click.IntRange | Fraction), "argument_types.whole or Fraction"
    assert None not in (kind.min, kind.max)
    for word in (HUGE, "nan", "inf", "-1", "1e400", "0x1", ""):
        given = [word] if isinstance(parameter, click.Argument) else [parameter.opts[0], word]
        before = ["EndSong"] if verb == ("diff",) else ["refuse"] if verb[-1] == "add" else []
        done = CliRunner().invoke(main, [*verb, *before, *given])
        assert done.exit_code == 2, (word, done.output, done.exception)


@pytest.mark.parametrize("verb", [verb for verb, _ in commands()], ids=" ".join)
def test_a_word_that_is_no_text_is_refused(verb: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*verb, "caf\udce9"])
    assert (done.exit_code, "is no UTF-8 text" in done.output) == (2, True), done.output

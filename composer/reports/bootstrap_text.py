"""What must be there before the first `up`, as a script of a shell: comments say why, lines are never wrapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.preflight.bootstrap import Step
    from composer.printing.blocks import Block


def render(environment: str, steps: Iterable[Step], *, signs_in: bool) -> Iterator[Block]:
    """The script. It is read before it is run, and stops at the first command that fails."""
    yield _comment(
        f"What {environment} needs before the first `composer up`. Nothing was executed: read it, then run it"
    )
    yield _comment("once, as an owner of the project. What is there already fails, and its line can be left out.")
    yield Line("set -eu", whole=True)
    for step in steps:
        yield BLANK
        yield _comment(f"{step.because}.")
        for command in step.commands:
            yield from (Line(line, whole=True) for line in command.split("\n"))
    if not signs_in:
        yield BLANK
        yield _comment("For CI without a stored key, say whose: --github OWNER/REPOSITORY or --gitlab GROUP/PROJECT.")


def _comment(text: str) -> Line:
    return Line(Styled(f"# {text}", "faint"), whole=True)

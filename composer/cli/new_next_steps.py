"""What 'composer new' prints once a definition is written: what was assumed, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.cli.here import called
from composer.cli.new_questions import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.sampling import Draft


CHOICES = ("importance", "storage", "partitioning")
"""Options with a default that a definition has to say something about."""


def assumptions(keys: list[str], answers: Mapping[str, Any], added: list[str]) -> list[tuple[str, str]]:
    """Pairs of what nobody said and what the definition has now."""
    assumed = [(key.replace("_", " "), str(answers[key] or NONE)) for key in keys]
    return [*assumed, ("fields", ", ".join(added))] if added else assumed


def print_next_steps(written: str, name: str, draft: Draft, questions: int, assumed: list[tuple[str, str]]) -> None:
    """Print that the definition is written, what nobody said of it, and what to do now."""
    from composer.printing import output
    from composer.printing.blocks import BLANK, Line, Table
    from composer.printing.plurals import counted, number_of

    steps = [
        (f"{called()} check --fix", "records its schema as version 1, once it is as it should be"),
        (f"{called()} show {name}", "everything that follows from it"),
        (f"{called()} plan {name}", "what it would make"),
    ]
    if questions:
        are = number_of(questions, "is", "are")
        head = f"{written} is written. {counted(questions, 'question')} in it {are} yours to answer."
        first = "answer each `semantic: what does it mean?`; look at every guess"
        steps.insert(0, (f"{called()} check", "says where questions are left"))
    else:
        head = f"{written} is written and passes `{called()} check`."
        text = "look at every guess" if draft.source else "each says what it means with `semantic`"
        first = f"describe its fields in the schema; {text}"
    output.show([Line(head), BLANK])
    if assumed:
        text = "Nobody said these, so they are assumed; change them in the file:"
        output.show([Line(text), BLANK, Table(assumed, indent=2), BLANK])
    output.show([Line("Next:"), BLANK, Line(first, 2), Table(steps, indent=2)])

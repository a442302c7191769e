"""A step in the life of an Event Type for people: what it means, for whom, its gate, and what it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.lifecycle.questions import OF_STEP, Question
from composer.model import State
from composer.model.lifecycle import MEANINGS, Proof, Remover
from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.reports import file_diff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.model import EventType
    from composer.model.lifecycle import Transition
    from composer.operations.retirement import Retirement
    from composer.printing.blocks import Block


IN_FILES = frozenset({Question.SUNSET, Question.CONSUMERS})
"""What is asked of files alone, which `Transition.proven` has."""


def render(retirement: Retirement) -> Iterator[Block]:
    """Everything that is to be known before it is merged, and the lines that it changes."""
    event, edit = retirement.after, retirement.edit
    yield Line([Styled(event.name, "name"), "  ", title(retirement)])
    yield Line(MEANINGS[event.lifecycle.state], indent=2, hang=0)
    yield BLANK
    yield Table(rows(retirement), indent=2)
    yield BLANK
    yield from file_diff.render(edit.file, edit.before, edit.after)


def title(retirement: Retirement) -> str:
    """`active → deprecated`, or the state whose dates change."""
    was, will = retirement.before.lifecycle.state, retirement.after.lifecycle.state
    return f"{was} → {will}" if was is not will else f"{will}, as before"


def rows(retirement: Retirement) -> list[tuple[str, str]]:
    """Everything that belongs to the step, each with a word for it."""
    event, step = retirement.after, retirement.step
    life = event.lifecycle
    about = [
        ("publishing stops", f"after {life.sunset}" if life.sunset and life.state is State.DEPRECATED else ""),
        ("replaced by", life.replaced_by),
        ("read by", readers(event)),
        ("gate", step.gate if step else ""),
        ("files say", "; ".join(map(proof, step.proven)) if step else ""),
        ("ask the cloud", asked_of_the_cloud(event.name, step) if step else ""),
        ("`up` removes", ", ".join(step.removed(Remover.UP)) if step else ""),
        ("stays in place", ", ".join(step.removed(Remover.CLEANUP)) if step else ""),
    ]
    return [(word, text) for word, text in about if text]


def readers(event: EventType) -> str:
    """The teams that the definition names as consumers, each with how soon it works on a bucket."""
    named = [f"{one.team} ({one.needs})" for one in event.consumers]
    return ", ".join(named) or "no consumer is named in the definition"


def asked_of_the_cloud(name: str, step: Transition) -> str:
    """The part of a gate that no file proves, and who shows whether it is so; "" for nothing."""
    asked = [question for question in OF_STEP[step.source, step.target] if question not in IN_FILES]
    return f"{', '.join(asked)}: `composer cleanup {name}` shows it, with its evidence" if asked else ""


def proof(proven: Proof) -> str:
    """The part of a gate that files prove, once they do."""
    match proven:
        case Proof.SUNSET_PASSED:
            return "the sunset has passed"
        case Proof.NO_CONSUMER:
            return "no consumer is named"

"""Values of environment and policy files for people: what they are, where, and what they decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.documents.spelling import whole
from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.plurals import counted
from composer.printing.visible import prose
from composer.reports.value_text import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.operations.fact_explanation import Fact
    from composer.printing.blocks import Block

_WIDTH = 200
_SHOWN = 200
"""Values that are listed; a whole policy file has thousands."""


def render(facts: Sequence[Fact]) -> Iterator[Block]:
    """One value with all that is known of it; several as a table."""
    if len(facts) == 1:
        yield from _fact(facts[0])
        return
    yield Table([(one.name, cut(whole(one.value), 60), _place(one)) for one in facts[:_SHOWN]], wrapped=(1, 2))
    yield BLANK
    if len(facts) > _SHOWN:
        yield Line(f"and {counted(len(facts) - _SHOWN, 'more value')}")
    yield Line(f"One of them: composer explain {facts[0].name}")


def _fact(fact: Fact) -> Iterator[Block]:
    yield Line([Styled(fact.name, "name"), " is ", Styled(cut(whole(fact.value), _WIDTH), "strong")])
    rows = [("at", _place(fact))]
    if fact.meaning:
        rows.append(("what", prose(fact.meaning)))
    settled = [f"{path} of {counted(count, 'Event Type')}" for path, count in sorted(fact.settles.items())]
    rows += [("settles" if not number else "", one) for number, one in enumerate(settled)]
    if fact.changes is not None:
        rows.append(("decides", _decided(fact)))
    yield Table(rows, indent=2, wrapped=(1,))


def _decided(fact: Fact) -> str:
    """Whose resources would be other ones if it said something else."""
    every = counted(fact.of, "Event Type")
    count = f"all {every}" if fact.changes == fact.of > 1 else f"{fact.changes:,} of {every}"
    whose = [count] if fact.changes else []
    if fact.shared:
        whose.append("what they share" if whose else "what Event Types share")
    return f"resources of {', and of '.join(whose)}" if whose else "no resource"


def _place(fact: Fact) -> str:
    return f"{fact.place.file}:{fact.place.line}"

"""What may end, for people: each gate with what it is open or shut by, what would go, and what that frees."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.printing.blocks import BLANK, Line, Styled
from composer.printing.day_counts import in_days
from composer.printing.plurals import counted
from composer.reports.money import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.lifecycle.gates import Due, Gate
    from composer.live.evidence import Evidence
    from composer.model import State
    from composer.printing.blocks import Block

FEW = 4
"""So many Event Types are named in a sentence."""


def render(environment: str, dues: Sequence[Due], states: Mapping[str, State]) -> Iterator[Block]:
    """Event Types with their gates; then how many are open. `states`: of all that were asked for."""
    yield Line(Styled(f"Cleanup of {environment}", "strong"))
    for name, of_type in groupby(dues, lambda due: due.event_type):
        for due in of_type:
            yield BLANK
            yield Line([Styled(name, "name"), f"  {_heading(due)}"])
            for gate in due.gates:
                yield from _gate(gate)
            yield from _removed(due)
    yield BLANK
    yield Line(Styled(_verdict(dues, states), "strong"))


def _heading(due: Due) -> str:
    return f"{due.state} → {due.target}" if due.target else f"{due.state}: what is left"


def _gate(gate: Gate) -> Iterator[Block]:
    mark, meaning = ("✓", "good") if gate.open else ("✗", "error") if gate.readable else ("?", "warning")
    yield Line([Styled(mark, meaning), f" {gate.question}: {gate.number}", Styled(f"  {gate.text}", "faint")], 2, 2)
    if not gate.open and gate.opener:
        yield Line([Styled("→ ", "faint"), f"opened by {gate.opener}"], 4)
    for line in dict.fromkeys(_evidence(one) for one in gate.evidence):
        yield Line(Styled(line, "faint"), 4)


def _evidence(one: Evidence) -> str:
    if one.refusal:
        return one.source
    there = "has gaps" if one.control and one.control.missing else "has data on every day"
    control = f"control {one.control.name} {there}" if one.control else "no control"
    return f"{one.source}: {in_days(one.window)}, kept for {in_days(one.retention)}; {control}"


def _removed(due: Due) -> Iterator[Block]:
    if not due.resources:
        return
    yield Line(f"cleanup removes, in this order{_freed(due)}:", 2)
    for resource in due.resources:
        yield Line([f"{KINDS[resource.type].name} {resource.name}", Styled(f"  {resource.id}", "faint")], 4, 2)


def _freed(due: Due) -> str:
    return "" if not due.cents else f" (frees {money(due.cents)} {due.currency} a month at most)"


def _verdict(dues: Sequence[Due], states: Mapping[str, State]) -> str:
    if not dues:
        return _nothing(states)
    unread = sum(not gate.readable for due in dues for gate in due.gates)
    parts = [f"{sum(due.open for due in dues)} of {len(dues)} open"]
    parts += [f"{counted(unread, 'gate')} could not be read"] if unread else []
    return f"{', '.join(parts)}."


def _nothing(states: Mapping[str, State]) -> str:
    """Neither a gate to wait for nor anything left, of a few by name and state."""
    if not states:
        return "There is no Event Type."
    if len(states) > FEW:
        return f"{len(states)} Event Types: none waits for a gate, and none left anything to remove."
    named = ", ".join(f"{name} ({state})" for name, state in states.items())
    return f"{named}: no gate to wait for, and nothing left to remove."

"""Steps of the lifecycle between a git base and now: only those of the table, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Severity, Span
from composer.model.lifecycle import next_states, transition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.model import EventType

CODES = {
    "ET231": "The lifecycle moves in the steps of its table, one at a time.",
    "ET232": "A definition stays: its lifecycle ends with a tombstone, not with the file.",
}


def steps(
    before: Mapping[str, EventType], now: Mapping[str, EventType], documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    """Every state that cannot follow the one before. A new Event Type may begin anywhere but at its end."""
    for name, event in now.items():
        source = before[name].lifecycle.state if name in before else None
        target = event.lifecycle.state
        if source is None or source is target or transition(source, target) is not None:
            continue
        allowed = ", ".join(f"`{state}`" for state in next_states(source))
        hint = f"after `{source}` comes {allowed}" if allowed else "a deleted name stays reserved: take another one"
        yield Diagnostic(
            "ET231",
            f"{name} cannot go from `{source}` to `{target}` in one step",
            documents[name].span(("lifecycle", "state")),
            f"{hint}; docs/reference/lifecycle.md shows every step and its gate",
            event_type=name,
        )


def gone(before: Mapping[str, Document], now: Mapping[str, Document], ref: str) -> Iterator[Diagnostic]:
    """Every definition that is not there any more: nothing is deleted by that, and nothing looks after it."""
    for name in sorted(before.keys() - now.keys()):
        yield Diagnostic(
            "ET232",
            f"the definition of {name} is there in {ref} and gone now: what it made stays, and nobody keeps it right",
            Span(before[name].file),
            "bring the file back; to end an Event Type, move its `lifecycle.state` on step by step to `deleted`",
            Severity.WARNING,
            event_type=name,
        )

"""Steps of the lifecycle between a git base and now: only those of the table, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from composer.diagnostics import Diagnostic, Related, Span
from composer.model import State
from composer.model.lifecycle import Proof, next_states, transition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from composer.documents import Document
    from composer.model import EventType


def steps(
    before: Mapping[str, EventType], now: Mapping[str, EventType], documents: Mapping[str, Document], day: date
) -> Iterator[Diagnostic]:
    """Every state that cannot follow the one before, or not yet. A new Event Type may begin anywhere but at its end."""
    for name, event in now.items():
        source = before[name].lifecycle.state if name in before else None
        target = event.lifecycle.state
        if source is None or source is target:
            continue
        step = transition(source, target)
        if step is not None:
            for proof in step.proven:
                yield from _closed(proof, before[name], event, documents[name], day)
            continue
        allowed = ", ".join(f"`{state}`" for state in next_states(source))
        hint = f"after `{source}` comes {allowed}" if allowed else "a deleted name stays reserved: take another one"
        yield Diagnostic(
            "ET231" if allowed else "ET234",
            f"{name} cannot go from `{source}` to `{target}` in one step",
            documents[name].span(("lifecycle", "state")),
            hint,
            event_type=name,
        )


def _closed(proof: Proof, before: EventType, event: EventType, document: Document, day: date) -> Iterator[Diagnostic]:
    """Report what keeps a gate closed. The sunset may be left out once it has passed: then it is what the base says."""
    state = document.span(("lifecycle", "state"))
    match proof:
        case Proof.SUNSET_PASSED:
            sunset = event.lifecycle.sunset or before.lifecycle.sunset
            if not sunset or sunset < day.isoformat():
                return
            message = f"{event.name} cannot be `{event.lifecycle.state}` yet: producers may publish until {sunset}"
            hint = "wait until the day after, or agree on an earlier `sunset` with its producers first"
            where = Related(document.span(("lifecycle", "sunset")), "the day of its sunset")
            related = (where,) if event.lifecycle.sunset else ()
            yield Diagnostic("ET233", message, state, hint, event_type=event.name, related=related)
        case Proof.NO_CONSUMER:
            for index, consumer in enumerate(event.consumers):
                message = f"{event.name} cannot be `{event.lifecycle.state}` yet: `{consumer.team}` reads it"
                hint = "have them read something else, and take them out of `consumers`, first"
                where = Related(document.span(("consumers", index)), "named as a consumer")
                yield Diagnostic("ET233", message, state, hint, event_type=event.name, related=(where,))
        case _:
            assert_never(proof)


def removed_definitions(before: Mapping[str, Document], now: Mapping[str, Document], ref: str) -> Iterator[Diagnostic]:
    """Every definition that is not there any more: nothing is deleted by that, and nothing looks after it."""
    for name in sorted(before.keys() - now.keys()):
        message = f"the definition of {name} is in {ref} and gone now: what it made stays, and nobody keeps it right"
        hint = f"bring the file back; `composer retire {name}` ends an Event Type step by step, and its file stays"
        if _is_tombstone(before[name]):
            message = f"the tombstone of {name} is in {ref} and gone now: its name would be free to mean something else"
            hint = "bring the file back: it keeps the name reserved"
        yield Diagnostic("ET232", message, Span(before[name].file), hint, event_type=name)


def _is_tombstone(document: Document) -> bool:
    life = document.value.get("lifecycle") if isinstance(document.value, dict) else None
    return isinstance(life, dict) and life.get("state") == State.DELETED

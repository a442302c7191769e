"""Erasure of one person, for people: the fleet by Event Type, and one Event Type by copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.day_counts import for_days, in_days
from composer.printing.plurals import counted
from composer.privacy.erasure import binding, later
from composer.privacy.erasure_advice import advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.printing.blocks import Block
    from composer.privacy.erasure import CopyLeft, Erasure
    from composer.privacy.exposure import FieldExposure

FEW = 4


def fleet(erasures: Sequence[Erasure], environment: str, key_restorable: int) -> Iterator[Block]:
    """The time until one person is gone from everything, what binds, and every Event Type that holds people.

    `key_restorable`: seconds for which policy lets a destroyed version of a key be taken back."""
    yield Line(Styled(f"What is left of one person in environment {environment} once their key is destroyed", "strong"))
    yield from _summary(erasures, key_restorable)
    about = [one for one in erasures if one.copies]
    if about:
        yield BLANK
        ordered = sorted(about, key=lambda one: (-later(one.identified), -later(one.readable), one.event_type))
        rows = [(one.event_type, _delivered(one), _for(one.identified), _for(one.readable)) for one in ordered]
        yield Table(
            rows,
            head=("Event Type", "delivered copy", "identified for", "something readable for"),
            wrapped=(1,),
            right=(),
        )
    nobody = len(erasures) - len(about)
    if nobody:
        yield BLANK
        yield Line(f"{counted(nobody, 'Event Type')} more: nothing about people, or nothing that is kept.")
    if about:
        yield Table([("NAME", "which copies, which fields, and what to do")], indent=2)


def _summary(erasures: Sequence[Erasure], key_restorable: int) -> Iterator[Block]:
    last = binding(erasures)
    if last is None or last.binding is None:
        yield Line("Nothing that can be read without the key identifies them, in any copy.")
    elif last.identified is None:
        yield Line(
            Styled(f"They are never gone: {last.binding.copy.resource} identifies them for ever.", "danger-text")
        )
    else:
        yield Line(
            f"Nothing identifies them any more {in_days(last.identified)} after their last event. "
            f"{last.event_type} binds, by {last.binding.copy.resource}."
        )
    if any(one.sealed for one in erasures):
        yield Line(
            f"What their key encrypts is unreadable at once, and for good when the key cannot be restored any more: "
            f"{in_days(key_restorable)}, if it is kept as keys of Event Types are (storage.key_restorable)."
        )


def types(erasures: Sequence[Erasure]) -> Iterator[Block]:
    """Copy by copy, Event Type by Event Type."""
    about = [one for one in erasures if one.copies]
    if not about:
        yield Line("Nothing that was asked for is about people, or kept.")
    for index, one in enumerate(about):
        yield from (BLANK,) if index else ()
        yield from _event_type(one)


def _event_type(one: Erasure) -> Iterator[Block]:
    yield Line([Styled(one.event_type, "name"), f"  owned by {one.owner}, delivered to {one.storage}"])
    yield Line(_verdict(one), indent=2)
    yield from _copies(
        "unreadable at once, since the key of the person is gone:",
        [(remainder, remainder.sealed, "") for remainder in one.copies if remainder.sealed],
    )
    yield from _copies(
        "identifies the person without that key, after their last event for:",
        [
            (remainder, remainder.identifying, _for(remainder.copy.oldest))
            for remainder in one.copies
            if remainder.identifying
        ],
    )
    yield from _copies(
        "still readable, with no field that says whose it is, for:",
        [
            (remainder, remainder.others, _for(remainder.copy.oldest))
            for remainder in one.copies
            if remainder.state == "unattributed"
        ],
    )
    every = list(advice(one))
    if every:
        yield Line("what to do:", indent=2)
        for piece in every:
            yield Line(f"{', '.join(piece.resources)}: {piece.text}.", indent=4)


def _copies(head: str, rows: Sequence[tuple[CopyLeft, Sequence[FieldExposure], str]]) -> Iterator[Block]:
    if not rows:
        return
    yield Line(head, indent=2)
    cells = [(remainder.copy.resource, *([age] if age else []), _fields(fields)) for remainder, fields, age in rows]
    yield Table(cells, indent=4)


def _verdict(one: Erasure) -> str:
    """One sentence that answers for the Event Type."""
    if one.identified == 0:
        who = "nothing identifies a person here without their key"
    elif one.identified is None:
        who = "the person is identified for ever"
    else:
        who = f"the person is identified until {in_days(one.identified)} after their last event"
    if one.readable == 0:
        return f"{who}, and nothing else about them is readable."
    if one.readable == one.identified:
        return f"{who}; then nothing about them is left."
    return f"{who}; fields that do not say whose they are stay readable {for_days(one.readable)}."


def _delivered(one: Erasure) -> str:
    """The state of the copies that are delivered."""
    delivered = [remainder for remainder in one.copies if not remainder.copy.clear]
    states = {remainder.state for remainder in delivered}
    if not delivered:
        return "none"
    if "identified" in states:
        return f"identifies the person: {_fields([each for remainder in delivered for each in remainder.identifying])}"
    if not any(remainder.sealed for remainder in delivered):
        return "identifies nobody"
    return "unreadable at once" if states == {"unreadable"} else "identifies nobody, at once"


def _fields(fields: Sequence[FieldExposure]) -> str:
    paths = [one.path for one in fields]
    rest = len(paths) - FEW
    return ", ".join(paths[:FEW]) + (f" and {rest} more" if rest > 0 else "")


def _for(seconds: int | None) -> str:
    return "ever" if seconds is None else in_days(seconds)

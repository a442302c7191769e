"""The notice to one team: what moved on in the life of Event Types, until when, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model import State
from composer.model.lifecycle import MEANINGS
from composer.printing import markdown
from composer.printing.markdown import Markdown, code, fill, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.model import EventType
    from composer.operations.notices import Notice, Reader
    from composer.printing.output import Document

TO_CONSUMERS: Mapping[State, str] = {
    State.ACTIVE: "Nothing: it goes on, and has no end any more.",
    State.DEPRECATED: "Read something else before it ends, then take your team out of its consumers.",
    State.DRAINING: "Expect no new events. Take your team out of its consumers once you read something else.",
    State.ARCHIVED: "Nothing new comes. Copy what you still need before its retention ends.",
    State.DELETED: "Nothing can be read any more; remove what still asks for it.",
}
TO_OWNERS: Mapping[State, str] = {
    State.ACTIVE: "Nothing: it goes on, and has no end any more.",
    State.DEPRECATED: "See that producers stop by the sunset, and that whoever reads it moves on.",
    State.DRAINING: "See that nobody publishes: what clients send is rejected from now on.",
    State.ARCHIVED: "Keep it until the retention is over; then it can be deleted.",
    State.DELETED: "Keep the definition: it is the tombstone that reserves the name.",
}
"""What is asked of each in which state."""


def render(team: str, notices: Sequence[Notice]) -> Document:
    """The notice, an Event Type after the other."""
    blocks = [fill("# Event Types that move on: for {}", code(team))]
    for notice in notices:
        blocks += _about(notice)
    return markdown.document(blocks)


def _about(notice: Notice) -> Iterator[Markdown]:
    was, event = notice.before.lifecycle, notice.after
    life = event.lifecycle
    moved = fill("{} → {}", code(was.state), code(life.state)) if was.state is not life.state else code(life.state)
    yield fill("## {}: {}", code(event.name), moved)
    yield text(MEANINGS[life.state])
    yield markdown.table(("", ""), list(_rows(notice)))
    if notice.owner and notice.readers:
        yield text("Who reads it:")
        head = ("who", "declared", "seen last")
        yield markdown.table(head, [_reader(one) for one in notice.readers])
    if notice.producers:
        yield text("Programs that still send it, and are rejected:")
        rows = [(code(who), code(day)) for who, day in sorted(notice.producers.items())]
        yield markdown.table(("program", "rejected last"), rows)


def _rows(notice: Notice) -> Iterator[tuple[Markdown, Markdown]]:
    event, life = notice.after, notice.after.lifecycle
    yield text("what it is"), text(" ".join(event.description.split()))
    if life.sunset:
        before = notice.before.lifecycle.sunset
        later = fill(", and not after {}", code(before)) if before and before != life.sunset else Markdown("")
        yield text("publishing stops"), fill("after {}{}", code(life.sunset), later)
    if life.replaced_by:
        yield text("instead"), code(life.replaced_by)
    if not notice.owner:
        yield text("you read it"), _reading(notice.readers[0], event)
    actions = TO_OWNERS if notice.owner else TO_CONSUMERS
    yield text("what to do"), text(actions[life.state])
    if not notice.owner:
        yield text("ask"), fill("{} {}", code(event.owner.name), code(event.owner.chat or event.owner.group))


def _reading(one: Reader, event: EventType) -> Markdown:
    """The fields that a team reads, as far as it is declared or was seen."""
    declared = f"as a declared consumer, {one.needs}" if one.needs else "though nobody declared it"
    seen = fill("; last seen on {}", code(one.last_read)) if one.last_read else Markdown("")
    return fill("{}, from its {} buckets in {}{}", declared, event.storage.partitioning, code(event.storage.kind), seen)


def _reader(one: Reader) -> tuple[Markdown, Markdown, Markdown]:
    who = code(one.team or one.principal)
    return who, text(one.needs or "by nobody"), code(one.last_read) if one.last_read else text("—")

"""What an Event Type takes over, for people: what stays as it is, what is made beside it, and what stays nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.documents import spelling
from composer.kinds.storage.bucket import BUCKET
from composer.model.adoption import ADOPTABLE
from composer.printing.blocks import BLANK, Line, command
from composer.printing.plurals import counted, number_of
from composer.reports.value_text import quantity_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.audit.adoptable import Refusal
    from composer.audit.adoption import Kept, Taken
    from composer.live.live_objects import LiveObject
    from composer.printing.blocks import Block

_OF_BUCKETS = {
    "public_access_prevention": "whoever may set its policy can open it to everybody",
    "uniform_bucket_level_access": "single files may be open to others",
    "encryption": "files are not encrypted with the Event Type's key",
    "retention_policy": "files can be deleted before their time",
}
UNTIL_THEN = {
    ("topic", "message_storage_policy"): "events may be kept outside of the cell's region",
    ("etl-subscription", "expiration_policy"): "Google deletes it once nobody has read it for that long",
    **{(role, name): then for role, kind in ADOPTABLE.items() if kind is BUCKET for name, then in _OF_BUCKETS.items()},
    ("dataset", "accesses"): "delivery may not write it, and who reads it is not what the definition says",
}
"""What is so for as long as a property stays as it was found, where that is more than other words or numbers."""


def render(name: str, taken: Taken, tools: Mapping[str, str], strangers: Sequence[str]) -> Iterator[Block]:
    """The whole of it. `tools`: who else says to have made a resource, by its id."""
    yield Line(f"{name} takes over as it is, without touching it:", hang=0)
    kept = {one.role: [other for other in taken.kept if other.role == one.role] for one in taken.adopted}
    for one in taken.adopted:
        yield Line(f"{one.role}: {one.id}", 2)
        for other in kept[one.role]:
            yield from _kept(other)
        if one.id in tools:
            yield Line(f"{tools[one.id]} made it: take it out of its state there, or both will change it", 4)
    yield BLANK
    yield Line(f"{counted(len(taken.beside), 'resource')} are made beside that by `up`, as for any Event Type.", hang=0)
    if strangers:
        yield BLANK
        yield Line("These stay as well, and no definition says so: nobody here answers for them.", hang=0)
        yield from (Line(one, 2) for one in strangers)


def _kept(one: Kept) -> Iterator[Block]:
    yield Line(f"{one.name} stays {_value(one, one.live)}", 4)
    if one.unknown:
        yield Line("the definition asks for something of its own, known once it is applied", 6)
    elif one.wanted is None:
        yield Line("the definition asks for nothing of the kind", 6)
    elif one.replaces:
        yield Line(f"the definition asks for {_value(one, one.wanted)}, which would make it anew: leave it", 6)
    else:
        yield Line(f"the definition asks for {_value(one, one.wanted)}", 6)
    if (one.role, one.name) in UNTIL_THEN:
        yield Line(f"until then, {UNTIL_THEN[one.role, one.name]}", 6)


def _value(one: Kept, value: Any) -> str:
    """The value of a property, with its unit if it counts something."""
    if value is None:
        return "unset"
    rule = ADOPTABLE[one.role].properties.get(one.name)
    return quantity_text(rule.unit if rule else None, value) or spelling.named(value)


def refused(refusals: Iterable[Refusal]) -> Iterator[Block]:
    """Why nothing is taken over, each with a way on."""
    yield Line("Nothing was written: this cannot be taken over.", hang=0)
    for what, way in refusals:
        yield Line(f"✗ {what}", 2)
        yield Line(f"→ {way}", 4)


def candidates(
    topics: Sequence[tuple[LiveObject, str, Sequence[str]]], others: Sequence[Refusal], called: str, environment: str
) -> Iterator[Block]:
    """Topics that nobody manages, each with a name that it could get, and what hangs on it; then `others`, which cannot
    be taken over as they are."""
    if topics:
        yield Line(f"{counted(len(topics), 'topic')} could be taken over:", hang=0)
    else:
        yield Line("There is no topic that could be taken over and no definition has.", hang=0)
    for topic, name, around in topics:
        yield BLANK
        yield Line(topic.id, 2)
        yield from (Line(one, 4) for one in around)
        where = "" if environment == "local" else f" --environment {environment}"
        yield command(f"{called} adopt {name}{where} --topic {topic.id.rpartition('/')[2]}")
    if others:
        yield BLANK
        yield Line(
            f"{counted(len(others), 'topic')} could not, as {number_of(len(others), 'it is', 'they are')}:", hang=0
        )
    for what, way in others:
        yield Line(what, 2)
        yield Line(f"→ {way}", 4)

"""A proof of absence for people: what became of everything that an Event Type ever had."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from composer.kinds.storage.bucket import BUCKET
from composer.printing.blocks import Line, Styled, command

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.printing.blocks import Block

_GONE = "gone"


def render(name: str, proof: Mapping[str, Any]) -> Iterator[Block]:
    """Everything that is not simply gone, one by one, then how many of each fate."""
    yield Line([Styled(name, "name"), f"  looked for everything that it ever had, {proof['time']}"])
    for one in proof["resources"]:
        if one["fate"] == _GONE:
            continue
        until = f" until {one['until']}" if one["until"] else ""
        why = f": {one['why']}" if one["why"] else ""
        yield Line(
            [f"{one['fate']}{until}  {one['kind']} {one['name']}{why}", Styled(f"  {one['resource']}", "faint")], 2, 2
        )
        if one["command"]:
            yield command(one["command"])
    counted = Counter(one["fate"] for one in proof["resources"])
    fates = ", ".join(f"{count} {fate}" for fate, count in counted.items())
    left = f"{counted['left']} left" if "left" not in fates else ""
    yield Line(Styled(", ".join(filter(None, [fates, left])) + ".", "strong"))
    billed = max(
        (one["until"] for one in proof["resources"] if one["kind"] == BUCKET.name and one["until"]), default=""
    )
    if billed:
        yield Line(f"What soft delete keeps of buckets is billed until {billed}.")

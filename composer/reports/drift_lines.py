"""What a quick look saw of drift, in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.plurals import counted, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.audit.drift_check import DriftCheck


def lines(seen: DriftCheck, shown: int) -> Iterator[str]:
    """A note, the first resources with what differs, and what to do."""
    count = len(seen.drifted)
    differ = number_of(count, "is not as it was", "are not as they were")
    yield f"note: {counted(count, 'resource')} {differ} applied:"
    for one in seen.drifted[:shown]:
        yield f"  {one.resource}  {', '.join(one.paths) or 'is not there any more'}"
    if count > shown:
        yield f"  and {count - shown} more"
    owners = sorted({one.resource.partition("/")[0] for one in seen.drifted})[:shown]
    yield f"  `composer audit {' '.join(owners)}` shows how; `composer up {' '.join(owners)} --refresh` mends it."

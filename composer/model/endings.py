"""For how long nothing may have happened before something ends, as the organisation's file says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.units import Count, Percent, Seconds


@dataclass(frozen=True, slots=True)
class Endings:
    """Times in seconds, from lifecycle.yaml: no event was published (`silent`), no message waited (`drained`), no
    bucket was open (`closed`), nobody read what was delivered (`unread`). `access_logs`: how long it is kept who
    did.

    `most_removed`, `most_removed_percent`: the resources, and the share of all in percent, that one run of `cleanup`
    removes without being asked twice.
    """

    silent: Seconds
    drained: Seconds
    closed: Seconds
    unread: Seconds
    access_logs: Seconds
    most_removed: Count
    most_removed_percent: Percent

"""Who read what, and whose events are rejected, as `composer/readers/v1` (docs/schemas/readers.schema.json), which
`composer notices --seen` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.live.evidence import day_ends

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from composer.live.access_log import Readers
    from composer.live.time_series import Split

FORMAT = "composer/readers/v1"


def document(seen: Mapping[str, Sequence[Readers]], rejected: Mapping[str, Split]) -> dict[str, Any]:
    """By Event Type who read it, each with the last time; and of those that take nothing any more, who sends it."""
    return {
        "format": FORMAT,
        "event_types": {name: _last(every) for name, every in sorted(seen.items())},
        "producers": {name: _rejected(split) for name, split in sorted(rejected.items())},
    }


def _rejected(split: Split) -> dict[str, str]:
    """The programs whose events were rejected, each with the end of the last day on which they were."""
    ends = day_ends(split.evidence.starts, split.evidence.ends)
    newest = {who: next((age for age, value in enumerate(days) if value), None) for who, days in split.values.items()}
    return {who: ends[age].isoformat(timespec="seconds") for who, age in sorted(newest.items()) if age is not None}


def _last(every: Sequence[Readers]) -> dict[str, str]:
    last: dict[str, datetime] = {}
    for one in every:
        for who, moment in one.last_read.items():
            last[who] = max(moment, last.get(who, moment))
    return {who: last[who].isoformat(timespec="seconds") for who in sorted(last)}

"""Who read what as `composer/readers/v1`: docs/schemas/readers.schema.json, which `composer notices --seen` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from composer.live.access_log import Readers

FORMAT = "composer/readers/v1"


def document(seen: Mapping[str, Sequence[Readers]]) -> dict[str, Any]:
    """By Event Type who read it, each with the last time."""
    return {"format": FORMAT, "event_types": {name: _last(every) for name, every in sorted(seen.items())}}


def _last(every: Sequence[Readers]) -> dict[str, str]:
    last: dict[str, datetime] = {}
    for one in every:
        for who, moment in one.last_read.items():
            last[who] = max(moment, last.get(who, moment))
    return {who: last[who].isoformat(timespec="seconds") for who in sorted(last)}

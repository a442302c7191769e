"""Who could read fields by live policies, as the member `live` of `composer/exposure/v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.reports.completeness import fresh_since

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from composer.live.inventory import View
    from composer.reports.exposure_live_text import LiveRow


def member(rows: Sequence[LiveRow], view: View, at: datetime | None) -> dict[str, Any]:
    """Every field about people with who could read it in clear, and what was looked at."""
    return {
        "at": f"{at:%Y-%m-%d}" if at else None,
        "complete": view.complete,
        "differing": sum(bool(one.more or one.fewer) for one in rows),
        "fields": [
            {
                "event_type": one.event_type,
                "field": one.path,
                "semantic": one.semantic,
                "same": list(one.same),
                "more": list(one.more),
                "fewer": list(one.fewer),
            }
            for one in rows
        ],
        "lists": [
            {
                "project": one.project,
                "source": one.source,
                "complete": one.complete,
                "why": one.refusal or None,
                "fresh_since": fresh_since(one),
            }
            for one in view.reads
        ],
    }

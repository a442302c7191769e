"""Who was seen reading Event Types, as a program wrote it down: docs/schemas/readers.schema.json."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "composer/readers/v1"


def seen_readers(document: Any) -> Mapping[str, Mapping[str, str]]:
    """By Event Type: who read it (an e-mail address), each with the last day (ISO date). What is not of the format
    raises KeyError, AttributeError, TypeError or ValueError."""
    return _days(document["event_types"])


def seen_producers(document: Any) -> Mapping[str, Mapping[str, str]]:
    """By Event Type: whose events are rejected (a program), each with the last day; likewise."""
    return _days(document.get("producers", {}))


def _days(moments: Any) -> Mapping[str, Mapping[str, str]]:
    return {
        name: {who: datetime.fromisoformat(moment).date().isoformat() for who, moment in seen.items()}
        for name, seen in moments.items()
    }

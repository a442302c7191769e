"""Who was seen reading Event Types, as a program wrote it down: docs/schemas/readers.schema.json."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "composer/readers/v1"


class UnusableError(Exception):
    """The document is not of the format; the words say where."""


def seen_readers(document: Any) -> Mapping[str, Mapping[str, str]]:
    """By Event Type: who read it (an e-mail address), each with the last day (ISO date). Raises UnusableError."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnusableError(f"its format is not {FORMAT}")
    event_types = document.get("event_types")
    if not isinstance(event_types, dict):
        raise UnusableError("it has no `event_types`")
    return {name: _last_days(name, readers) for name, readers in event_types.items()}


def _last_days(name: str, readers: Any) -> Mapping[str, str]:
    try:
        return {str(who): datetime.fromisoformat(moment).date().isoformat() for who, moment in readers.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise UnusableError(f"`{name}` does not say who read when: {error}") from error

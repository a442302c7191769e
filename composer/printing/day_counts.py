"""Lengths of time in sentences: days, the last one begun counted."""

from __future__ import annotations

from composer.units import whole_days


def in_days(seconds: int | None) -> str:
    """`31 days` for sentences, the last day begun counted; `for ever` for None."""
    if seconds is None:
        return "for ever"
    days = whole_days(seconds)
    return "1 day" if days == 1 else f"{days:,} days"


def for_days(seconds: int | None, about: str = "") -> str:
    """`for 31 days` (`about`: `for up to 31 days`), or `for ever` for None."""
    return in_days(None) if seconds is None else f"for {about}{in_days(seconds)}"

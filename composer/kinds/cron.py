"""Times at which something runs: unix-cron as Cloud Scheduler reads it (docs/adr/0059), and the names of time zones."""

from __future__ import annotations

import re
from functools import cache

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, ("", *_MONTHS)),
    ("day of the week", 0, 7, _DAYS),
)
_PART = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?", re.ASCII)
_ENGLISH = re.compile(r"every\s+.+|(\d+(st|nd|rd|th)?,?)+.*\d\d:\d\d", re.IGNORECASE)


def cron_problem(text: str) -> str:
    """The problem of a schedule (unix-cron, or App Engine's English one); empty if there is none."""
    if _ENGLISH.fullmatch(text):
        return ""
    given = text.split()
    if len(given) != len(_FIELDS):
        return f"A schedule has five fields (minute, hour, day, month, day of the week), this one has {len(given)}."
    for value, (name, low, high, names) in zip(given, _FIELDS, strict=True):
        for part in value.split(","):
            problem = _part_problem(part, low, high, names)
            if problem:
                return f"The {name} '{value}' is not possible: {problem}"
    return ""


def _part_problem(part: str, low: int, high: int, names: tuple[str, ...]) -> str:
    match = _PART.fullmatch(part)
    if match is None:
        return f"'{part}' is no number, range or step."
    if match[3] is not None and not 0 < int(match[3]) <= high:
        return f"a step of {match[3]} never comes round."
    if match[1] == "*":
        return "" if match[2] is None else f"'{part}' is no range."
    ends = [_number(text, names) for text in (match[1], match[2]) if text is not None]
    if any(end is None or not low <= end <= high for end in ends):
        return f"'{part}' is not between {low} and {high}."
    first, last = ends[0], ends[-1]
    return "" if first is None or last is None or first <= last else f"'{part}' runs backwards."


def _number(text: str, names: tuple[str, ...]) -> int | None:
    if text.isdecimal():
        return int(text)
    return names.index(text.upper()) if text and text.upper() in names else None


@cache
def zone_problem(name: str) -> str:
    """The problem of a time zone's name; empty if there is none, or where no tz database is installed."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  only where a schedule is judged

    for zone in (name, "Europe/Stockholm"):
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, LookupError):
            if zone != name:
                return ""
        else:
            return "" if zone == name else "Must be the name of a time zone in the tz database, such as Etc/UTC."
    return ""

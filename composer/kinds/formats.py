"""The formats of texts: durations, times, labels, principals, roles."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from composer.kinds.cron import cron_problem, zone_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.kinds.property import Property

BUCKET_ADDRESS = r"gs://[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]"
"""A bucket by its address: 3 to 222 lower-case letters, digits, hyphens, underscores and dots.
https://cloud.google.com/storage/docs/buckets#naming"""
_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)s")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIMESTAMP = re.compile(_DATE.pattern + r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_LABEL_KEY = re.compile(r"[\w-]{1,63}")
_LABEL_VALUE = re.compile(r"[\w-]{0,63}")
_ROLE = re.compile(r"(projects/[a-z0-9:.-]+/|organizations/\d+/)?roles/[A-Za-z0-9._]+")
_EMAIL = r"[^@\s:]+@[^@\s:]+\.[^@\s:]+"
_PRINCIPAL = re.compile(
    r"allUsers|allAuthenticatedUsers"
    rf"|(?:deleted:)?(?:user|serviceAccount|group):{_EMAIL}(?:\?uid=\d+)?"
    r"|serviceAccount:[a-z0-9:.-]+\.svc\.id\.goog\[[^\]]+\]"
    r"|domain:[a-z0-9.-]+\.[a-z]+"
    r"|project(?:Owner|Editor|Viewer):[a-z0-9:.-]+"
    r"|principal(?:Set)?://.+"
)


def wrong_format(rule: Property, key: str, value: Any) -> Iterator[str]:
    """Problems of a text (or, in a map, of one key and its value)."""
    check = _FORMATS.get(rule.format)
    if check is not None and isinstance(value, str):
        message = check(rule, key, value)
        if message:
            yield message


def seconds(text: str) -> float | None:
    """A duration's seconds, or None for what is none."""
    match = _DURATION.fullmatch(text)
    return float(match[1]) if match else None


def _duration(rule: Property, _key: str, value: str) -> str:
    if value in rule.enum:
        return ""
    length = seconds(value)
    if length is None:
        return "Must be a duration in seconds with up to nine fractional digits, ending with 's'."
    low, high = rule.minimum, rule.maximum
    if (low is not None and length < low) or (high is not None and length > high):
        limits = [f"at least {low:.15g}s"] if low is not None else []
        limits += [f"at most {high:.15g}s"] if high is not None else []
        return f"Must be {' and '.join(limits)}."
    return ""


def _labels(_rule: Property, key: str, value: str) -> str:
    if key != key.lower() or not _LABEL_KEY.fullmatch(key) or not key[:1].isalpha():
        return (
            f"Invalid label key '{key}'. Label keys must start with a lowercase letter and contain only "
            "lowercase letters, numbers, dashes and underscores, at most 63 characters."
        )
    if value != value.lower() or not _LABEL_VALUE.fullmatch(value):
        return (
            f"Invalid label value '{value}'. Label values may contain only lowercase letters, numbers, dashes "
            "and underscores, at most 63 characters."
        )
    return ""


def _matching(expression: re.Pattern[str], message: str) -> Callable[[Property, str, str], str]:
    return lambda _rule, _key, value: "" if expression.fullmatch(value) else message


def _int64(rule: Property, _key: str, value: str) -> str:
    if rule.type != "string":
        return ""
    if not re.fullmatch(r"-?\d{1,18}", value):
        return "Must be a whole number."
    number = int(value)
    low, high = rule.minimum, rule.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return f"Must be between {low or 0:.15g} and {high or 2**63:.15g}."
    return ""


def _base64(_rule: Property, _key: str, value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        return "Must be base64."
    return ""


_FORMATS: dict[str, Callable[[Property, str, str], str]] = {
    "duration": _duration,
    "labels": _labels,
    "int64": _int64,
    "base64": _base64,
    "cron": lambda _rule, _key, value: cron_problem(value),
    "time-zone": lambda _rule, _key, value: zone_problem(value),
    "date": _matching(_DATE, "Must be a date such as 2026-01-31."),
    "timestamp": _matching(_TIMESTAMP, "Must be an RFC 3339 time such as 2026-01-31T12:00:00Z."),
    "role": _matching(_ROLE, "Role is not supported for this resource."),
    "principal": _matching(_PRINCIPAL, "The member must carry a type prefix such as serviceAccount:, group: or user:."),
}

"""What an unquoted word means: the core schema of YAML 1.2.

Only `true`, `false`, `null` and numbers are anything but text. `no`, `on`, `12:30` and `2026-01-31` stay text, unlike
in YAML 1.1, where a country code or a time of day silently turns into a boolean or a number.
"""

from __future__ import annotations

import math
import re

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_STARTS_OTHER_THAN_TEXT = frozenset("~nNtTfF+-.0123456789")
_LONGEST_INTEGER = 80
"""Characters; longer ones are out of range anyway, and Python refuses to convert thousands of digits."""


def plain(text: str) -> bool | int | float | str | None:
    """The value of an unquoted scalar. Raises OverflowError for a number that no 64 bits can hold."""
    if text and text[0] not in _STARTS_OTHER_THAN_TEXT:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _DECIMAL.fullmatch(text):
        return _integer(text, 10)
    if _BASED.fullmatch(text):
        return _integer(text, 0)
    if _NOT_FINITE.fullmatch(text):
        raise OverflowError(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            raise OverflowError(text)
        return number
    return text


def _integer(text: str, base: int) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise OverflowError(text[:_LONGEST_INTEGER])
    number = int(text, base)
    if not -(2**63) <= number < 2**63:
        raise OverflowError(text)
    return number

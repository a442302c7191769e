"""Quantities as people write them (`4h`, `10y`, `700B`, `300000/s`), each parsed once into one type.

`str()` gives a form that people would write (weeks and binary units only where nothing else fits), and reading it back
gives the same value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from composer.units import DAY, LETTERS, Bytes, PerSecond, Seconds, spelled

_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12}(?:[.,][0-9]{1,12})?)"
_WRITTEN = re.compile(_NUMBER + r"\s*([A-Za-z]+)")
_WRITTEN_RATE = re.compile(_NUMBER + r"\s*([kKM]?)\s*(?:/|per|[A-Za-z]?p(?=s$))\s*([A-Za-z]+)")
_MULTIPLES = {"": 1, "k": 1000, "K": 1000, "M": 1_000_000}
_QUOTES = " \t\u201c\u201d\u201e\u2018\u2019"
"""Blanks, and quotes that a text program made of plain ones."""
_UNIT_WORDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "wk", "week", "weeks"), "w"),
    **dict.fromkeys(("y", "yr", "year", "years", "a"), "y"),
}
_MONTHS = frozenset({"mo", "mon", "month", "months"})


def months(count: int) -> str:
    """Months as they can be written: `365d or 1y` for twelve of them."""
    days = f"{-(-count * 365 // 12)}d"
    return f"{days} or {count // 12}y" if count and count % 12 == 0 else days


def _number(text: str) -> Fraction:
    """A number as people write it: a comma before three digits parts thousands, another one is a decimal point."""
    return Fraction(text.replace(",", "" if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text) else "."))


def _write(kind: type[Duration | Size | Rate], value: object, remark: str = "") -> str:
    """`write 4h`, if that can be read: of what is too large nothing is said."""
    text = str(value)
    return f"write {text}{remark}" if re.fullmatch(kind.PATTERN.strip("^$"), text) else ""


def _meant_duration(text: str) -> str:
    text = text.strip(_QUOTES)
    parts = re.findall(r"([0-9]{1,9})([smhdwy])", text)
    if len(parts) > 1 and "".join(f"{count}{unit}" for count, unit in parts) == text:
        return _write(Duration, Duration(Seconds(sum(int(count) * Duration.UNITS[unit] for count, unit in parts))))
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return ""
    number, unit = _number(match[1]), match[2].lower()
    if unit in _MONTHS or match[2] == "M":
        count = -(-number * 365 // 12)
        there = months(int(number)) if number.denominator == 1 else f"{count}d"
        return f"there is no unit for months: write {there}" if number else ""
    seconds = number * Duration.UNITS[_UNIT_WORDS[unit]] if unit in _UNIT_WORDS else Fraction(0)
    return _write(Duration, Duration(Seconds(seconds))) if seconds >= 1 and seconds.denominator == 1 else ""


def _meant_size(text: str) -> str:
    match = _WRITTEN.fullmatch(text.strip(_QUOTES))
    if match is None:
        return ""
    unit = {"b": "B", "byte": "B", "bytes": "B", "k": "kB", "m": "MB", "g": "GB"}.get(match[2].lower())
    unit = unit or {name.lower(): name for name in Size.UNITS}.get(match[2].lower())
    amount = _number(match[1]) * Size.UNITS[unit] if unit else Fraction(0)
    return _write(Size, Size(Bytes(amount))) if amount >= 1 and amount.denominator == 1 else ""


def _meant_rate(text: str) -> str:
    """The same rate in the largest unit of time that makes it a whole number, or the nearest that can be written."""
    match = _WRITTEN_RATE.fullmatch(text.strip(_QUOTES))
    if match is None:
        return ""
    unit = _UNIT_WORDS.get(match[3].lower(), "w" if match[3].lower() == "week" else "")
    length = 30 * DAY if match[3].lower() in _MONTHS else Duration.UNITS.get(unit, 0)
    a_second = _number(match[1]) * _MULTIPLES[match[2]] / length if length else Fraction(0)
    for one, seconds in Rate.UNITS.items():
        events = a_second * seconds
        if events >= 1 and events.denominator == 1:
            return _write(Rate, Rate(int(events), one), ", which is the same")
    nearest = round(a_second * DAY)
    if a_second and not nearest:
        return "write 1/d, the least there is"
    return _write(Rate, Rate(nearest, "d"), ", which is nearly the same") if nearest else ""


def _refused(rule: str, text: str, meant: str) -> ValueError:
    digits = re.match(r"[0-9]+", text)
    if digits and not int(digits[0][:30]) and re.fullmatch(r"[0-9]+[A-Za-z/]+", text):
        meant = "1 is the least there is"
    elif digits and len(digits[0]) > 9 and not meant:
        meant = "this is more than can be written"
    return ValueError(f"{meant}; {rule}" if meant else rule)


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A length of time in whole seconds. A month is not a unit; a year is 365 days."""

    seconds: Seconds

    UNITS: ClassVar = LETTERS
    PATTERN: ClassVar = r"^[1-9][0-9]{0,8}[smhdwy]$"
    EXAMPLES: ClassVar = ("4h", "14d", "10y")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<whole number><s|m|h|d|w|y>`. Raises ValueError otherwise."""
        if not re.fullmatch(cls.PATTERN.strip("^$"), text):
            rule = "a duration is a whole number and a unit: 30s, 10m, 4h, 14d, 2w or 10y"
            raise _refused(rule, text, _meant_duration(text))
        return cls(Seconds(int(text[:-1]) * cls.UNITS[text[-1]]))

    @property
    def days(self) -> float:
        """In days."""
        return self.seconds / DAY

    def __str__(self) -> str:
        return str(self.seconds)


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """A number of bytes. Units are decimal (kB, MB, GB) or binary (KiB, MiB, GiB)."""

    bytes: Bytes

    UNITS: ClassVar = {
        "B": 1,
        "kB": 10**3,
        "MB": 10**6,
        "GB": 10**9,
        "KiB": 2**10,
        "MiB": 2**20,
        "GiB": 2**30,
    }
    PATTERN: ClassVar = r"^[1-9][0-9]{0,8}(B|kB|MB|GB|KiB|MiB|GiB)$"
    EXAMPLES: ClassVar = ("700B", "4kB")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<whole number><B|kB|MB|GB|KiB|MiB|GiB>`. Raises ValueError otherwise."""
        if not re.fullmatch(cls.PATTERN.strip("^$"), text):
            rule = "a size is a whole number and a unit: 700B, 4kB, 1MB or 64KiB"
            raise _refused(rule, text, _meant_size(text))
        digits = re.sub(r"\D", "", text)
        return cls(Bytes(int(digits) * cls.UNITS[text[len(digits) :]]))

    def __str__(self) -> str:
        return spelled(int(self.bytes), self.UNITS, ("GB", "MB", "kB", "B", "GiB", "MiB", "KiB"))


@dataclass(frozen=True, slots=True)
class Rate:
    """Events in a length of time: per second, minute, hour or day."""

    events: int
    unit: str

    UNITS: ClassVar = {unit: LETTERS[unit] for unit in ("s", "m", "h", "d")}
    PATTERN: ClassVar = r"^[1-9][0-9]{0,11}/[smhd]$"
    EXAMPLES: ClassVar = ("300000/s", "400/h")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<whole number>/<s|m|h|d>`. Raises ValueError otherwise."""
        if not re.fullmatch(cls.PATTERN.strip("^$"), text):
            rule = "a rate is a whole number of events and a unit of time: 300000/s, 90/m, 400/h or 20/d"
            raise _refused(rule, text, _meant_rate(text))
        events, _, unit = text.partition("/")
        return cls(int(events), unit)

    @property
    def per_second(self) -> PerSecond:
        """Events a second."""
        return PerSecond(self.events / self.UNITS[self.unit])

    def __str__(self) -> str:
        return f"{self.events}/{self.unit}"

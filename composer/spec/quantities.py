"""Quantities as people write them (`4h`, `10y`, `700B`, `300000/s`), each parsed once into one type.

`str()` gives a form that people would write (weeks and binary units only where nothing else fits), and reading it back
gives the same value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


def _spelled(amount: int, units: Mapping[str, int], preferred: tuple[str, ...]) -> str:
    """In the first unit that divides the amount and needs no more digits than may be written; else in the smallest."""
    for unit in preferred:
        count, rest = divmod(amount, units[unit])
        if not rest and 0 < count < 10**9:
            return f"{count}{unit}"
    return f"{amount}{min(units, key=units.__getitem__)}"


_WRITTEN = re.compile(r"([0-9]{1,12}(?:[.,][0-9]{1,12})?)\s*(/?)\s*([A-Za-z]+)")
_SPOKEN = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "wk", "week", "weeks"), "w"),
    **dict.fromkeys(("y", "yr", "year", "years", "a"), "y"),
}
_MONTHS = frozenset({"mo", "mon", "month", "months"})
YEAR, DAY = 31_536_000, 86_400


def months(count: int) -> str:
    """Months as they can be written: `365d or 1y` for twelve of them."""
    days = f"{-(-count * 365 // 12)}d"
    return f"{days} or {count // 12}y" if count and count % 12 == 0 else days


def _meant_duration(text: str) -> str:
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or match[2]:
        return ""
    number, unit = Fraction(match[1].replace(",", ".")), match[3].lower()
    if unit in _MONTHS or match[3] == "M":
        count = -(-number * 365 // 12)
        there = months(int(number)) if number.denominator == 1 else f"{count}d"
        return f"there is no unit for months: write {there}" if number else ""
    seconds = number * Duration.UNITS[_SPOKEN[unit]] if unit in _SPOKEN else Fraction(0)
    return f"write {Duration(int(seconds))}" if seconds >= 1 and seconds.denominator == 1 else ""


def _meant_size(text: str) -> str:
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or match[2]:
        return ""
    unit = {"b": "B", "byte": "B", "bytes": "B", "k": "kB", "m": "MB", "g": "GB"}.get(match[3].lower())
    unit = unit or {known.lower(): known for known in Size.UNITS}.get(match[3].lower())
    amount = Fraction(match[1].replace(",", ".")) * Size.UNITS[unit] if unit else Fraction(0)
    return f"write {Size(int(amount))}" if amount >= 1 and amount.denominator == 1 else ""


def _meant_rate(text: str) -> str:
    """The same rate in the largest unit of time that makes it a whole number, or the nearest that can be written."""
    match = _WRITTEN.fullmatch(re.sub(r"\s*per\s*", "/", text.strip()))
    if match is None or not match[2]:
        return ""
    unit = _SPOKEN.get(match[3].lower(), "w" if match[3].lower() == "week" else "")
    length = 30 * DAY if match[3].lower() in _MONTHS else Duration.UNITS.get(unit, 0)
    a_second = Fraction(match[1].replace(",", ".")) / length if length else Fraction(0)
    for one, seconds in Rate.UNITS.items():
        events = a_second * seconds
        if events >= 1 and events.denominator == 1:
            return f"write {int(events)}/{one}, which is the same"
    nearest = round(a_second * DAY)
    if a_second and not nearest:
        return "write 1/d, the least there is"
    return f"write {nearest}/d, which is nearly the same" if nearest else ""


def _refused(rule: str, meant: str) -> ValueError:
    return ValueError(f"{meant}; {rule}" if meant else rule)


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A length of time in whole seconds. A month is not a unit; a year is 365 days."""

    seconds: int

    UNITS: ClassVar = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
    PATTERN: ClassVar = r"^[1-9][0-9]{0,8}[smhdwy]$"
    EXAMPLES: ClassVar = ("4h", "14d", "10y")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<whole number><s|m|h|d|w|y>`. Raises ValueError otherwise."""
        if not re.fullmatch(cls.PATTERN.strip("^$"), text):
            rule = "a duration is a whole number and a unit: 30s, 10m, 4h, 14d, 2w or 10y"
            raise _refused(rule, _meant_duration(text))
        return cls(int(text[:-1]) * cls.UNITS[text[-1]])

    @property
    def days(self) -> float:
        """In days."""
        return self.seconds / 86_400

    def __str__(self) -> str:
        return _spelled(self.seconds, self.UNITS, ("y", "d", "h", "m", "s", "w"))

    @property
    def google(self) -> str:
        """As Google's APIs write it: `3600s`."""
        return f"{self.seconds}s"


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """A number of bytes. Units are decimal (kB, MB, GB) or binary (KiB, MiB, GiB)."""

    bytes: int

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
            raise _refused("a size is a whole number and a unit: 700B, 4kB, 1MB or 64KiB", _meant_size(text))
        digits = re.sub(r"\D", "", text)
        return cls(int(digits) * cls.UNITS[text[len(digits) :]])

    def __str__(self) -> str:
        return _spelled(self.bytes, self.UNITS, ("GB", "MB", "kB", "B", "GiB", "MiB", "KiB"))


@dataclass(frozen=True, slots=True)
class Rate:
    """Events in a length of time: per second, minute, hour or day."""

    events: int
    unit: str

    UNITS: ClassVar = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
    PATTERN: ClassVar = r"^[1-9][0-9]{0,11}/[smhd]$"
    EXAMPLES: ClassVar = ("300000/s", "400/h")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<whole number>/<s|m|h|d>`. Raises ValueError otherwise."""
        if not re.fullmatch(cls.PATTERN.strip("^$"), text):
            rule = "a rate is a whole number of events and a unit of time: 300000/s, 90/m, 400/h or 20/d"
            raise _refused(rule, _meant_rate(text))
        events, _, unit = text.partition("/")
        return cls(int(events), unit)

    @property
    def per_second(self) -> float:
        """Events a second."""
        return self.events / self.UNITS[self.unit]

    def __str__(self) -> str:
        return f"{self.events}/{self.unit}"

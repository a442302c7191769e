"""Quantities as people write them (`4h`, `10y`, `700B`, `300000/s`), each parsed once into one type.

`str()` gives a form that people would write (weeks and binary units only where nothing else fits), and reading it back
gives the same value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
            raise ValueError("a duration is a whole number and a unit: 30s, 10m, 4h, 14d, 2w or 10y")
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
            raise ValueError("a size is a whole number and a unit: 700B, 4kB, 1MB or 64KiB")
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
            raise ValueError("a rate is a whole number of events and a unit of time: 300000/s, 90/m, 400/h or 20/d")
        events, _, unit = text.partition("/")
        return cls(int(events), unit)

    @property
    def per_second(self) -> float:
        """Events a second."""
        return self.events / self.UNITS[self.unit]

    def __str__(self) -> str:
        return f"{self.events}/{self.unit}"

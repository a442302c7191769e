"""Numbers that know what they count, and print themselves with their unit. Arithmetic makes plain numbers of them.

They are numbers in JSON, in hashes and in comparisons; only `str` differs: `str(Seconds(1_209_600))` is `14d`. Lengths
of time stand here once, in seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
YEAR = 365 * DAY

LETTERS: Mapping[str, int] = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK, "y": YEAR}
"""The units in which people write lengths of time."""
_MEASURES = ("B", "kB", "MB", "GB", "TB", "PB", "EB")


def spelled(amount: int, units: Mapping[str, int], preferred: Iterable[str]) -> str:
    """In the first unit that divides the amount and needs no more digits than may be written; else in the smallest."""
    for unit in preferred:
        count, rest = divmod(amount, units[unit])
        if not rest and 0 < count < 10**9:
            return f"{count}{unit}"
    return f"{amount}{min(units, key=units.__getitem__)}"


def whole_days(seconds: int) -> int:
    """The days that a length of time takes, the last one begun counted."""
    return -(-seconds // DAY)


def rounded_bytes(value: float) -> str:
    """Decimal units, three digits: `3.24 GB`."""
    for unit in _MEASURES:
        if value < 999.5 or unit == _MEASURES[-1]:
            return f"{value:.0f} {unit}" if unit == "B" else f"{_three(value)} {unit}"
        value /= 1000
    raise AssertionError


def rounded_rate(value: float) -> str:
    """Bytes a second: `3.24 GB/s`."""
    return f"{rounded_bytes(value)}/s"


def rounded_count(value: float) -> str:
    """`12,345`; from a hundred thousand on in three digits: `123k`, `12.3M`; fractions only where they matter."""
    if value < 10 and value != int(value):
        return f"{value:.2g}"
    if value < 99_999.5:
        return f"{value:,.0f}"
    for unit in ("k", "M", "G"):
        value /= 1000
        if value < 999.5:
            return f"{_three(value)}{unit}"
    return f"{value / 1000:,.0f}T"


def _three(value: float) -> str:
    digits = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{digits}f}"


class Quantity:
    """A number with a unit: `str` says both."""

    __slots__ = ()


class Count(Quantity, int):
    """Things that are counted."""

    __slots__ = ()
    rounded: ClassVar[Callable[[float], str]] = staticmethod(rounded_count)

    def __str__(self) -> str:
        return f"{int(self):,}"


class Percent(Quantity, int):
    """Hundredths."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{int(self)}%"


class Seconds(Quantity, int):
    """A length of time, as people write it: `4h`, `14d`, `1y`."""

    __slots__ = ()

    def __str__(self) -> str:
        return spelled(int(self), LETTERS, ("y", "d", "h", "m", "s", "w"))

    @property
    def google(self) -> str:
        """As Google's APIs write it: `3600s`."""
        return f"{int(self)}s"


class Milliseconds(Quantity, int):
    """A length of time."""

    __slots__ = ()

    def __str__(self) -> str:
        seconds, rest = divmod(int(self), 1000)
        return f"{int(self)}ms" if rest else str(Seconds(seconds))


class Minutes(Quantity, int):
    """A length of time."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(Seconds(self * MINUTE))


class Hours(Quantity, int):
    """A length of time."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(Seconds(self * HOUR))


class Days(Quantity, int):
    """A length of time."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(Seconds(self * DAY))


class Bytes(Quantity, int):
    """A size, exactly; `rounded` is for what was measured or added up."""

    __slots__ = ()
    rounded: ClassVar[Callable[[float], str]] = staticmethod(rounded_bytes)

    def __str__(self) -> str:
        return f"{int(self):,}B"


class Gigabytes(Quantity, int):
    """A size in the unit in which disks are bought."""

    __slots__ = ()

    def __str__(self) -> str:
        return rounded_bytes(self * 10**9)


class BytesPerSecond(Quantity, int):
    """A throughput."""

    __slots__ = ()
    rounded: ClassVar[Callable[[float], str]] = staticmethod(rounded_rate)

    def __str__(self) -> str:
        return f"{int(self):,}B/s"


class PerSecond(Quantity, float):
    """Events a second."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{float(self):,.10g}/s"

    @property
    def short(self) -> str:
        """A whole number of events in the shortest time that has one, where events a second are what is expected."""
        for unit in ("s", "m", "h", "d"):
            events = self * LETTERS[unit]
            if events >= 1:
                whole = f"{events:,.10g}"
                return whole if unit == "s" else f"{whole}/{unit}"
        return f"{float(self):.3g}"


class Share(Quantity, float):
    """A part of one."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{100 * self:.10g}%"


class Times(Quantity, float):
    """A multiple of something else."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{float(self):g} times"

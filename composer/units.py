"""Numbers that know what they count, and print themselves with their unit. Arithmetic makes plain numbers of them.

They are numbers in JSON, in hashes and in comparisons; only `str` differs: `str(Seconds(1_209_600))` is `14d`. Lengths
of time stand here once, in seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def elapsed(seconds: float, digits: int = 1) -> str:
    """A time that a clock measured: `7.3s`."""
    return f"{seconds:.{digits}f}s"


def _rounded_bytes(value: float) -> str:
    """Decimal units, three digits: `3.24 GB`."""
    for unit in _MEASURES:
        if value < 999.5 or unit == _MEASURES[-1]:
            return f"{value:.0f} {unit}" if unit == "B" else f"{_three(value)} {unit}"
        value /= 1000
    raise AssertionError


def _in_three_digits(value: float) -> str:
    """`12,345`; from a hundred thousand on in three digits: `123k`, `12.3M`."""
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


def plain(value: float) -> float:
    """The number without its unit, as it stands in resources: whole numbers stay whole."""
    return int(value) if isinstance(value, int) else float(value)


class Quantity:
    """A number with a unit: `str` says both."""

    __slots__ = ()

    @property
    def rounded(self) -> str:
        """In three digits, where that is usual for what was measured or added up; else as it is."""
        return str(self)


class _Whole(Quantity, int):
    """Of whole numbers."""

    __slots__ = ()


class _Broken(Quantity, float):
    """Of any number."""

    __slots__ = ()


Unit = type[_Whole] | type[_Broken]
"""What makes a quantity of a plain number: one of the types below."""


class Count(_Whole):
    """Things that are counted."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{int(self):,}"

    @property
    def rounded(self) -> str:
        """In three digits."""
        return _in_three_digits(self)


class Percent(_Whole):
    """Hundredths."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{int(self)}%"


class Seconds(_Whole):
    """A length of time, as people write it: `4h`, `14d`, `1y`."""

    __slots__ = ()

    def __str__(self) -> str:
        return spelled(int(self), LETTERS, ("y", "d", "h", "m", "s", "w"))

    @property
    def parts(self) -> str:
        """In its two largest units, days at most: `1h 5m`. For sums and for what lies between the units of people."""
        units = [unit for unit in ("d", "h", "m", "s") if self >= LETTERS[unit]][:2]
        rest, parts = int(self), []
        for unit in units:
            count, rest = divmod(rest, LETTERS[unit])
            parts += [f"{count}{unit}"] if count else []
        return " ".join(parts) or "0s"

    @property
    def google(self) -> str:
        """As Google's APIs write it: `3600s`."""
        return f"{int(self)}s"


class Milliseconds(_Whole):
    """A length of time."""

    __slots__ = ()

    def __str__(self) -> str:
        seconds, rest = divmod(int(self), 1000)
        return f"{int(self)}ms" if rest else str(Seconds(seconds))


class Hours(_Whole):
    """A length of time."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(Seconds(self * HOUR))


class Days(_Whole):
    """A length of time."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(Seconds(self * DAY))


class Bytes(_Whole):
    """A size, exactly."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{int(self):,}B"

    @property
    def rounded(self) -> str:
        """In three digits."""
        return _rounded_bytes(self)


class Gigabytes(_Whole):
    """A size in the unit in which disks are bought."""

    __slots__ = ()

    def __str__(self) -> str:
        return _rounded_bytes(self * 10**9)


class BytesPerSecond(_Whole):
    """A throughput."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{int(self):,}B/s"

    @property
    def rounded(self) -> str:
        """In three digits."""
        return f"{_rounded_bytes(self)}/s"


class PerSecond(_Broken):
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


class Share(_Broken):
    """A part of one."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{100 * self:.10g}%"


class Times(_Broken):
    """A multiple of something else."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{float(self):g} times"

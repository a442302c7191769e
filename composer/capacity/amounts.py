"""Amounts in the words of people: 12,345 of what is counted, 1.2 TB of what is measured in bytes."""

from __future__ import annotations

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")


def amount(counts: str, value: float) -> str:
    """An amount of a quantity of the capacity model, or a number of resources."""
    if counts.endswith("_bytes"):
        return of_bytes(value) + ("/s" if counts in {"traffic.peak_bytes", "traffic.average_bytes"} else "")
    return count(value)


def of_bytes(value: float) -> str:
    """Decimal units, three digits: `3.24 GB`."""
    for unit in _UNITS:
        if value < 999.5 or unit == _UNITS[-1]:
            return f"{value:.0f} {unit}" if unit == "B" else f"{_three(value)} {unit}"
        value /= 1000
    raise AssertionError


def count(value: float) -> str:
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

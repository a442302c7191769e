"""Whole cents in the words of people."""

from __future__ import annotations


def money(cents: int) -> str:
    """`1,234.56`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02}"


def amount(cents: int) -> str:
    """`1234.56`: for programs."""
    return money(cents).replace(",", "")


def delta(cents: int) -> str:
    """`+12.00`, `-3.50`, `±0.00`."""
    return f"+{money(cents)}" if cents > 0 else money(cents) if cents else "±0.00"


def share(part: int, whole: int) -> str:
    """A part in per cent: `12%`, `<1%`, "" of nothing."""
    if not whole or not part:
        return "0%" if whole else ""
    percent = 100 * part / whole
    return f"{percent:.0f}%" if percent >= 0.95 else "<1%"

"""Small things of language that every report needs."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 problem`, `2 problems`, `1,200 policies`: a number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or _plural(noun)}"


def number_of(number: float, one: str, many: str) -> str:
    """The word that goes with a number, such as `is` or `are`."""
    return one if number == 1 else many


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"

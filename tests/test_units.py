"""Quantities are numbers that print themselves, and lengths of time stand in one module."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import composer
from composer.execution import frozen_bytes
from composer.printing.day_counts import for_days, in_days
from composer.units import (
    DAY,
    HOUR,
    WEEK,
    YEAR,
    Bytes,
    BytesPerSecond,
    Count,
    Days,
    Gigabytes,
    Hours,
    Milliseconds,
    Percent,
    PerSecond,
    Quantity,
    Seconds,
    Share,
    Times,
)

TOP = Path(composer.__file__).parent
LENGTHS = {HOUR, DAY, WEEK, YEAR, 1000 * HOUR, 1000 * DAY}
OWN_PROGRAMS = {"engine/tools", "starter/template"}
"""What runs elsewhere, without this package."""


def number(node: ast.AST) -> int | None:
    """The whole number that an expression of constants is."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, int):
            return node.value
        written = re.fullmatch(r"([0-9]+)s", node.value) if isinstance(node.value, str) else None
        return int(written[1]) if written else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = number(node.left), number(node.right)
        return left * right if left is not None and right is not None else None
    return None


def spelled_out(source: str) -> list[int]:
    """Lines with a number that is a length of time by another name."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if number(node) in LENGTHS]  # type: ignore[attr-defined]


def test_a_day_stands_once() -> None:
    files = {
        file.relative_to(TOP).as_posix(): file.read_text() for file in TOP.rglob("*.py") if file.name != "units.py"
    }
    assert len(files) > 300
    assert {
        name: lines
        for name, text in files.items()
        if not any(name.startswith(one) for one in OWN_PROGRAMS) and (lines := spelled_out(text))
    } == {}


@pytest.mark.parametrize("text", ["x = 86_400", "x = 24 * 60 * 60", 'f("604800s")', "y = 7 * 86400", "a // 3600"])
def test_other_spellings_are_seen(text: str) -> None:
    assert spelled_out(text)


EXAMPLES: list[tuple[Quantity, str]] = [
    (Seconds(14 * DAY), "14d"),
    (Seconds(0), "0s"),
    (Seconds(YEAR), "1y"),
    (Milliseconds(DAY * 1000), "1d"),
    (Milliseconds(1500), "1500ms"),
    (Hours(24), "1d"),
    (Days(3), "3d"),
    (Bytes(1200), "1,200B"),
    (BytesPerSecond(1200), "1,200B/s"),
    (Gigabytes(100), "100 GB"),
    (PerSecond(1234.5), "1,234.5/s"),
    (Share(0.999), "99.9%"),
    (Times(2.0), "2 times"),
    (Count(12345), "12,345"),
    (Percent(10), "10%"),
]


@pytest.mark.parametrize(("value", "text"), EXAMPLES)
def test_quantities_print_themselves_and_are_numbers_elsewhere(value: Quantity, text: str) -> None:
    assert isinstance(value, int | float)
    plain = float(value) if isinstance(value, float) else int(value)
    assert (str(value), f"{value}") == (text, text)
    assert (value, hash(value), repr(value), json.dumps(value)) == (plain, hash(plain), repr(plain), json.dumps(plain))
    assert type(value + value) is type(plain)
    again = frozen_bytes.loads(frozen_bytes.dumps((value,)))[0]
    assert (type(again), again) == (type(value), value)


def test_every_quantity_has_an_example() -> None:
    def below(kind: type) -> set[type]:
        return {one for inner in kind.__subclasses__() for one in {inner, *below(inner)}}

    printed = {one for one in below(Quantity) if one.__name__[0] != "_"}
    assert printed == {type(value) for value, _ in EXAMPLES}


def test_lengths_are_right() -> None:
    assert (HOUR, DAY, WEEK, YEAR) == (3_600, 86_400, 604_800, 31_536_000)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59, "59s"), (420, "7m"), (3_900, "1h 5m"), (90_061, "1d 1h"), (86_460, "1d"), (1847 * DAY, "1847d")],
)
def test_sums_are_told_in_two_units(seconds: int, text: str) -> None:
    assert Seconds(seconds).parts == text


def test_sentences_count_days() -> None:
    assert [in_days(one) for one in (DAY, DAY + 1, 0, None)] == ["1 day", "2 days", "0 days", "for ever"]
    assert [for_days(DAY), for_days(None, "up to "), for_days(2 * DAY, "up to ")] == [
        "for 1 day",
        "for ever",
        "for up to 2 days",
    ]


READS = {"units.py", "printing/day_counts.py", "spec/quantities.py"}
"""Where lengths of time are spelled, and where what people write is read."""
OTHER_SPELLING = re.compile(r"\}( (d|h|min|s)\b|d\b| days?\b)")
"""The end of a length of time that a module spells by itself."""


def test_lengths_of_time_are_spelled_in_one_place() -> None:
    found = {}
    for file in TOP.rglob("*.py"):
        name = file.relative_to(TOP).as_posix()
        if name in READS or any(name.startswith(one) for one in OWN_PROGRAMS):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.JoinedStr) and OTHER_SPELLING.search(ast.unparse(node)):
                found[f"{name}:{node.lineno}"] = ast.unparse(node)
    assert found == {}

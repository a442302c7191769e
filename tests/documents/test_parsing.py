"""A mistake that ends reading hides no other that can be told without a guess."""

from __future__ import annotations

import time

import pytest

from composer.documents import read
from composer.documents.parsing import MOST_TABS


def told(text: str) -> list[tuple[int, str]]:
    return [(one.span.line, one.code) for one in read("x.yaml", text.encode()).diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n\tc: 2\n\tc: 3\n", [(2, "ET011"), (3, "ET011"), (4, "ET011"), (4, "ET012")]),
        # what a tab stands for is a guess where blanks indent, too: only keys of the file itself are certain
        ("a:\n  b: 1\n\tb: 2\nc: 1\nc: 2\n", [(3, "ET011"), (5, "ET012")]),
        ("a:\n\tb: 1\nc: [1\n", [(2, "ET011")]),
        ("a: 1\na: 2\nb: @x\nc: 1\nc: 2\n", [(2, "ET012"), (3, "ET010")]),
        ("a: \x07\nb: \x07\n", [(1, "ET004"), (2, "ET004")]),
        ("a: b\nc\x07: [}\na: 1\n", [(2, "ET004")]),
    ],
)
def test_what_is_certain_is_told_at_once(text: str, expected: list[tuple[int, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "unread"), [("a: @x\nb: 1\n", True), ("a: @x\n\n# nothing\n", False), ("b: 1\na: @x", False)]
)
def test_a_mistake_that_ends_reading_says_so(text: str, unread: bool) -> None:
    (diagnostic,) = read("x.yaml", text.encode()).diagnostics
    assert ("not read until then" in diagnostic.hint) is unread


def test_very_many_are_told_in_bounded_time() -> None:
    start = time.monotonic()
    assert len(told("a:\n" + "\tb: 1\n" * 1000)) == 1 + MOST_TABS
    assert len(told("a:\n" + "\tb: 1\n" * 150_000)) <= 3
    assert len(told("a: \x07\n" * 100_000)) < 200
    assert time.monotonic() - start < 20

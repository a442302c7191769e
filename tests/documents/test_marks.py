"""Marks: every value of a document has its place, under its own path and no other."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from composer import documents
from composer.documents import marks

KEYS = st.text("abc", min_size=1, max_size=3)
VALUES = st.recursive(
    st.none() | st.integers(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


def _paths(value: Any, path: documents.Path = ()) -> list[documents.Path]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(below for step, inner in steps for below in _paths(inner, (*path, step)))]


@given(VALUES)
def test_every_value_has_a_mark_and_nothing_else_has(value: Any) -> None:
    document = documents.read("x.yaml", json.dumps(value).encode())
    paths = _paths(value)
    assert all(marks.at(document.marks, path) is not None for path in paths)
    assert len([*marks.starts(document.marks)]) == 2 * len(paths)
    for path in paths:
        assert marks.at(document.marks, (*path, "x")) is None
        assert marks.nearest(document.marks, (*path, "x", 7)) is marks.at(document.marks, path)


def test_places_are_those_of_the_file() -> None:
    document = documents.read("x.yaml", b"a:\n  - {b: 12}\n")
    mark = marks.at(document.marks, ("a", 0, "b"))
    assert mark is not None
    assert (marks.key_place(mark), marks.value_place(mark)) == ((2, 6, 7), (2, 9, 11))
    moved = marks.with_inside(document.marks, {})
    assert (marks.value_place(moved), dict(marks.entries(moved))) == (marks.value_place(document.marks), {})

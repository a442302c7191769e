"""What a merge key (`<<`) would have merged: read as if it were written out, so that nothing seems to be missing."""

from __future__ import annotations

from typing import Any

from composer.documents import marks as marks_of


def mappings_of(value: Any, inside: Any) -> list[tuple[Any, Any]]:
    """The mappings that stand behind a merge key, with the places in them: one, or a list of them."""
    if isinstance(value, dict):
        return [(value, inside)]
    parts = zip(value, (marks_of.inside(mark) for mark in inside), strict=True) if isinstance(value, list) else ()
    return [part for part in parts if isinstance(part[0], dict)]


def with_merged(value: dict[str, Any], marks: dict[str, Any], merged: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """A mapping and its places with what was merged: what is written in it counts, then what was named first."""
    for other, places in merged:
        value, marks = {**other, **value}, {**places, **marks}
    return value, marks

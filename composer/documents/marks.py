"""Where everything in a file was written: a tree of places beside its values, asked by name and never by index.

A fleet has hundreds of thousands of marks. They are plain tuples, the smallest that Python and its `marshal` have, and
`Mark` hides that: mypy lets nobody but this module look into one. The composer of a file makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NewType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the root."""

Place = tuple[int, int, int]
"""Line, column, and the column behind its end: 0 for what ends on another line. Lines and columns count from 1."""

Mark = NewType("Mark", object)
"""Line, column and end column of the key, the same of the value, and the marks of what is inside it: a dict of them by
key, a list, or None. Items of a list and the root have no key of their own: the value's place stands for it."""

Inside = dict[Any, Mark] | list[Mark] | None

START = Mark((1, 1, 0, 1, 1, 0, None))


def key_place(mark: Mark) -> Place:
    """The place of the key."""
    parts: Any = mark
    return parts[0], parts[1], parts[2]


def value_place(mark: Mark) -> Place:
    """The place of the value."""
    parts: Any = mark
    return parts[3], parts[4], parts[5]


def inside(mark: Mark) -> Inside:
    """The marks of what is inside a value, as they are kept; None where it is no mapping and no list."""
    parts: Any = mark
    made: Inside = parts[6]
    return made


def with_inside(mark: Mark, new: Inside) -> Mark:
    """The same places, with other marks inside."""
    parts: Any = mark
    return Mark((*parts[:6], new))


def entries(mark: Mark) -> Mapping[str, Mark]:
    """The marks of a mapping's entries by key; none of anything else."""
    made = inside(mark)
    return made if isinstance(made, dict) else {}


def items(mark: Mark) -> Iterable[tuple[str | int, Mark]]:
    """The marks of what is inside a value, each with its key or index."""
    made = inside(mark)
    return made.items() if isinstance(made, dict) else enumerate(made or ())


def child(mark: Mark, step: str | int) -> Mark | None:
    """The mark of what is inside under a key or index; None where there is nothing."""
    made = inside(mark)
    if isinstance(made, dict):
        return made.get(step)
    if isinstance(made, list) and isinstance(step, int) and 0 <= step < len(made):
        return made[step]
    return None


def nearest(mark: Mark, path: Path) -> Mark:
    """The mark at a path, or else of its nearest written parent."""
    for step in path:
        below = child(mark, step)
        if below is None:
            break
        mark = below
    return mark


def at(mark: Mark, path: Path) -> Mark | None:
    """The mark at a path; None where nothing is written."""
    for step in path:
        below = child(mark, step)
        if below is None:
            return None
        mark = below
    return mark


def starts(mark: Mark) -> Iterator[tuple[int, int]]:
    """Every place at or below a mark, as line and column: of keys and of values."""
    yield key_place(mark)[:2]
    yield value_place(mark)[:2]
    for _, one in items(mark):
        yield from starts(one)

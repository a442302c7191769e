"""What is broken in a row that concerns one Event Type or team is read without it, and is that one's problem."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, get_args, get_origin

import pytest

from composer.documents import read
from composer.spec import own_rows
from composer.spec.base import EventTypeName, Spec
from composer.spec.error_places import Shape, of_annotation, shapes
from composer.spec.json_schema import PUBLISHED
from composer.spec.row_subjects import OfOne
from tests.spec.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKED = [(kind, key, mark) for kind, spec in PUBLISHED.items() for key, mark in own_rows.marked(spec)]


def _names_one(shape: Shape) -> bool:
    """True for rows by name of an Event Type, and for rows with a key for one."""
    if get_origin(shape.type) is dict:
        return get_args(shape.type)[0] == EventTypeName
    if get_origin(shape.type) is list:
        inner = of_annotation(get_args(shape.type)[0])
        return inner.model is not None and bool({"event_type", "owner", "team"} & {*shapes(inner.model)})
    return False


def _lists(spec: type[Spec]) -> Iterator[tuple[str, Shape]]:
    yield from ((key, shape) for key, shape in shapes(spec).items() if _names_one(shape))


@pytest.mark.parametrize("kind", sorted({*PUBLISHED} - {"event-type"}))
def test_rows_that_name_an_event_type_are_marked(kind: str) -> None:
    for key, shape in _lists(PUBLISHED[kind]):
        assert any(isinstance(one, OfOne) for one in shape.metadata), f"mark the rows of `{key}` in {kind} with OfOne"


def test_rows_that_name_an_event_type_are_found() -> None:
    assert {kind for kind in PUBLISHED if [*_lists(PUBLISHED[kind])]} >= {"placements", "adopted", "waivers"}


def test_the_marks_are_these() -> None:
    assert {(kind, key) for kind, key, _ in MARKED} >= {
        ("waivers", "waivers"),
        ("waivers", "tolerated"),
        ("placements", "placements"),
        ("adopted", "adopted"),
        ("teams", "teams"),
    }


def _read(kind: str, value: Any) -> own_rows.Rows[Any]:
    return own_rows.read(read("x.yaml", json.dumps(value, indent=1).encode()), PUBLISHED[kind])


def _of(problem: Any, mark: OfOne) -> set[str]:
    return {*problem.teams} if mark.what == "team" else {problem.event_type}


@pytest.mark.parametrize(("kind", "key", "mark"), MARKED, ids=[f"{kind}-{key}" for kind, key, _ in MARKED])
@pytest.mark.parametrize("broken", [5, None, [5], {"nobody": "reads this"}], ids=str)
def test_a_broken_row_is_left_out_and_is_told(kind: str, key: str, mark: OfOne, broken: Any) -> None:
    """Twice: the row broken altogether, and one key of it."""
    sample = SAMPLES[kind]
    rows = sample[key]
    step = next(iter(rows)) if isinstance(rows, dict) else 0
    for whole in (True, False):
        value = copy.deepcopy(sample)
        if isinstance(rows, dict):
            value[key]["Sound" if mark.what == "event_type" else "sound"] = rows[step]
        if not whole and not isinstance(rows[step], dict):
            continue
        value[key][step] = broken if whole else rows[step] | {"unknown": broken}
        result = _read(kind, value)
        name = mark.named(step, rows[step])
        known = not whole or not mark.key
        assert result.value is not None, result.problems
        assert result.problems
        assert all(one.of_row for one in result.problems)
        assert all(_of(one, mark) == ({name} if known else {""}) for one in result.problems)
        assert result.lost == ({name} if known else frozenset())
        remaining = getattr(result.value, key)
        assert len(remaining) == len(value[key]) - 1


@pytest.mark.parametrize(("kind", "key", "mark"), MARKED, ids=[f"{kind}-{key}" for kind, key, _ in MARKED])
def test_beside_another_mistake_nothing_is_left_out(kind: str, key: str, mark: OfOne) -> None:
    value = copy.deepcopy(SAMPLES[kind])
    rows = value[key]
    rows[next(iter(rows)) if isinstance(rows, dict) else 0] = 5
    result = _read(kind, value | {"unknown": 1})
    assert result.value is None
    assert not any(one.of_row for one in result.problems)


def test_more_broken_rows_than_are_told_make_the_file_unusable() -> None:
    """Else those of which nothing is told would count."""
    value = {"placements": {f"Type{index}": [5] for index in range(200)}}
    result = _read("placements", value)
    assert result.value is None
    assert not any(one.of_row for one in result.problems)


@pytest.mark.parametrize("kind", ["placements", "adopted", "teams"])
def test_whose_name_is_broken_has_lost_a_row_that_nobody_misses(kind: str) -> None:
    """Without its entry a resource would be made anew: the file is told of, and stops all."""
    value = copy.deepcopy(SAMPLES[kind])
    value[kind]["No Name"] = value[kind].pop(next(iter(value[kind])))
    result = _read(kind, value)
    assert result.value is None
    assert not any(one.of_row for one in result.problems)


def test_a_row_that_is_there_twice_is_nobodys() -> None:
    result = own_rows.read(read("x.yaml", b"placements:\n  One: a\n  One: b\n  Two: a\n"), PUBLISHED["placements"])
    assert dict(result.value.placements) == {"Two": "a"}
    assert [one.event_type for one in result.problems] == ["One"]


def test_a_row_for_all_concerns_all() -> None:
    value = copy.deepcopy(SAMPLES["waivers"])
    value["waivers"][0] |= {"event_type": "*", "unknown": 1}
    result = _read("waivers", value)
    assert result.value is None
    assert not any(one.of_row for one in result.problems)

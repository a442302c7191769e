"""Every number of an Event Type and of the policies says what it counts; in graphs there are plain numbers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline
from composer.repository import Repository
from composer.units import Quantity

if TYPE_CHECKING:
    from pathlib import Path

LEFT_OUT = {"schema", "versions", "because"}
"""Avro, and places in files."""
OTHER_UNITS = {"limits", "names", "written", "places"}
"""Of policies: limits say their units in words, and the rest are names and files."""


def numbers(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every number inside, with its path."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in LEFT_OUT:
                yield from numbers(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from numbers(inner, f"{path}[{key}]")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from numbers(inner, f"{path}[]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


@pytest.fixture(scope="module")
def checked(root: Path) -> Any:
    return pipeline.check(pipeline.settle(Repository(root), "local"))


def test_every_number_has_a_unit(checked: Any) -> None:
    every = [one for event in checked.event_types.values() for one in numbers(event, "event")]
    every += [
        one
        for field in fields(checked.policies)
        if field.name not in OTHER_UNITS
        for one in numbers(getattr(checked.policies, field.name), field.name)
    ]
    assert len(every) > 100
    assert {path for path, value in every if not isinstance(value, Quantity)} == set()


def test_graphs_hold_plain_numbers(checked: Any) -> None:
    """What travels to Pulumi and between processes is JSON, and needs no classes of ours."""
    every = [
        (resource.id, *one)
        for graph in pipeline.build(checked).values()
        for resource in graph.resources
        for one in numbers(resource.inputs, "")
    ]
    assert len(every) > 100
    assert [one for one in every if type(one[2]) not in {int, float}] == []

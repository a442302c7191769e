"""What is no longer sent and stays as it is, for every optional + computed property that a case sets."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer.graph import Resource
from composer.graph.properties import ABSENT, compare
from composer.kinds import KINDS
from composer.localcloud.wire import Decoded
from tests.localcloud.test_kinds import CASES, Case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds import Property
    from tests.localcloud.client import Client

Path_ = tuple[str | int, ...]


def optional_computed(rules: Mapping[str, Property], values: Mapping[str, Any], path: Path_ = ()) -> Iterator[Path_]:
    """Where the values set what the server may choose, at every depth."""
    for name, value in values.items():
        rule = rules[name]
        if rule.optional_computed and not rule.required and rule.api != "":
            yield (*path, name)
        if rule.type == "object" and isinstance(value, dict):
            yield from optional_computed(rule.properties, value, (*path, name))
        elif rule.items is not None and rule.items.type == "object":
            for index, item in enumerate(value):
                yield from optional_computed(rule.items.properties, item, (*path, name, index))


def without(values: dict[str, Any], path: Path_) -> dict[str, Any]:
    copy = deepcopy(values)
    level: Any = copy
    for step in path[:-1]:
        level = level[step]
    del level[path[-1]]
    return copy


def at(values: Any, path: Path_) -> Any:
    for step in path:
        values = values[step]
    return values


OTHERS_DECIDE = {(parent.kind, parent.forbids) for kind in KINDS.values() for parent in kind.parents if parent.forbids}
"""What does not stay, for then others decide on it."""


def set_in_cases() -> Iterator[Any]:
    """Each file with each place, in its inputs or in one of its updates."""
    for file in CASES:
        data = yaml.safe_load(file.read_text())
        for number, change in enumerate([{}, *data.get("updates", ())]):
            for path in optional_computed(KINDS[data["kind"]].properties, {**data["inputs"], **change}):
                if (number == 0 or path[0] in change) and (data["kind"], path[0]) not in OTHERS_DECIDE:
                    yield pytest.param(file, number, path, id=f"{file.stem}-{number}-{'.'.join(map(str, path))}")


@pytest.mark.parametrize(("file", "number", "path"), [*set_in_cases()])
def test_what_is_no_longer_sent_stays(client: Client, file: Path, number: int, path: Path_) -> None:
    case = Case(file, client)
    inputs = {**case.inputs, **[{}, *case.data.get("updates", ())][number]}
    fewer = without(inputs, path)
    if client.check(case.kind, fewer)[1]:
        return  # it cannot be left out
    kind = KINDS[case.kind]
    made = client.create(case.kind, inputs)
    assert client.diff(made, fewer).changes == 1, "DIFF_NONE"
    updated = client.update(made, fewer)
    before, after = (Decoded(one.outputs, kind.properties).values for one in (made, updated))
    assert at(after, path) == at(before, path)
    answer = client.read(updated)
    assert answer.inputs == updated.inputs, "a refresh finds nothing"
    before, after = (Resource("A/a", case.kind, "a", one, because="") for one in (inputs, fewer))
    changes = compare(before, after, kind)
    assert [(one.after, one.stays, one.forces_replacement) for one in changes] == [(ABSENT, True, False)]


def test_every_one_that_graphs_set_is_in_a_case() -> None:
    """Of those that the facts list, and that can be changed in place."""
    facts = yaml.safe_load((Path(__file__).parents[1] / "kinds" / "provider_facts.yaml").read_text())
    listed = {
        (token, path)
        for token, fact in facts.items()
        for path, text in fact["properties"].items()
        if "computed" in text.split()
        and "replaces" not in text.split()
        and not KINDS[token].immutable(tuple(path.split(".")))
        and KINDS[token].properties[path.split(".")[0]].api != ""
    }
    held = {
        (
            yaml.safe_load(one.values[0].read_text())["kind"],
            ".".join(step for step in one.values[2] if isinstance(step, str)),
        )
        for one in set_in_cases()
    }
    assert listed - held == set()

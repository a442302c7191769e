"""`composer cleanup --plan FILE`: exactly what was approved is removed, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest

from composer.cli.cleanup_plan import exactly
from composer.cli.usage_errors import UsageLines
from composer.lifecycle.gates import Due
from composer.model import Importance, State
from composer.reports import cleanup_json
from tests.graphs.test_combinations import EXAMPLE, graph

RESOURCES = graph(Importance.HIGH, "gcs", "money", State.ACTIVE).resources[:4]


def listed(path: Path, *dues: Due, environment: str = "local") -> str:
    path.write_text(json.dumps(cleanup_json.document(environment, dues)))
    return str(path)


def due(resources: Any, target: State | None = None, gates: Any = ()) -> Due:
    return Due(EXAMPLE, State.ARCHIVED, target, tuple(resources), tuple(gates), None)


def test_exactly_what_is_listed_is_removed_though_more_is_due(tmp_path: Path) -> None:
    path = listed(tmp_path / "list.json", due(RESOURCES[:1]), due(RESOURCES[1:2]))
    found = exactly(path, "local", {EXAMPLE: RESOURCES, "Another": RESOURCES})
    assert found == {EXAMPLE: RESOURCES[:2]}


def test_what_is_listed_and_not_due_any_more_stops_everything(tmp_path: Path) -> None:
    path = listed(tmp_path / "list.json", due(RESOURCES))
    for by_now in ({EXAMPLE: RESOURCES[1:]}, {}):
        with pytest.raises(UsageLines, match="out of date, and nothing was removed") as caught:
            exactly(path, "local", by_now)
        (line,) = [one for one in caught.value.more if "is shut by now, or it is gone" in one]
        assert RESOURCES[0].id in line


def test_steps_and_shut_gates_of_a_list_are_no_approval(tmp_path: Path) -> None:
    path = listed(tmp_path / "list.json", due(RESOURCES, State.DELETED))
    assert exactly(path, "local", {EXAMPLE: RESOURCES}) == {}
    document = cleanup_json.document("local", (due(RESOURCES),))
    document["dues"][0]["open"] = False
    Path(path).write_text(json.dumps(document))
    assert exactly(path, "local", {EXAMPLE: RESOURCES}) == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        ("nonsense", "is no list"),
        ("[]", "is no list"),
        ('{"format": "composer/plan/v1"}', "is no list"),
        ('{"format": "composer/cleanup/v1", "environment": "local", "dues": 1}', "is no list"),
        ('{"format": "composer/cleanup/v1", "environment": "staging", "dues": []}', "is for environment staging"),
    ],
)
def test_what_is_no_list_of_this_environment_is_refused(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "list.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(click.UsageError, match=message):
        exactly(str(path), "local", {EXAMPLE: RESOURCES})

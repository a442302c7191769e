"""Every number of importance.yaml: what it changes of an Event Type, nothing else, and that `explain` names its row."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer import pipeline
from composer.graph.properties import compare
from composer.plans import provenance
from composer.policy import loading
from composer.repository import Repository
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from composer.stages import Checked

EXAMPLE = "EndSong"
LEVEL = "high"
NUMBERS: dict[str, tuple[Any, set[str]]] = {
    "delivery_slo": (
        "5h",
        {
            *("alert-backlog conditions", "dashboard dashboard_json", "deduplicate dag_timeout"),
            *("registration content", "slo-timeliness windows_based_sli"),
        },
    ),
    "recovery": ("5d", set()),  # what must be kept at least: the subscription states how long it is
    "subscription_retention": ("8d", {"etl-subscription message_retention_duration"}),
    "redundancy": (4, {"etl-autoscaler autoscaling_policy"}),
    "rollout_wave": (7, set()),  # when, not what
    "ack_deadline": ("9m", {"etl-subscription ack_deadline_seconds"}),
    "retry_backoff.0": ("11s", {"etl-subscription retry_policy"}),
    "retry_backoff.1": ("9m", {"etl-subscription retry_policy"}),
    "dead_letter_retention": ("15d", {"dead-letter-subscription message_retention_duration"}),
    "reliability.objective": (0.98, {"slo-timeliness goal"}),
    "reliability.daily_objective": (
        0.8,
        {"slo-completeness goal", "slo-skewness goal", "alert-audit conditions"},
    ),
    "reliability.delivered": (0.999, {"slo-completeness windows_based_sli"}),
    "reliability.skewed": (0.02, {"slo-skewness windows_based_sli"}),
    "reliability.fast.share": (0.4, {"alert-late-fast conditions"}),
    "reliability.fast.within": ("7h", {"alert-late-fast conditions"}),
    "reliability.slow.share": (0.6, {"alert-late-slow conditions"}),
    "reliability.slow.within": ("12h", {"alert-late-slow conditions"}),
    "reliability.backlog": (0.3, {"alert-backlog conditions", "dashboard dashboard_json"}),
    "reliability.traffic": (4, {"alert-stream conditions"}),
    "reliability.unnoticed": ("1000000/s", {"alert-stream conditions"}),  # more than the peak allows
}


def written() -> Any:
    return yaml.safe_load((ROOT / "stacks/policy/importance.yaml").read_text())


def numbers(row: Any, path: str = "") -> set[str]:
    """Paths of everything in a row that is a number or a duration."""
    if isinstance(row, dict | list):
        inner = row.items() if isinstance(row, dict) else enumerate(row)
        return {result for key, value in inner for result in numbers(value, f"{path}.{key}".strip("."))}
    number = isinstance(row, int | float) and not isinstance(row, bool)
    return {path} if number or (isinstance(row, str) and row[0].isdigit()) else set()


@cache
def fleet() -> Checked:
    return pipeline.settle_and_check(Repository(ROOT), "local")


def test_no_number_is_left_out() -> None:
    for level in ("high", "normal", "low"):
        assert numbers(written()[level]) == set(NUMBERS)


@pytest.mark.parametrize("path", NUMBERS)
def test_a_number_changes_what_it_should_and_explain_names_its_row(path: str, tmp_path: Path) -> None:
    value, expected = NUMBERS[path]
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    policy = written()
    *outer, last = path.split(".")
    row = policy[LEVEL]
    for step in outer:
        row = row[step]
    row[int(last) if isinstance(row, list) else last] = value
    (tmp_path / "stacks/policy/importance.yaml").write_text(yaml.safe_dump(policy))
    policies, problems = loading.load(Repository(tmp_path))
    assert not problems
    assert policies is not None
    before = pipeline.build(fleet(), [EXAMPLE])[EXAMPLE]
    definition = tmp_path / fleet().documents[EXAMPLE].file
    shutil.copytree((ROOT / fleet().documents[EXAMPLE].file).parent, definition.parent)
    again = pipeline.check(pipeline.settle(Repository(tmp_path), "local", [definition]))
    assert again.environment is not None
    event = again.event_types[EXAMPLE]
    after = {one.role: one for one in pipeline.build(again, [EXAMPLE])[EXAMPLE].resources}
    assert after.keys() == {one.role for one in before.resources}
    changed = {(one.role, change.path[0]) for one in before.resources for change in compare(one, after[one.role], None)}
    assert {" ".join(map(str, one)) for one in changed} == expected
    column = ".".join(path.split(".")[: 2 if path.startswith("reliability") else 1])
    place = policies.places[f"importance.{LEVEL}.{column}"]
    sources = provenance.sources(event, again.environment, policies) if changed else {}
    for role, name in changed:
        causes = provenance.causes(sources, role, (name,))
        reasons = [provenance.reason(event, again.environment, policies, cause) for cause in causes]
        values = {(one.file, one.line) for one in reasons if one is not None}
        assert (place.file, place.line) in values, f"{role} {name}: explain does not name {column}"

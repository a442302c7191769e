"""`composer build`, `show` and `explain`."""

from __future__ import annotations

import json
from dataclasses import make_dataclass
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.graph.properties import dotted
from composer.model import Sizing
from composer.plans import alterations, provenance
from composer.repository import Repository

from .conftest import FIRST, TYPES, Fleet, generate

if TYPE_CHECKING:
    from composer.model import EventType, Policies
    from composer.model.environment import Environment


def test_build_is_canonical_and_the_same_every_time(fleet: Fleet) -> None:
    document = fleet.json("build", "build")
    assert len(document["graphs"]) == TYPES + 2  # with foundation and platform
    text = fleet.text("build")
    assert text == json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert text == fleet.text("build")


def test_build_of_some_gives_just_these(fleet: Fleet) -> None:
    other = generate.name(3)
    assert list(fleet.json("build", "build", other, FIRST, FIRST)["graphs"]) == sorted([FIRST, other])
    assert list(fleet.json("build", "build", "platform:local-1")["graphs"]) == ["platform:local-1"]
    whole = fleet.json("build", "build")["graphs"]
    assert fleet.json("build", "build", FIRST)["graphs"][FIRST] == whole[FIRST]


def test_build_refuses_unknown_names_and_broken_fleets(fleet: Fleet) -> None:
    refused = fleet.run("build", FIRST[:-1])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"Did you mean '{FIRST}'?" in refused.stderr
    assert fleet.run("build", "--environment", "lokal").exit_code == 2
    fleet.edit(fleet.definition(), "owner: ", "owner: nobody-")
    for names in ((), (FIRST,)):
        refused = fleet.run("build", *names)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "error[ET201]" in refused.stderr
    assert fleet.run("build", generate.name(1)).exit_code == 0, "a broken file stops its own Event Type alone"


def test_show_has_every_settled_value_with_its_reason(fleet: Fleet) -> None:
    document = fleet.json("show", "show", FIRST, "--format", "json")
    assert {"owner.name", "delivery.slo", "storage.retention", "schema"} <= document["because"].keys()
    assert document["because"]["delivery.slo"]["file"] == "stacks/policy/importance.yaml"
    actual = fleet.text("show", FIRST)
    assert FIRST in actual
    assert "\x1b" not in actual
    for path in document["because"]:
        if not path.startswith(("fields", "schema", "description")):
            assert path in actual, path


@pytest.fixture
def settled_once(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask about everything in one fleet: what is the same for each question is found out once."""
    settled = pipeline.settle_and_check(Repository(fleet.root))
    monkeypatch.setattr("composer.cli.explain.settled_fleet", lambda environment: settled)
    sources, known = provenance.sources, {}

    def once(event: EventType, environment: Environment, policies: Policies) -> provenance.Sources:
        if event.name not in known:
            known[event.name] = event, sources(event, environment, policies)
        assert known[event.name][0] == event
        return known[event.name][1]

    monkeypatch.setattr(provenance, "sources", once)


@pytest.mark.usefixtures("settled_once")
def test_explain_of_each_settled_value(fleet: Fleet) -> None:
    for path in fleet.json("show", "show", FIRST, "--format", "json")["because"]:
        document = fleet.json("explain", "explain", f"{FIRST}:{path}", "--format", "json")
        assert path in [value["path"] for value in document["values"]]


def test_explain_says_where_a_value_is_used(fleet: Fleet) -> None:
    actual = fleet.text("explain", f"{FIRST}:delivery.subscription_retention")
    assert "importance.yaml says so" in actual
    assert f"used in  {FIRST}/etl-subscription message_retention_duration" in actual


@pytest.mark.usefixtures("settled_once")
@pytest.mark.parametrize("owner", ["platform:local-1", "foundation:local-1"])
def test_explain_of_what_a_cell_shares(fleet: Fleet, owner: str) -> None:
    document = fleet.json("explain", "explain", owner, "--format", "json")
    assert document["shared"] == owner
    roles = [one["id"].partition("/")[2] for one in document["resources"]]
    text = fleet.text("explain", owner)
    assert roles and all(role in text for role in roles)  # noqa: PT018  one is nothing without the other


@pytest.mark.usefixtures("settled_once")
def test_explain_of_each_kind_of_resource(fleet: Fleet) -> None:
    graphs = fleet.json("build", "build", FIRST, "platform:local-1", "foundation:local-1")["graphs"]
    for graph in graphs.values():
        one_of_each_kind = {resource["type"]: resource for resource in graph["resources"]}.values()
        for resource in one_of_each_kind:
            document = fleet.json("explain", "explain", resource["id"], "--format", "json")["resource"]
            assert document["inputs"] == resource["inputs"]
            assert document["facet"]
            assert fleet.text("explain", resource["id"]).startswith(resource["id"])


def test_explain_of_a_resource_names_its_neighbours(fleet: Fleet) -> None:
    result = fleet.json("explain", "explain", f"{FIRST}/topic", "--format", "json")["resource"]
    assert result["facet"] == "stream"
    assert result["needs"] == [f"{FIRST}/schema"]
    assert f"{FIRST}/etl-subscription" in result["needed_by"]
    assert result["inputs_from"]["name"]["immutable"]
    assert [cause["path"] for cause in result["inputs_from"]["labels.owner"]["causes"]] == ["owner.name"]
    shared = fleet.json("explain", "explain", "platform:local-1/registry-bucket", "--format", "json")["resource"]
    assert f"{FIRST}/registration" in shared["needed_by"]


@pytest.mark.parametrize(
    ("what", "hint"),
    [(f"{FIRST}:storge.retention", "storage.retention"), (f"{FIRST}/tpic", "topic"), (FIRST.lower(), FIRST)],
)
def test_what_is_not_there_gets_a_suggestion(fleet: Fleet, what: str, hint: str) -> None:
    refused = fleet.run("explain", what)
    assert refused.exit_code == 2
    assert f"Did you mean '{hint}'?" in refused.stderr


def test_show_works_on_what_breaks_policy(fleet: Fleet) -> None:
    """One sees what would happen to a definition before it is right."""
    fleet.edit(fleet.definition(), "owner: ", "owner: nobody-")
    assert "nobody-" in fleet.text("show", FIRST)
    assert "nobody-" in fleet.text("explain", f"{FIRST}:owner")


def test_every_settled_value_that_reaches_the_cloud_is_found(fleet: Fleet) -> None:
    """Influence is measured, so a facet that starts to read another value needs no list to be kept."""
    settled = pipeline.settle_and_check(Repository(fleet.root))
    assert settled.environment is not None
    assert settled.policies is not None
    sources = provenance.sources(settled.event_types[FIRST], settled.environment, settled.policies)
    at = {(role, dotted(path)): {dotted(one) for one in paths} for (role, path), paths in sources.items()}
    assert at["etl-subscription", "message_retention_duration"] == {"delivery.subscription_retention"}
    assert at["topic", "labels.owner"] == {"owner.name"}
    assert at["topic", "labels.environment"] == {"environment.name"}
    assert at["registration", "content.released_versions"] == {"versions"}
    assert at["publisher", "member"] == {"environment.event_service_account"}
    assert at["schema", "definition.fields"] == {"schema"}
    assert at["landing-bucket", "soft_delete_policy.retention_duration_seconds"] == {"policy.storage.soft_delete"}
    assert "environment.etl.image" in at["etl-template-stable", "metadata.user-data"]
    assert at["etl-template-stable", "machine_type"] == {"policy.sizing.machine_type"}


def test_a_number_of_a_policy_file_is_said_with_its_line(fleet: Fleet) -> None:
    actual = fleet.text("explain", f"{FIRST}/etl-template-stable")
    rows = (fleet.root / "stacks" / "policy" / "sizing.yaml").read_text().splitlines()
    line = next(number for number, row in enumerate(rows, 1) if row.startswith("machine_type:"))
    assert f"from policy.sizing.machine_type e2-standard-4: stacks/policy/sizing.yaml:{line}" in actual


def test_a_new_field_of_facts_is_tried_by_itself(fleet: Fleet) -> None:
    """What an environment and the policies consist of is derived; and where each cause is written is known."""
    more = make_dataclass("More", [("more", str), ("inner", Sizing)], frozen=True)
    settled = pipeline.settle_and_check(Repository(fleet.root))
    environment, policies = settled.environment, settled.policies
    assert environment is not None
    assert policies is not None
    tried = {*alterations.parts(more("x", policies.sizing))}
    assert {("more",), ("inner", "machine_type"), ("inner", "cluster_workers")} <= tried
    assert {("etl", "image"), ("processing", "encrypt"), ("channels",)} <= {*alterations.parts(environment)}
    event = settled.event_types[FIRST]
    results = {path for paths in provenance.sources(event, environment, policies).values() for path in paths}
    facts = [path for path in results if path[0] in {provenance.ENVIRONMENT, provenance.POLICY}]
    assert ("environment", "channels") in facts
    for path in facts:
        reason = provenance.reason(event, environment, policies, path)
        assert reason is not None
        assert reason.line, path

"""Golden graphs of the example fleet, and two independent oracles over every resource in them."""

from __future__ import annotations

import json
import pickle
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from composer import pipeline
from composer.graph import PLATFORM, build_graph, dependencies, is_shared
from composer.graph.packed_graphs import PackedGraphs, packed
from composer.kinds import KINDS
from composer.kinds.plainly_right import plainly_right
from composer.kinds.property_problems import object_problems
from composer.repository import Repository
from tests.graphs import discovery_oracle, sdk_oracle

if TYPE_CHECKING:
    from composer.graph import ResourceGraph

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
ENVIRONMENTS = ("local", "production", "staging")


@cache
def graphs(environment: str) -> dict[str, ResourceGraph]:
    checked = pipeline.check(pipeline.settle(Repository(ROOT), environment))
    assert not checked.broken, checked.diagnostics
    return pipeline.build(checked)


def owners() -> list[tuple[str, str]]:
    """Every graph in `local`; of the other environments, where only names and regions differ, what cells share."""
    return [
        (environment, owner)
        for environment in ENVIRONMENTS
        for owner in graphs(environment)
        if environment == "local" or is_shared(owner)
    ]


@pytest.mark.parametrize(("environment", "owner"), owners())
def test_the_graph_is_the_golden_one(environment: str, owner: str, accept: bool) -> None:
    file = GOLDEN / environment / f"{owner.replace(':', '.')}.json"
    now = json.dumps(graphs(environment)[owner].to_json(), indent=1, ensure_ascii=False) + "\n"
    if accept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(now)
    message = f"the graph changed; if that is what you meant: pytest tests/graphs --accept -k {owner}"
    assert file.exists(), message
    assert file.read_text() == now, message


def test_no_golden_graph_is_left_over() -> None:
    files = {f"{file.parent.name}/{file.stem}" for file in GOLDEN.glob("*/*.json")}
    assert files == {f"{environment}/{owner.replace(':', '.')}" for environment, owner in owners()}


@pytest.mark.parametrize(("environment", "owner"), owners())
def test_the_sdk_accepts_every_resource(environment: str, owner: str) -> None:
    refused = [
        f"{resource.id} {refusal}"
        for resource in graphs(environment)[owner].resources
        for refusal in sdk_oracle.object_refusals(resource.inputs, sdk_oracle.arguments(resource.type), "inputs")
    ]
    assert refused == []


@pytest.mark.parametrize(("environment", "owner"), owners())
def test_googles_documents_accept_every_resource(environment: str, owner: str) -> None:
    refused = [
        f"{resource.id} {refusal}"
        for resource in graphs(environment)[owner].resources
        for refusal in discovery_oracle.refusals(resource.type, resource.inputs)
    ]
    assert refused == []


def test_the_oracles_refuse_unknown_nested_keys() -> None:
    token = "gcp:pubsub/topic:Topic"
    inputs = {"name": "evt", "schema_settings": {"schema": "s", "encodng": "JSON"}}
    assert [*sdk_oracle.object_refusals(inputs, sdk_oracle.arguments(token), "inputs")]
    assert [*discovery_oracle.refusals(token, inputs)] == ["schemaSettings.encodng: the API has no such property"]
    wrong = {"name": "evt", "schema_settings": {"schema": "s", "encoding": "XML"}}
    assert [*discovery_oracle.refusals(token, wrong)]


def test_building_twice_gives_the_same_bytes() -> None:
    first, second = graphs("local"), pipeline.build(pipeline.settle_and_check(Repository(ROOT), "local"))
    assert {name: graph.to_json() for name, graph in first.items()} == {
        name: graph.to_json() for name, graph in second.items()
    }
    assert {name: graph.fingerprint for name, graph in first.items()} == {
        name: graph.fingerprint for name, graph in second.items()
    }


@pytest.mark.parametrize(("environment", "owner"), owners())
def test_a_graph_knows_what_it_needs_however_it_travels(environment: str, owner: str) -> None:
    graph = graphs(environment)[owner]
    needed = {name for resource in graph.resources for name in dependencies(resource) if name.startswith(PLATFORM)}
    own = {owner} if is_shared(owner) else set()
    assert graph.crossing.platforms == {name.partition("/")[0] for name in needed} - own
    assert {result.id for result in graph.crossing.references} <= needed
    assert graph.crossing.references or own
    for same in (
        pickle.loads(pickle.dumps(graph)),
        PackedGraphs({owner: packed(build_graph(owner, graph.resources))})[owner],
    ):
        assert (same, same.fingerprint, same.crossing) == (graph, graph.fingerprint, graph.crossing)


def _contract_cases() -> list[Path]:
    return sorted((Path(__file__).parents[1] / "localcloud" / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", _contract_cases(), ids=lambda path: path.stem)
def test_the_oracles_take_what_the_local_cloud_takes(path: Path) -> None:
    """The cases of the local cloud and the oracles know of each other only through Google's and the SDK's documents."""
    case = yaml.safe_load(path.read_text())
    token = case["kind"]
    for change in ({}, *case.get("updates", ())):  # null takes a property away: nothing is said of it then
        inputs = {key: value for key, value in {**case["inputs"], **change}.items() if value is not None}
        if token in discovery_oracle.SHAPES:
            assert [*discovery_oracle.refusals(token, inputs)] == []
        assert [*sdk_oracle.object_refusals(inputs, sdk_oracle.arguments(token), "inputs")] == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_what_is_found_fine_at_the_first_look_has_nothing_wrong_at_the_second(environment: str) -> None:
    """Of every resource as it is, and of every one with one property gone, null, a list, or of another kind."""
    for graph in graphs(environment).values():
        for resource in {one.type: one for one in graph.resources}.values():
            kind = KINDS[resource.type]
            for name in resource.inputs:
                rest = {key: value for key, value in resource.inputs.items() if key != name}
                for inputs in (resource.inputs, rest, *({**rest, name: one} for one in (None, [], {}, 7, "?", [{}]))):
                    slowly = list(object_problems(kind.properties, kind.exclusive, inputs, ""))
                    right = plainly_right(kind.properties, kind.exclusive, inputs)
                    assert not (right and slowly), (name, inputs)

"""The foundation has what all that is made upon it needs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.engine.desired import Desired, stands_on
from composer.graph import ResourceGraph, references
from composer.graph.claims import refuse_shared_names
from composer.hazards import judge
from composer.kinds import KINDS
from composer.kinds.compute.network import NETWORK, SUBNETWORK
from composer.kinds.logging.log_bucket import LOG_BUCKET
from composer.kinds.logging.sink import LOG_SINK
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR
from composer.kinds.projects.service import SERVICE, SERVICE_IDENTITY
from composer.kinds.projects.service_agents import AGENT_ROLES, AWAITED, GENERATED, READ, api_of
from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.model.environment import Cell, Environment
from composer.platform import compile_platform
from composer.platform.access_logs import AUDITED, KEPT
from composer.platform.foundation import compile_foundation
from composer.privacy.principals import is_agent
from composer.repository import Repository
from composer.units import DAY

if TYPE_CHECKING:
    from composer.stages import Checked

ROOT = Path(__file__).parents[2]
CALLED = re.compile(r"https://([a-z0-9]+\.googleapis\.com)/")
NO_API = {"www.googleapis.com"}
"""Where scopes of OAuth are written as addresses."""


@pytest.fixture(scope="module")
def checked() -> Checked:
    return pipeline.check(pipeline.settle(Repository(ROOT), "production"))


def enabled(graph: ResourceGraph) -> set[str]:
    return {one.inputs["service"] for one in graph.resources if one.type == SERVICE.token}


def test_every_kind_of_the_fleet_finds_its_apis_enabled(checked: Checked) -> None:
    (foundation,) = checked.foundations.values()
    made = {one.type for graph in pipeline.graphs(checked) for one in graph.resources}
    assert {api for token in made for api in KINDS[token].apis} <= enabled(foundation)


def test_every_agent_that_is_granted_something_is_made_before(checked: Checked) -> None:
    (foundation,) = checked.foundations.values()
    made = {one.inputs["service"] for one in foundation.resources if one.type == SERVICE_IDENTITY.token} | {*READ}
    granted = {
        str(one.inputs["member"])
        for graph in pipeline.graphs(checked)
        for one in graph.resources
        if isinstance(one.inputs.get("member"), str) and is_agent(one.inputs["member"])
    }
    assert granted, "the fleet grants Google's accounts something"
    assert {api_of(member.removeprefix("serviceAccount:")) for member in granted} <= made
    assert made == {*GENERATED, *READ}


def test_an_agent_that_google_waits_for_is_asked_for_and_has_its_role() -> None:
    assert {*AWAITED} <= {*GENERATED}
    assert {*AGENT_ROLES} == {*GENERATED}
    assert {*AWAITED} <= {kind.apis[0] for kind in KINDS.values()}


def test_every_api_that_resources_call_is_enabled(checked: Checked) -> None:
    """Schedules, workflows and what they start call Google by address, which no kind's own API says."""
    (foundation,) = checked.foundations.values()
    texts = [json.dumps(one.inputs, default=str) for graph in pipeline.graphs(checked) for one in graph.resources]
    called = {api for text in texts for api in CALLED.findall(text)}
    assert {"dataproc.googleapis.com", "workflowexecutions.googleapis.com"} <= called
    assert called - NO_API <= enabled(foundation)


def test_what_needs_an_api_is_made_after_it_is_enabled(checked: Checked) -> None:
    (foundation,) = checked.foundations.values()
    apis = {one.inputs["service"]: one.id for one in foundation.resources if one.type == SERVICE.token}
    for one in foundation.resources:
        if one.type != SERVICE.token:
            assert {apis[api] for api in KINDS[one.type].apis} <= {*one.depends_on}, one.id


def two_cells(environment: Environment, project: str) -> Environment:
    first = environment.cells[0]
    return replace(environment, cells=(first, Cell("two", project, first.project_number, "us-east1")))


def test_cells_of_one_project_share_what_a_project_has(checked: Checked) -> None:
    environment = two_cells(checked.environment, checked.environment.cells[0].project)
    first, second = (compile_foundation(environment, cell, checked.policies) for cell in environment.cells)
    assert [one.type for one in second.resources] == [SUBNETWORK.token]
    ranges = [
        one.inputs["ip_cidr_range"]
        for graph in (first, second)
        for one in graph.resources
        if one.type == SUBNETWORK.token
    ]
    assert ranges == ["10.64.0.0/20", "10.64.16.0/20"]
    assert not [one for resource in second.resources for one in references(resource.inputs)]


@pytest.mark.parametrize("names", [("b", "a", "c"), ("x-10", "x-9", "x-2"), ("a", "a-1", "a1")])
def test_the_order_of_cells_in_the_file_decides_nothing(checked: Checked, names: tuple[str, ...]) -> None:
    first = checked.environment.cells[0]
    cells = [replace(first, name=name) for name in names]
    network = checked.environment.network
    assert network is not None
    made = set()
    for order in permutations(cells):
        environment = replace(checked.environment, cells=order)
        ranges = tuple(environment.subnetwork_range(network, cell) for cell in cells)
        made.add((environment.keeper(first.project).name, ranges))
        assert len({*ranges}) == len(cells)
    assert [keeper for keeper, _ in made] == [{"b": "a", "x-10": "x-2", "a": "a"}[names[0]]]


def test_a_cell_that_takes_the_project_over_is_a_hazard(checked: Checked) -> None:
    first = replace(checked.environment.cells[0], name="m")
    one = replace(checked.environment, cells=(first,))

    def fleet(environment: Environment) -> dict[str, ResourceGraph]:
        every = [compile_platform(environment, cell, checked.policies) for cell in environment.cells]
        every += [compile_foundation(environment, cell, checked.policies) for cell in environment.cells]
        return {graph.owner: graph for graph in every}

    def told(name: str) -> set[str]:
        more = replace(one, cells=(first, replace(first, name=name)))
        return {item.path for item in judge(fleet(one), fleet(more), (), (), date(2026, 11, 24))}

    assert told("n") == set()
    assert {"network", "api-pubsub"} <= told("a")
    assert any(path.startswith("metric") for path in told("a"))


def test_cells_of_one_project_claim_nothing_twice(checked: Checked) -> None:
    environment = two_cells(checked.environment, checked.environment.cells[0].project)
    shared = [compile_foundation(environment, cell, checked.policies) for cell in environment.cells]
    platforms = [compile_platform(environment, cell, checked.policies) for cell in environment.cells]
    refuse_shared_names([*shared, *platforms])
    descriptors = [{one.type for one in graph.resources} & {METRIC_DESCRIPTOR.token} for graph in platforms]
    assert descriptors == [{METRIC_DESCRIPTOR.token}, set()]
    for graph, cell in zip(platforms, environment.cells, strict=True):
        watched = str([one.inputs for one in graph.resources if one.type == ALERT_POLICY.token])
        databases = {one.name for one in graph.resources if one.type == DATABASE_INSTANCE.token}
        assert [name for name in databases if f"{cell.project}:{name}" not in watched] == []
        assert databases, "a cell has a database of its own"
    second = Desired(platforms[1], environment.cells[1])
    assert platforms[0].owner in stands_on(second, environment), "what it uses of its project is there before"
    assert platforms[1].owner not in stands_on(Desired(platforms[0], environment.cells[0]), environment)


def test_cells_of_two_projects_have_a_foundation_each(checked: Checked) -> None:
    environment = two_cells(checked.environment, "another-project")
    first, second = (compile_foundation(environment, cell, checked.policies) for cell in environment.cells)
    assert [one.role for one in first.resources] == [one.role for one in second.resources]


def test_a_network_that_is_there_is_left_alone(checked: Checked) -> None:
    environment = replace(checked.environment, network=None)
    made = {one.type for one in compile_foundation(environment, environment.cells[0], checked.policies).resources}
    assert not made & {NETWORK.token, SUBNETWORK.token}
    assert SERVICE.token in made


def test_who_read_what_is_kept_for_as_long_as_policy_asks(checked: Checked) -> None:
    (foundation,) = checked.foundations.values()
    (bucket,) = (one for one in foundation.resources if one.type == LOG_BUCKET.token)
    (sink,) = (one for one in foundation.resources if one.type == LOG_SINK.token)
    assert bucket.inputs["retention_days"] * DAY >= checked.policies.endings.unread
    assert bucket.protect
    assert [one.id for one in references(sink.inputs)] == [bucket.id]
    assert all(f'"{service}"' in sink.inputs["filter"] for service in KEPT)


def test_what_is_written_down_is_kept() -> None:
    """All but looks at settings of everything else, which are nobody's reading."""
    assert {*AUDITED} - {"allServices"} <= {*KEPT}

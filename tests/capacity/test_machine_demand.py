"""Machines that the example fleet takes at most: those of the ETL, and those that a run starts with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.capacity.machine_demand import QUANTITIES, machine_demand
from composer.graph import build_graph
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.pipeline import settle
from composer.privacy.encryption_keys import encrypted_fields
from composer.repository import Repository
from tests.conftest import ROOT
from tests.graphs.test_golden import graphs

if TYPE_CHECKING:
    from composer.model import EventType

SETTLED = settle(Repository(ROOT))


def taken(event: EventType, without: str = "") -> dict[str, int]:
    made = graphs("local")[event.name]
    kept = [one for one in made.resources if one.type != without]
    return machine_demand(
        build_graph(event.name, [replace(one, depends_on=()) for one in kept]),
        SETTLED.policies.sizing,
        encrypts=bool(encrypted_fields(event)),
    )


def test_machines_are_those_of_the_group_and_the_larger_step_of_a_run() -> None:
    sizing, steps = SETTLED.policies.sizing, set()
    for event in SETTLED.event_types.values():
        now, work = taken(event), taken(event, without=AUTOSCALER.token)
        step = 3 if event.dedupe else 2 if encrypted_fields(event) else 0
        steps.add(step)
        if now:  # none while it is archived
            assert work.get("machines.count", 0) == step
            assert work.get("machines.ssd_gb", 0) == step * sizing.cluster_disk_gb
            assert now["machines.vcpus"] == 4 * now["machines.count"]
            assert now["machines.count"] > step
            assert now.get("processing.executions", 0) == (2 if step else 0)
            assert now.get("processing.cluster_requests", 0) == (2 if event.dedupe else 0)
        assert now.keys() <= QUANTITIES.keys()
    assert steps == {0, 2, 3}, "the example fleet has all of them"

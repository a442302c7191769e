"""Machines of the ETL: one healer, a drain that is waited for, rollouts that end."""

from __future__ import annotations

import re

import yaml
from hypothesis import given
from hypothesis import strategies as st

from composer.facets.etl.machines import BATCHES, DRAIN, ZONES, surge
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.kinds.compute.instance_group import GROUP
from composer.kinds.compute.instance_template import TEMPLATE
from tests.facets.test_etl import EVENT, fleet, graph


def inputs(token: str) -> dict:
    return next(one.inputs for one in graph(fleet().event_types[EVENT]).resources if one.type == token)


def test_the_unit_stops_before_docker_does_and_waits_for_the_drain() -> None:
    user_data = yaml.safe_load(inputs(TEMPLATE.token)["metadata"]["user-data"])
    unit = user_data["write_files"][0]["content"]
    assert "docker.service" in re.search(r"^Requires=(.*)$", unit, re.MULTILINE)[1]
    assert "docker.service" in re.search(r"^After=(.*)$", unit, re.MULTILINE)[1]
    drains = {int(seconds) for seconds in re.findall(r"--(?:stop-timeout|time) (\d+)", unit)}
    assert drains == {DRAIN}
    assert int(re.search(r"TimeoutStopSec=(\d+)", unit)[1]) > DRAIN


def test_the_group_asks_and_leaves_healing_to_another() -> None:
    group = inputs(GROUP.token)
    assert group["auto_healing_policies"]["health_check"]
    assert group["instance_lifecycle_policy"]["on_failed_health_check"] == "DO_NOTHING"


def test_a_machine_that_boots_is_not_counted() -> None:
    group, policy = inputs(GROUP.token), inputs(AUTOSCALER.token)["autoscaling_policy"]
    assert policy["cooldown_period"] == group["auto_healing_policies"]["initial_delay_sec"]


@given(st.integers(1, 2000))
def test_a_rollout_ends_after_few_batches(cap: int) -> None:
    assert surge(cap) >= ZONES
    assert -(-cap // surge(cap)) <= BATCHES

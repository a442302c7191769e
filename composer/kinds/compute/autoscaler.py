"""Compute Engine: autoscalers of regional instance groups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.compute import compute_api
from composer.kinds.compute.instance_group import GROUP
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Parent
from composer.kinds.property import (
    Property,
    block,
    blocks,
    boolean,
    deletion_policy,
    integer,
    link,
    number,
    project,
    region,
    string,
)
from composer.units import HOUR, Count, Seconds, Share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_LARGEST = 2000
"""Virtual machines of a regional group. https://cloud.google.com/compute/docs/instance-groups"""


def _control(replicas: str, **rules: Any) -> Property:
    return block(
        {
            replicas: block(
                {"fixed": integer(minimum=0), "percent": integer(minimum=0, maximum=100)},
                exclusive=(("fixed", "percent"),),
            ),
            "time_window_sec": integer(unit=Seconds, minimum=0, maximum=HOUR),
        },
        **rules,
    )


_POLICY = {
    "max_replicas": integer(required=True, minimum=0, maximum=_LARGEST, api="maxNumReplicas"),
    "min_replicas": integer(required=True, minimum=0, maximum=_LARGEST, api="minNumReplicas"),
    "cooldown_period": integer(unit=Seconds, minimum=0, maximum=HOUR, default=60, api="coolDownPeriodSec"),
    "cpu_utilization": block(
        {
            "target": number(unit=Share, required=True, minimum=0, maximum=1, api="utilizationTarget"),
            "predictive_method": string(enum=("NONE", "OPTIMIZE_AVAILABILITY"), default="NONE"),
        },
        optional_computed=True,
    ),
    "load_balancing_utilization": block(
        {"target": number(unit=Share, required=True, minimum=0, api="utilizationTarget")}
    ),
    "metrics": blocks(
        {
            "name": string(required=True, pattern=r"[a-z0-9.]+\.com/\S+", api="metric"),
            "filter": string(max_length=2048),
            "single_instance_assignment": number(unit=Count),
            "target": number(api="utilizationTarget"),
            "type": string(enum=("DELTA_PER_MINUTE", "DELTA_PER_SECOND", "GAUGE"), api="utilizationTargetType"),
        },
        api="customMetricUtilizations",
    ),
    "mode": string(enum=("OFF", "ON", "ONLY_SCALE_OUT", "ONLY_UP"), default="ON"),
    "scale_down_control": _control("max_scaled_down_replicas", api=""),  # beta
    "scale_in_control": _control("max_scaled_in_replicas"),
    "scaling_schedules": blocks(
        {
            "duration_sec": integer(unit=Seconds, required=True, minimum=300),
            "min_required_replicas": integer(required=True, minimum=0, maximum=_LARGEST),
            "name": string(required=True, pattern=compute_api.NAME),
            "schedule": string(required=True, format="cron"),
            "description": string(),
            "disabled": boolean(),
            "time_zone": string(format="time-zone", default="UTC"),
        },
        max_items=128,
        shape="keyed",
        key="name",
    ),
    "stabilization_period": integer(unit=Seconds, minimum=0, maximum=HOUR, api="stabilizationPeriodSec"),
}


def autoscaler_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to an autoscaler beyond each property by itself: path and words."""
    policy, path = inputs.get("autoscaling_policy"), "autoscaling_policy"
    if not isinstance(policy, dict):
        return
    low, high = policy.get("min_replicas"), policy.get("max_replicas")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield f"{path}.min_replicas", f"min_replicas ({low}) must not be greater than max_replicas ({high})."
    for name in ("cpu_utilization", "load_balancing_utilization"):
        signal = policy.get(name)
        if isinstance(signal, dict) and signal.get("target") == 0:
            yield f"{path}.{name}.target", "The target must be greater than 0."
    for index, metric in enumerate(policy.get("metrics") or ()):
        if isinstance(metric, dict):
            yield from _metric(metric, f"{path}.metrics[{index}]")
    schedules = [item.get("name") for item in policy.get("scaling_schedules") or () if isinstance(item, dict)]
    if len({str(name) for name in schedules}) < len(schedules):
        yield f"{path}.scaling_schedules", "Two schedules cannot have one name."
    for name, replicas in (("scale_in_control", "max_scaled_in_replicas"),):
        control = policy.get(name)
        if isinstance(control, dict) and (not control.get(replicas) or control.get("time_window_sec") is None):
            yield f"{path}.{name}", f"Both {replicas} and time_window_sec must be set."


def _metric(metric: Mapping[str, Any], path: str) -> Iterator[Problem]:
    given = [name for name in ("target", "single_instance_assignment") if metric.get(name) is not None]
    if len(given) != 1:
        yield path, "Exactly one of target and single_instance_assignment must be set."
    for name in given:
        if isinstance(metric[name], (int, float)) and metric[name] <= 0:
            yield f"{path}.{name}", "Must be greater than 0."
    if "single_instance_assignment" in given:
        if metric.get("type") is not None:
            yield f"{path}.type", "A type is only possible together with a target."
        if not metric.get("filter"):
            yield f"{path}.filter", "A metric of the whole group needs a filter that selects one resource."


AUTOSCALER = Kind(
    token="gcp:compute/regionAutoscaler:RegionAutoscaler",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "Autoscaler"),
    inventory=asset("compute.googleapis.com/Autoscaler"),
    permissions=("compute.instanceGroupManagers.use",),
    id=f"{compute_api.FOLDER}/autoscalers/{{name}}",
    auto_name="name",
    # a group cannot go while its autoscaler is there; a signal that is no longer sent would stay (docs/adr/0061)
    replace_on_changes=("target", "autoscaling_policy.metrics"),
    properties={
        "autoscaling_policy": block(_POLICY, required=True),
        "target": link(required=True),
        "deletion_policy": deletion_policy(),
        "description": string(max_length=2048),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "project": project(),
        "region": region(),
        "creation_timestamp": string(computed=True, value="{created}"),
        "self_link": compute_api.self_link("autoscalers"),
    },
    rest=compute_api.rest(
        "autoscalers",
        "autoscaler",
        replace(compute_api.WRITES, update_path=f"compute/v1/{compute_api.FOLDER}/autoscalers?autoscaler={{name}}"),
    ),
    parents=(Parent("target", GROUP.token, blocks_deletion=True, forbids="target_size"),),
    quotas=(compute_api.quota(100, "REGIONAL_AUTOSCALERS", "compute.regional_autoscalers"),),
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    charge=FREE,
    joint_rule=autoscaler_problems,
    reference_rule=compute_api.same_region,
)

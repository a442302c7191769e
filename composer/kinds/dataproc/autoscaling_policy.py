"""Dataproc: the policies by which clusters grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.dataproc.dataproc_api import ID, LOCATION, folder, rest
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind
from composer.kinds.property import (
    Property,
    block,
    deletion_policy,
    duration,
    integer,
    number,
    project,
    string,
)
from composer.units import DAY, Share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem


def _workers(least: int) -> Property:
    return block(
        {
            "max_instances": integer(required=least > 0, minimum=least),
            "min_instances": integer(minimum=least, default=least),
            "weight": integer(minimum=0, default=1),
        },
        required=False,
    )


def policy_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to an autoscaling policy beyond each property by itself: path and words."""
    if inputs.get("worker_config") is None:
        yield "worker_config", "The workers of the cluster must be described."
    if inputs.get("basic_algorithm") is None:
        yield "basic_algorithm", "The algorithm must be set."
    for name in ("worker_config", "secondary_worker_config"):
        workers = inputs.get(name)
        if isinstance(workers, dict):
            least, most = workers.get("min_instances"), workers.get("max_instances")
            if isinstance(least, int) and isinstance(most, int) and least > most:
                yield f"{name}.min_instances", f"min_instances ({least}) must not be above max_instances ({most})."


AUTOSCALING_POLICY = Kind(
    token="gcp:dataproc/autoscalingPolicy:AutoscalingPolicy",  # noqa: S106 - a kind's token
    discovery=("dataproc.v1", "AutoscalingPolicy"),
    inventory=asset("dataproc.googleapis.com/AutoscalingPolicy"),
    id=folder("autoscalingPolicies", "policy_id"),
    properties={
        "policy_id": string(required=True, immutable=True, pattern=ID, api="id"),
        "basic_algorithm": block(
            {
                "yarn_config": block(
                    {
                        "graceful_decommission_timeout": duration(0, DAY, required=True),
                        "scale_down_factor": number(unit=Share, required=True, minimum=0, maximum=1),
                        "scale_up_factor": number(unit=Share, required=True, minimum=0, maximum=1),
                        "scale_down_min_worker_fraction": number(unit=Share, minimum=0, maximum=1, default=0.0),
                        "scale_up_min_worker_fraction": number(unit=Share, minimum=0, maximum=1, default=0.0),
                    },
                    required=True,
                ),
                "cooldown_period": duration(120, DAY, default="120s"),
            }
        ),
        "deletion_policy": deletion_policy(),
        "location": string(immutable=True, pattern=LOCATION, api=""),
        "project": project(),
        "secondary_worker_config": _workers(0),
        "worker_config": _workers(2),
        "name": string(computed=True, value="projects/{project}/regions/{location}/autoscalingPolicies/{policy_id}"),
    },
    rest=rest("autoscalingPolicies", "policy_id", "policies"),
    import_ids=("{project}/{location}/{policy_id}",),
    exists="Already exists: Failed to create autoscaling policy: {policy_id}, alreadyExists",
    not_found="Not found: Autoscaling policy {id}, notFound",
    charge=FREE,
    joint_rule=policy_problems,
)

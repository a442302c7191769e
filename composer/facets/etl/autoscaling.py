"""How many machines the ETL of one Event Type has, and what that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.capacity.sizing import by_backlog, instances
from composer.graph import Resource, cloud_names, ref
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.model.known_metrics import GoogleMetric

if TYPE_CHECKING:
    from composer.capacity.sizing import Instances
    from composer.facets.facet_context import Context


def bounds(context: Context) -> Instances:
    """How many machines there are at least and at most."""
    event = context.event
    needed = instances(event.traffic, context.policies.sizing, event.delivery.redundancy)
    return needed.within(context.environment.etl.max_machines)


def autoscaler(context: Context, group: Resource) -> Resource:
    """The autoscaler of the group."""
    sizing, traffic = context.policies.sizing, context.event.traffic
    machines = bounds(context)
    policy: dict[str, Any] = {
        "min_replicas": machines.minimum,
        "max_replicas": machines.cap,
        # until it serves, what a machine's CPU says is about its boot
        "cooldown_period": int(sizing.healing_delay),
    }
    if by_backlog(traffic, sizing):
        subscription = f'resource.labels.subscription_id = "{context.etl_subscription}"'
        policy["metrics"] = [
            {
                "name": GoogleMetric.NUM_UNDELIVERED_MESSAGES.value,
                "filter": f'resource.type = "pubsub_subscription" AND {subscription}',
                "single_instance_assignment": float(sizing.instance_events),
            }
        ]
        because = "So little arrives that no machine runs while nothing waits."
    else:
        policy["cpu_utilization"] = {"target": sizing.cpu_percent / 100}
        because = "Machines follow the traffic; the cap stands, since a failing export looks like endless work."
    name = cloud_names.etl(context.event.name)
    return Resource(
        id=context.id("etl-autoscaler"),
        type=AUTOSCALER.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "region": context.cell.region,
            "name": name,
            "target": ref(group, "id"),
            "autoscaling_policy": policy,
        },
        because=because,
    )

"""Alert policies of one Event Type: how each is made, and those that other facets need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.capacity.bucket_timeline import CATCH_UP
from composer.graph import Resource, cloud_names
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.model.known_metrics import GoogleMetric
from composer.slo import alert_policy_inputs, filters
from composer.units import MINUTE

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.kinds.input_types import monitoring


FIVE, TEN = 300, 600
"""Minutes as seconds, over which points are put together."""


def at_cap(context: Context, group: str, cap: int, rollout: int) -> Resource:
    """For a facet with an autoscaler: the instance group `group` has all machines it may have (`cap`), and still the
    backlog grows. An export that fails looks like this too: events are never acknowledged, so machines only cost.

    A rollout (`rollout` seconds at most) adds machines beyond what is needed, which looks the same for as long as it
    takes: somebody is told of what lasts longer."""
    lasting = 2 * FIVE + -(-rollout // MINUTE) * MINUTE
    size = filters.select(GoogleMetric.INSTANCE_GROUP_SIZE, "instance_group", resource_instance_group_name=group)
    return policy(
        context,
        "alert-at-cap",
        "all machines run, and the backlog grows",
        [
            alert_policy_inputs.above(
                f"{cap} machines run", size, cap - 0.5, aligner="ALIGN_MAX", period=FIVE, lasting=lasting
            ),
            alert_policy_inputs.above(
                "more events wait than before",
                of_subscription(context, GoogleMetric.NUM_UNDELIVERED_MESSAGES),
                0,
                aligner="ALIGN_PERCENT_CHANGE",
                period=TEN,
                lasting=2 * FIVE,
            ),
        ],
        "More machines will not come. Look whether exports fail before raising the cap.",
        urgent=True,
        require_all=True,
        because="At its cap an autoscaler cannot help any more, and says nothing.",
    )


def failed_processing(context: Context) -> Resource:
    """For the facet with the workflow of closed buckets: an execution has failed. The catch-up tries again, and fails
    again where a program or a permission is wrong."""
    failed = filters.select(
        GoogleMetric.FINISHED_EXECUTION_COUNT,
        "workflows.googleapis.com/Workflow",
        metric_status="FAILED",
        resource_workflow_id=cloud_names.bucket_workflow(context.event.name),
    )
    return policy(
        context,
        "alert-processing",
        "processing of a bucket failed",
        [alert_policy_inputs.above("an execution failed", failed, 0, aligner="ALIGN_DELTA", period=TEN)],
        "A closed bucket is not deduplicated, encrypted or registered. The execution says which step failed; it is "
        f"tried again every {CATCH_UP} minutes.",
        because="A bucket that is closed and not processed is late without anybody waiting for the ETL.",
    )


def of_subscription(context: Context, metric: GoogleMetric) -> str:
    """The filter for a metric of the subscription that the ETL reads."""
    name = context.etl_subscription
    return filters.select(metric, "pubsub_subscription", resource_subscription_id=name)


def policy(
    context: Context,
    role: str,
    what: str,
    conditions: list[monitoring.AlertPolicyConditionArgsDict],
    description: str,
    *,
    because: str,
    urgent: bool = False,
    require_all: bool = False,
) -> Resource:
    """An alert policy. What is not urgent wakes nobody up, and is a warning at most."""
    event, reliability = context.event, context.event.reliability
    display_name = f"{event.name}: {what}"
    channels = reliability.recipients(context.policies.paging, urgent=urgent)
    inputs: dict[str, Any] = alert_policy_inputs.inputs(
        display_name,
        conditions,
        project=context.cell.project,
        severity=reliability.severity if urgent else "WARNING",
        channels=[
            context.platform(f"channel-{channel.name}", "name")
            for channel in context.environment.channels
            if channel.name in channels
        ],
        labels=context.labels,
        description=f"{description}\n\nOwner: {event.owner.name} {event.owner.chat}".rstrip(),
        require_all=require_all,
    )
    return Resource(id=context.id(role), type=ALERT_POLICY.token, name=display_name, inputs=inputs, because=because)

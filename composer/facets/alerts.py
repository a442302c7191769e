"""Alerts: delivery is late or will be, something unusual arrives. How loud they are is the importance's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.capacity.bucket_timeline import CATCH_UP
from composer.graph import Resource, cloud_names, ref
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.model.known_metrics import GoogleMetric, OwnMetric
from composer.slo import alert_policy_inputs, filters, windows
from composer.units import DAY, MINUTE, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.kinds.input_types import monitoring
    from composer.model import BudgetAlert, EventType

_FIVE, _TEN = 300, 600
"""Minutes as seconds, over which points are put together."""


def resources(context: Context) -> tuple[Resource, ...]:
    """Alert policies of its own; what an importance shares is in the platform graph."""
    return tuple(_all(context))


def _all(context: Context) -> Iterator[Resource]:
    reliability = context.event.reliability
    if reliability.own_alerts:
        yield _budget(context, "fast", reliability.fast)
        yield _budget(context, "slow", reliability.slow)
        yield _backlog(context)
    yield _stream(context)
    if context.event.finance_bearing:
        yield _audit(context)


def _budget(context: Context, name: str, alert: BudgetAlert) -> Resource:
    event = context.event
    length = windows.window(event.storage.partitioning, event.delivery.slo)
    within = windows.whole(alert.within, length)
    rate = windows.burn_rate(alert.share, within)
    slo_name = ref(context.id("slo-timeliness"), "name")
    return _policy(
        context,
        f"alert-late-{name}",
        f"delivery is late ({name})",
        [
            alert_policy_inputs.burning(
                f"{alert.share:.0%} of the month's budget in {Seconds(within)}, by the last {Seconds(seconds)}",
                filters.burn_rate(slo_name, seconds),
                rate,
            )
            for seconds in dict.fromkeys((within, windows.short(within, length)))
        ],
        "Buckets close later than promised. Look at the oldest open bucket and at the ETL's errors.",
        urgent=name == "fast",
        require_all=True,
        because="Late buckets use up what the objective tolerates; told before nothing of it is left.",
    )


def _backlog(context: Context) -> Resource:
    event = context.event
    age = event.delivery.slo * event.reliability.backlog
    return _policy(
        context,
        "alert-backlog",
        "events wait, or were put aside",
        [
            alert_policy_inputs.above(
                f"the oldest unread event is {Seconds(round(age)).parts} old",
                _subscription(context, GoogleMetric.OLDEST_UNACKED_MESSAGE_AGE),
                age,
                aligner="ALIGN_MAX",
                period=_FIVE,
                lasting=_FIVE,
            ),
            _put_aside(context),
        ],
        "The ETL does not keep up, cannot export or cannot decode. A bucket can be closed once its events are read. "
        + _DEAD_LETTERS,
        urgent=True,
        because="A bucket that is going to be late, or without some of its events, is seen here before it is closed.",
    )


_DEAD_LETTERS = "Dead letters are kept, and can be sent again once the ETL reads them."


def _put_aside(context: Context) -> monitoring.AlertPolicyConditionArgsDict:
    """The ETL published something to the dead letters. It does so itself, so Pub/Sub's own count of them stays 0."""
    name = cloud_names.dead_letter_topic(context.event.name)
    return alert_policy_inputs.above(
        "events went to the dead letters",
        filters.select(GoogleMetric.SEND_MESSAGE_OPERATION_COUNT, "pubsub_topic", resource_topic_id=name),
        0,
        aligner="ALIGN_DELTA",
        period=_TEN,
    )


def _stream(context: Context) -> Resource:
    event = context.event
    most = max(event.traffic.peak * event.reliability.traffic, event.reliability.unnoticed)
    published = filters.own_metric(OwnMetric.PUBLISHED_EVENTS, metric_event_type=event.name)
    return _policy(
        context,
        "alert-stream",
        "something unusual arrives",
        [
            alert_policy_inputs.above(
                _unexpected(event),
                published,
                most,
                aligner="ALIGN_RATE",
                period=_TEN,
            ),
            alert_policy_inputs.above(
                _unexpected_in_a_day(event),
                published,
                max(event.traffic.average * event.reliability.traffic, event.reliability.unnoticed),
                aligner="ALIGN_RATE",
                period=DAY,
            ),
            *([] if event.reliability.own_alerts else [_put_aside(context)]),
        ],
        f"Declared are {event.traffic.average:g} events a second, {event.traffic.peak:g} at peak: declare more, or "
        "stop who sends them. " + ("" if event.reliability.own_alerts else _DEAD_LETTERS),
        because="An experiment that multiplies the traffic must not use up everybody's quota.",
    )


def _unexpected(event: EventType) -> str:
    """The rate too far above the declared one: few events in a row say nothing about an Event Type that has few."""
    times, least = event.reliability.traffic, event.reliability.unnoticed
    if event.traffic.peak * times >= least:
        return f"more than {times:g} times the declared peak"
    return f"more than {least:g} a second, where {event.traffic.peak:g} are declared at peak"


def _unexpected_in_a_day(event: EventType) -> str:
    """The mean of a day too far above the declared average, which money and room are reckoned by."""
    times, least = event.reliability.traffic, event.reliability.unnoticed
    if event.traffic.average * times >= least:
        return f"more than {times:g} times the declared average, all day long"
    return f"more than {least:g} a second all day long, where {event.traffic.average:g} are declared"


def at_cap(context: Context, group: str, cap: int, rollout: int) -> Resource:
    """For a facet with an autoscaler: the instance group `group` has all machines it may have (`cap`), and still the
    backlog grows. An export that fails looks like this too: events are never acknowledged, so machines only cost.

    A rollout (`rollout` seconds at most) adds machines beyond what is needed, which looks the same for as long as it
    takes: somebody is told of what lasts longer."""
    lasting = 2 * _FIVE + -(-rollout // MINUTE) * MINUTE
    size = filters.select(GoogleMetric.INSTANCE_GROUP_SIZE, "instance_group", resource_instance_group_name=group)
    return _policy(
        context,
        "alert-at-cap",
        "all machines run, and the backlog grows",
        [
            alert_policy_inputs.above(
                f"{cap} machines run", size, cap - 0.5, aligner="ALIGN_MAX", period=_FIVE, lasting=lasting
            ),
            alert_policy_inputs.above(
                "more events wait than before",
                _subscription(context, GoogleMetric.NUM_UNDELIVERED_MESSAGES),
                0,
                aligner="ALIGN_PERCENT_CHANGE",
                period=_TEN,
                lasting=2 * _FIVE,
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
    return _policy(
        context,
        "alert-processing",
        "processing of a bucket failed",
        [alert_policy_inputs.above("an execution failed", failed, 0, aligner="ALIGN_DELTA", period=_TEN)],
        "A closed bucket is not deduplicated, encrypted or registered. The execution says which step failed; it is "
        f"tried again every {CATCH_UP} minutes.",
        because="A bucket that is closed and not processed is late without anybody waiting for the ETL.",
    )


def _audit(context: Context) -> Resource:
    conditions = [
        alert_policy_inputs.burning(
            f"a day failed the audit of {name}",
            filters.burn_rate(ref(context.id(f"slo-{name}"), "name"), DAY),
            windows.every_bad_window(context.event.reliability.daily_objective),
        )
        for name in ("completeness", "skewness")
    ]
    return _policy(
        context,
        "alert-audit",
        "a day is not complete",
        conditions,
        "Events are missing, or lie in another bucket than their own. Tell the consumers before they book it.",
        because="Money is counted from it: one bad day has to be explained.",
    )


def _subscription(context: Context, metric: GoogleMetric) -> str:
    name = cloud_names.etl_subscription(context.event.name)
    return filters.select(metric, "pubsub_subscription", resource_subscription_id=name)


def _policy(
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
    channels = [name for name in reliability.channels if urgent or name not in context.policies.paging]
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

"""Alerts: delivery is late or will be, something unusual arrives. How loud they are is the importance's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.alert_policies import FIVE, TEN, of_subscription, policy
from composer.graph import Resource, cloud_names, ref
from composer.model.known_metrics import GoogleMetric, OwnMetric
from composer.slo import alert_policy_inputs, filters, windows
from composer.units import DAY, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.kinds.input_types import monitoring
    from composer.model import BudgetAlert, EventType


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
    return policy(
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
    return policy(
        context,
        "alert-backlog",
        "events wait, or were put aside",
        [
            alert_policy_inputs.above(
                f"the oldest unread event is {Seconds(round(age)).parts} old",
                of_subscription(context, GoogleMetric.OLDEST_UNACKED_MESSAGE_AGE),
                age,
                aligner="ALIGN_MAX",
                period=FIVE,
                lasting=FIVE,
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
        period=TEN,
    )


def _stream(context: Context) -> Resource:
    event = context.event
    most = max(event.traffic.peak * event.reliability.traffic, event.reliability.unnoticed)
    published = filters.own_metric(OwnMetric.PUBLISHED_EVENTS, metric_event_type=event.name)
    return policy(
        context,
        "alert-stream",
        "something unusual arrives",
        [
            alert_policy_inputs.above(
                _unexpected(event),
                published,
                most,
                aligner="ALIGN_RATE",
                period=TEN,
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


def _audit(context: Context) -> Resource:
    conditions = [
        alert_policy_inputs.burning(
            f"a day failed the audit of {name}",
            filters.burn_rate(ref(context.id(f"slo-{name}"), "name"), DAY),
            windows.every_bad_window(context.event.reliability.daily_objective),
        )
        for name in ("completeness", "skewness")
    ]
    return policy(
        context,
        "alert-audit",
        "a day is not complete",
        conditions,
        "Events are missing, or lie in another bucket than their own. Tell the consumers before they book it.",
        because="Money is counted from it: one bad day has to be explained.",
    )

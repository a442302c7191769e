"""Who is told when delivery breaks, how loudly and how soon: what staggering by importance comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.graph_checks.slo_checks import facts_of
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.slo import slo_proof
from composer.slo.metric_registry import KnownMetric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph import ResourceGraph
    from composer.model import EventType, Policies


@dataclass(frozen=True, slots=True)
class AlertRecipients:
    """One alert: what it says, its severity, the channels that it goes to, and the seconds from the moment that
    something breaks until somebody is told. `shared`: with the other Event Types of this importance."""

    resource: str
    what: str
    severity: str
    channels: tuple[str, ...]
    after: int | None
    shared: bool


def tellings(
    event: EventType, graph: ResourceGraph, platform: ResourceGraph, policies: Policies
) -> tuple[AlertRecipients, ...]:
    """The alerts of an Event Type and those of its project that are about its importance, the soonest first.
    `platform`: that of the cell which keeps what its project has."""
    facts = facts_of(event, graph, policies)
    slos = {str(level): row.slo for level, row in policies.delivery.items()}
    shared = f"{platform.owner}/alert-late-{event.importance}"
    alerts = []
    for one, owner in ((graph, event.name), (platform, "")):
        context = KnownMetric(policies.metrics_by_type, facts, slos, owner)
        objectives = slo_proof.objectives_of(one)
        for resource in one.resources:
            if resource.type != ALERT_POLICY.token or not (owner or resource.id == shared):
                continue
            conditions, _ = slo_proof.conditions_of(resource, objectives, context)
            ran = slo_proof.run(resource, conditions, context) if conditions else None
            alerts.append(
                AlertRecipients(
                    resource.id,
                    resource.name.partition(": ")[2],
                    str(resource.inputs["severity"]),
                    tuple(_channel(one) for one in resource.inputs["notification_channels"]),
                    ran.bad if ran else None,
                    not owner,
                )
            )
    return tuple(sorted(alerts, key=lambda one: (one.after is None, one.after or 0, one.resource)))


def _channel(reference: Mapping[str, str]) -> str:
    """`page` of a reference to `platform:one/channel-page`."""
    return reference["$ref"].rpartition("/channel-")[2]

"""Monitoring that a cell's Event Types share: alerts of unimportant ones, the fleet's dashboard, own services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.facet_context import environment_labels
from composer.graph import PLATFORM, Resource, as_json, cloud_names, ref
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.kinds.monitoring.dashboard_document import DASHBOARD
from composer.kinds.monitoring.service_level import CUSTOM_SERVICE, SLO
from composer.model.known_metrics import OwnMetric
from composer.platform import google_services
from composer.platform.fleet_charts import FLEET
from composer.slo import alert_policy_inputs, dashboards, filters, windows
from composer.slo.filters import own_metric
from composer.units import HOUR, MINUTE, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.kinds.input_types import monitoring
    from composer.model import Cell, Environment, Importance, Policies, Service

_FIVE, _TEN, _HALF_HOUR = 300, 600, 1800
_FAST, _SLOW = (0.02, HOUR, 5 * MINUTE), (0.05, 6 * HOUR, 30 * MINUTE)
"""Share of the month's budget, and look-backs in seconds, for services that are asked all the time: The Site
Reliability Workbook, chapter 5, "Recommended parameters" (14.4 in an hour, 6 in six)."""

_FEW = 10
"""Failed requests that are no incident yet, however few there were in all: of a service that is hardly ever asked, one
is a large part of the budget. https://sre.google/workbook/alerting-on-slos/, "Low-traffic services"."""


class Monitoring:
    """What is made for one cell; every method yields resources."""

    def __init__(self, environment: Environment, cell: Cell, policies: Policies) -> None:
        self.environment, self.cell, self.policies = environment, cell, policies
        self.owner = f"{PLATFORM}{cell.name}"

    def of_project(self) -> Iterator[Resource]:
        """The resources that watch a whole project, in the order in which it is read. Its first cell has it."""
        yield self._measured()
        for level, reliability in self.policies.reliability.items():
            if not reliability.own_alerts:
                yield self._shared(level)
        yield from map(self._google, google_services.alerts_of_project(self.policies))
        for service in self.environment.services:
            yield from self._service(service)
        yield self._dashboard()

    def of_cell(self) -> Iterator[Resource]:
        """The resources that watch what a cell has for itself."""
        yield from map(self._google, google_services.alerts_of_cell(self.cell))

    def _google(self, alert: google_services.Alert) -> Resource:
        return self._alert(
            alert.role,
            alert.what,
            alert.conditions,
            alert.description,
            (alert.level, alert.urgent),
            because=alert.because,
            require_all=alert.require_all,
        )

    def _measured(self) -> Resource:
        """Objectives without measurements are kept for ever: silence of the audit is an incident of its own."""
        condition = alert_policy_inputs.absent("nobody writes it", OwnMetric.LATENESS, _HALF_HOUR)
        return self._alert(
            "alert-unmeasured",
            "nobody measures how late delivery is",
            [condition],
            "The delivery audit is down: no other alert about late buckets can fire until it is back.",
            ("high", True),
            because="Where nothing is measured, every objective looks kept.",
        )

    def _shared(self, level: str) -> Resource:
        slo = self.policies.delivery[level].slo
        condition = alert_policy_inputs.above(
            f"a bucket is open {slo} after it could have been closed",
            own_metric(OwnMetric.LATENESS, metric_importance=level),
            slo,
            aligner="ALIGN_MAX",
            period=_FIVE,
            lasting=_FIVE,
            per="metric.label.event_type",
        )
        return self._alert(
            f"alert-late-{level}",
            f"Event Types of {level} importance are late",
            [condition],
            "The incident names the Event Type. There is time until its subscription forgets: see its recovery time.",
            (level, True),
            because=f"Event Types of {level} importance share alert policies: a project has only so many.",
        )

    def _service(self, service: Service) -> Iterator[Resource]:
        name = cloud_names.component(service.name)
        made = Resource(
            id=f"{self.owner}/service-{service.name}",
            type=CUSTOM_SERVICE.token,
            name=name,
            inputs={
                "project": self.cell.project,
                "service_id": name,
                "display_name": service.name,
                "user_labels": self._labels(service.importance),
            },
            because=service.description,
        )
        yield made
        silent = alert_policy_inputs.absent(
            "no instance says that it is ready", OwnMetric.HEARTBEAT, _TEN, service=service.name
        )
        yield self._alert(
            f"alert-{service.name}-silent",
            f"{service.name} is silent",
            [silent],
            service.description,
            (service.importance, True),
            because="A service that is down, or never came up, writes nothing that another alert could see.",
        )
        if service.availability is not None:
            yield from self._available(service, made, service.availability)

    def _available(self, service: Service, made: Resource, goal: float) -> Iterator[Resource]:
        def requests(**labels: str) -> str:
            return own_metric(OwnMetric.REQUESTS, metric_service=service.name, **labels)

        sli: monitoring.SloRequestBasedSliArgsDict = {
            "good_total_ratio": {
                "good_service_filter": requests(metric_result="ok"),
                "total_service_filter": requests(),
            }
        }
        objective = Resource(
            id=f"{self.owner}/slo-{service.name}",
            type=SLO.token,
            name=f"{made.name}/availability",
            inputs={
                "project": self.cell.project,
                "service": ref(made, "service_id"),
                "slo_id": "availability",
                "display_name": f"{service.name}: availability",
                "goal": goal,
                "rolling_period_days": windows.PERIOD_DAYS,
                "request_based_sli": sli,
                "user_labels": self._labels(service.importance),
            },
            because=f"Event Types can be no more reliable than {service.name} is.",
            depends_on=self._descriptors(OwnMetric.REQUESTS),
        )
        yield objective
        for speed, (share, within, soon) in (("fast", _FAST), ("slow", _SLOW)):
            conditions = [
                alert_policy_inputs.burning(
                    f"{share:.0%} of the month's errors, by the last {Seconds(seconds)}",
                    filters.burn_rate(ref(objective, "name"), seconds),
                    windows.burn_rate(share, within),
                )
                for seconds in (within, soon)
            ]
            conditions.append(
                alert_policy_inputs.above(
                    f"more than {_FEW} requests failed",
                    requests(metric_result="error"),
                    _FEW,
                    aligner="ALIGN_DELTA",
                    period=within,
                )
            )
            yield self._alert(
                f"alert-{service.name}-errors-{speed}",
                f"{service.name} answers with errors ({speed})",
                conditions,
                service.description,
                (service.importance, speed == "fast"),
                require_all=True,
                because="Errors use up what the objective tolerates; told before nothing of it is left.",
            )

    def _alert(
        self,
        role: str,
        what: str,
        conditions: Sequence[monitoring.AlertPolicyConditionArgsDict],
        description: str,
        loudness: tuple[Importance | str, bool],
        *,
        because: str,
        require_all: bool = False,
    ) -> Resource:
        """An alert policy as loud as an importance is; what is not urgent wakes nobody up."""
        level, urgent = loudness
        reliability = self.policies.reliability[level]
        channels = reliability.recipients(self.policies.paging, urgent=urgent)
        display_name = f"{self.cell.name}: {what}"
        inputs: dict[str, Any] = alert_policy_inputs.inputs(
            display_name,
            conditions,
            project=self.cell.project,
            severity=reliability.severity if urgent else "WARNING",
            channels=[
                ref(f"{self.owner}/channel-{channel.name}", "name")
                for channel in self.environment.channels
                if channel.name in channels
            ],
            labels=self._labels(level),
            description=description,
            require_all=require_all,
        )
        used = [metric for metric in OwnMetric if f'"{metric}"' in str(conditions)]
        return Resource(
            id=f"{self.owner}/{role}",
            type=ALERT_POLICY.token,
            name=display_name,
            inputs=inputs,
            because=because,
            depends_on=self._descriptors(*used),
        )

    def _dashboard(self) -> Resource:
        name = f"{self.cell.name}: event delivery"
        description = "All Event Types of this cell. Each has a dashboard of its own."
        shown = dashboards.document(name, description, FLEET)
        return Resource(
            id=f"{self.owner}/dashboard",
            type=DASHBOARD.token,
            name=name,
            inputs={"project": self.cell.project, "dashboard_json": as_json(shown)},
            because="The whole fleet on one screen.",
        )

    def _labels(self, level: str) -> dict[str, str]:
        return {**environment_labels(self.environment), "importance": cloud_names.label(level)}

    def _descriptors(self, *metrics: OwnMetric) -> tuple[str, ...]:
        """Descriptors that must be there first: Google refuses an alert on a metric that it does not know."""
        there = {metric.type for metric in self.policies.metrics}  # that a row is missing is said there (ET707)
        return tuple(f"{self.owner}/{descriptor_role(metric)}" for metric in metrics if metric in there)


def descriptor_role(metric_type: str) -> str:
    """The role of the descriptor of a metric in its graph."""
    return f"metric-{metric_type.partition('/')[2].replace('/', '-')}"

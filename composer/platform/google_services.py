"""Alerts on the services of Google that every Event Type of a cell uses: schedules, pipelines, the database. One policy
each, not one for each Event Type: a project has only so many, and the incident names what has failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.graph import cloud_names
from composer.model.known_metrics import GoogleMetric
from composer.slo import alert_policy_inputs
from composer.slo.filters import select
from composer.units import HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.kinds.input_types import monitoring
    from composer.model import Cell, Importance, Policies

_FIVE, _TEN, _HALF_HOUR = 5 * MINUTE, 10 * MINUTE, HOUR // 2
_ATTEMPTS = 3
"""Failed attempts of a job in an hour that are no incident: each execution is tried six times (`retry_count`)."""
_BUSY = 0.9
"""Share of its processors that the database may use for half an hour; more leaves nothing for the end of an hour."""
_FULL = 0.96
"""Share of its disk that the database may use: Cloud SQL enlarges it at 95 % at the latest, up to 500 GB."""

_NEVER_BELOW, _NEVER_ABOVE = 0.6, 0.95
"""Shares of a quota between which somebody is told, whatever placement leaves free: half full is no incident, and who
asks for more has to wait for days."""
_QUOTA = ("metric.label.quota_metric", "resource.label.service", "resource.label.location")
"""Labels that tell quotas apart; a limit has more of them (`limit_name`), of which the usage knows nothing."""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert policy of a cell, before it has channels. `urgent`: as loud as `level` allows, else a warning."""

    role: str
    what: str
    conditions: Sequence[monitoring.AlertPolicyConditionArgsDict]
    description: str
    because: str
    level: Importance | str = "high"
    urgent: bool = False
    require_all: bool = False


def alerts_of_project(policies: Policies) -> Iterator[Alert]:
    """The alerts on what is measured in a whole project, whichever cell it is of."""
    yield _schedules()
    yield _pipelines()
    yield _quotas(min(max(round(1 - policies.headroom / 100, 2), _NEVER_BELOW), _NEVER_ABOVE))


def alerts_of_cell(cell: Cell) -> Iterator[Alert]:
    """The alerts on what a cell has for itself."""
    yield _database(cell)


def _schedules() -> Alert:
    """Cloud Scheduler has no metric of attempts; Logging counts the entries that it writes of each."""
    failed = select(GoogleMetric.LOG_ENTRY_COUNT, "cloud_scheduler_job", metric_severity="ERROR")
    return Alert(
        "alert-schedules",
        "a schedule fails",
        [
            alert_policy_inputs.above(
                f"more than {_ATTEMPTS} attempts of a job failed in an hour",
                failed,
                _ATTEMPTS,
                aligner="ALIGN_DELTA",
                period=HOUR,
                per="resource.label.job_id",
            )
        ],
        "The incident names the job: what it calls is down, or refuses it. Its log says which.",
        "Buckets are closed, processed and expired by schedules: one that fails makes nothing that could be seen.",
    )


def _pipelines() -> Alert:
    failed = select(GoogleMetric.DATAFLOW_JOB_IS_FAILED, "dataflow_job")
    return Alert(
        "alert-pipelines",
        "a pipeline failed",
        [
            alert_policy_inputs.above(
                "a job of Dataflow has failed",
                failed,
                0,
                aligner="ALIGN_MAX",
                period=_FIVE,
                per="resource.label.job_name",
            )
        ],
        "The incident names the job. What it was to encrypt is tried again by the catch-up of its Event Type.",
        "A bucket that is not encrypted is not delivered.",
    )


def _quotas(full: float) -> Alert:
    """`full`: the share of a quota that may be taken. Of rates there is no usage to compare, only refusals."""
    exceeded = select(GoogleMetric.QUOTA_EXCEEDED, "consumer_quota")
    used, limit = (select(one, "consumer_quota") for one in (GoogleMetric.QUOTA_USAGE, GoogleMetric.QUOTA_LIMIT))
    return Alert(
        "alert-quotas",
        "a quota is nearly used up",
        [
            alert_policy_inputs.above(
                "something was refused beyond a quota",
                exceeded,
                0,
                aligner="ALIGN_COUNT_TRUE",
                period=_TEN,
                per=_QUOTA,
            ),
            alert_policy_inputs.above_share(
                f"more than {full:.0%} of a quota is in use",
                used,
                limit,
                full,
                period=_HALF_HOUR,
                per=_QUOTA,
            ),
        ],
        "The incident names the quota. `composer capacity` says what grows and when it is full; Google raises quotas "
        "when asked (IAM & Admin, Quotas), which takes days.",
        "What is beyond a quota is refused, in the middle of a rollout or at a peak.",
    )


def _database(cell: Cell) -> Alert:
    name = f"{cell.project}:{cloud_names.database(cell.name)}"

    def measured(metric: GoogleMetric) -> str:
        return select(metric, "cloudsql_database", resource_database_id=name)

    return Alert(
        "alert-database",
        "the database is in trouble",
        [
            alert_policy_inputs.above(
                "it is down",
                measured(GoogleMetric.DATABASE_UP),
                1,
                aligner="ALIGN_MAX",
                period=MINUTE,
                lasting=_FIVE,
                comparison="COMPARISON_LT",
            ),
            alert_policy_inputs.above(
                f"its disk is fuller than {_FULL:.0%}, and did not grow",
                measured(GoogleMetric.DATABASE_DISK_UTILIZATION),
                _FULL,
                aligner="ALIGN_MAX",
                period=_FIVE,
                lasting=_HALF_HOUR,
            ),
            alert_policy_inputs.above(
                f"more than {_BUSY:.0%} of its processors are in use",
                measured(GoogleMetric.DATABASE_CPU_UTILIZATION),
                _BUSY,
                aligner="ALIGN_MEAN",
                period=_TEN,
                lasting=_HALF_HOUR,
            ),
        ],
        "Which buckets there are, and who has them, is in it: while it is down nothing is closed or delivered.",
        "Every bucket of the cell waits for it.",
        urgent=True,
    )

"""What Cloud Monitoring has of a metric, day by day, and whether that proves anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.live.evidence import NO_PROBE, NOTHING_ELSE, Control, Evidence, day_ends
from composer.live.google import Api
from composer.units import DAY, MINUTE, whole_days

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.live.google import Google, Listed

_MONITORING = Api("monitoring", "https://monitoring.googleapis.com/")
GOOGLES_RETENTION, OUR_RETENTION = 42 * DAY, 730 * DAY
"""Seconds for which Google's metrics and user-defined ones are kept: https://cloud.google.com/monitoring/quotas"""
DELAY = 4 * MINUTE
"""Seconds until a point of Pub/Sub's metrics can be read: https://cloud.google.com/monitoring/api/metrics_gcp_p_z"""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its type, the label that tells its series apart, whether points are counted or are levels, and the
    monitored resource of the label, "" where it is the metric's own."""

    type: str
    label: str
    counts: bool
    resource: str = ""

    @property
    def retention(self) -> int:
        """Seconds for which points are kept."""
        return OUR_RETENTION if self.type.startswith("custom.") else GOOGLES_RETENTION

    @property
    def path(self) -> str:
        """The label as filters and groups name it."""
        return f"{'resource' if self.resource else 'metric'}.labels.{self.label}"


PUBLISHES = Metric("pubsub.googleapis.com/topic/send_message_operation_count", "topic_id", True, "pubsub_topic")
BACKLOG = Metric(
    "pubsub.googleapis.com/subscription/num_undelivered_messages", "subscription_id", False, "pubsub_subscription"
)
LATENESS = Metric("custom.googleapis.com/event_delivery/lateness", "event_type", False)


@dataclass(frozen=True, slots=True)
class Daily:
    """Values of one series for each day of the window, newest first; None: it has no data."""

    values: tuple[float | None, ...]
    evidence: Evidence


class TimeSeries:
    """Series of projects up to `now`, each metric asked for once."""

    def __init__(self, google: Google, now: datetime) -> None:
        self._google = google
        self._ends = now - timedelta(seconds=DELAY)
        self._lists: dict[tuple[str, Metric, int], Listed] = {}

    def daily(
        self, project: str, metric: Metric, name: str, seconds: int, probes: Collection[str] | None = None
    ) -> Daily:
        """The series of this name over the last `seconds`, in whole days.

        A count that has no data is compared with that of a probe, which always has data, and where `probes` is None
        with any other series; a level is written always, so it is its own control.
        """
        days = whole_days(seconds)
        starts = self._ends - timedelta(days=days)
        listed = self._listed(project, metric, days)
        ends = day_ends(starts, self._ends)
        every = {_name(one, metric): _values(one, ends) for one in listed.items} if listed.complete else {}
        nothing = (None,) * days
        values = every.get(name, nothing)
        # a probe whose series is not there is compared with, too: something is broken, and may be for all of them
        others = every if probes is None else {probe: every.get(probe, nothing) for probe in probes}
        compared = _compared(name, others) if metric.counts else (name, values)
        have = [end for end, value in zip(ends, compared[1], strict=True) if value is not None] if compared else []
        return Daily(
            values,
            Evidence(
                f"Monitoring, {metric.type}",
                starts,
                self._ends,
                metric.retention,
                DELAY,
                min(have) - timedelta(days=1) if have else None,
                Control(compared[0], tuple(end for end in ends if end not in have)) if compared else None,
                "" if listed.complete else listed.last.refusal,
                NOTHING_ELSE if probes is None else NO_PROBE,
            ),
        )

    def _listed(self, project: str, metric: Metric, days: int) -> Listed:
        key = (project, metric, days)
        if key not in self._lists:
            resource = f' AND resource.type = "{metric.resource}"' if metric.resource else ""
            parameters = {
                "filter": f'metric.type = "{metric.type}"{resource}',
                "interval.startTime": _text(self._ends - timedelta(days=days)),
                "interval.endTime": _text(self._ends),
                "aggregation.alignmentPeriod": f"{DAY}s",
                "aggregation.perSeriesAligner": "ALIGN_SUM" if metric.counts else "ALIGN_MAX",
                "aggregation.crossSeriesReducer": "REDUCE_SUM" if metric.counts else "REDUCE_MAX",
                "aggregation.groupByFields": metric.path,
            }
            path = f"v3/projects/{project}/timeSeries"
            self._lists[key] = self._google.listed(_MONITORING, path, "timeSeries", **parameters)
        return self._lists[key]


def _compared(name: str, series: Mapping[str, tuple[float | None, ...]]) -> tuple[str, tuple[float | None, ...]] | None:
    """Another series than this: the one that has data on the most days."""
    others = ((other, values) for other, values in series.items() if other != name)
    return max(others, key=lambda one: sum(value is not None for value in one[1]), default=None)


def _name(series: Mapping[str, Any], metric: Metric) -> str:
    labels = series.get("resource" if metric.resource else "metric", {}).get("labels", {})
    return str(labels.get(metric.label, ""))


def _values(series: Mapping[str, Any], ends: tuple[datetime, ...]) -> tuple[float | None, ...]:
    """The value of each day; a point belongs to the day in which it ends."""
    values: list[float | None] = [None] * len(ends)
    for point in series.get("points", ()):
        age = ends[0] - datetime.fromisoformat(point["interval"]["endTime"])
        index = round(age.total_seconds()) // DAY
        if 0 <= index < len(ends):
            values[index] = float(next(iter(point["value"].values())))
    return tuple(values)


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")

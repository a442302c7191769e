"""What Cloud Monitoring has of a metric, day by day, and whether that proves anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.live.evidence import NO_PROBE, NOTHING_ELSE, Control, Evidence, day_ends
from composer.live.google import Api
from composer.model.known_metrics import OwnMetric
from composer.units import DAY, MINUTE, whole_days

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from composer.live.google import Google, Listed

_MONITORING = Api("monitoring", "https://monitoring.googleapis.com/")
GOOGLES_RETENTION, OUR_RETENTION = 42 * DAY, 730 * DAY
"""Seconds for which Google's metrics and user-defined ones are kept: https://cloud.google.com/monitoring/quotas"""
DELAY = 4 * MINUTE
"""Seconds until a point of Pub/Sub's metrics can be read: https://cloud.google.com/monitoring/api/metrics_gcp_p_z"""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its type, the label that tells its series apart, whether points are counted or are levels, the
    monitored resource of the label, "" where it is the metric's own, and the metric's label by which a series is split,
    "" where it is not."""

    type: str
    label: str
    counts: bool
    resource: str = ""
    split_by: str = ""

    @property
    def retention(self) -> int:
        """Seconds for which points are kept."""
        return OUR_RETENTION if self.type.startswith("custom.") else GOOGLES_RETENTION

    @property
    def aligner(self) -> str:
        """The way in which points of a day become one: those of user-defined counters only grow."""
        return "ALIGN_MAX" if not self.counts else "ALIGN_DELTA" if self.type.startswith("custom.") else "ALIGN_SUM"

    @property
    def groups(self) -> tuple[str, ...]:
        """The labels as groups name them."""
        name = f"{'resource' if self.resource else 'metric'}.labels.{self.label}"
        return (name, f"metric.labels.{self.split_by}") if self.split_by else (name,)


PUBLISHES = Metric("pubsub.googleapis.com/topic/send_message_operation_count", "topic_id", True, "pubsub_topic")
BACKLOG = Metric(
    "pubsub.googleapis.com/subscription/num_undelivered_messages", "subscription_id", False, "pubsub_subscription"
)
LATENESS = Metric(OwnMetric.LATENESS, "event_type", False)
ACCEPTED = Metric(OwnMetric.PUBLISHED_EVENTS, "event_type", True)
REJECTED = Metric(OwnMetric.REJECTED_BY_PRODUCER, "event_type", True, split_by="producer")
REQUESTS = Metric(
    "pubsub.googleapis.com/topic/send_request_count", "topic_id", True, "pubsub_topic", split_by="response_code"
)
ACCEPTED_REQUEST = "success"
"""The response code of a request that published: https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-pubsub"""


Days = tuple[float | None, ...]
"""A value for each day of a window, newest first; None: there is no data of that day."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Values of one series for each day of the window."""

    values: Days
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Split:
    """Values of one series for each day of the window, by the value of the label that splits it."""

    values: Mapping[str, Days]
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
        every = self._by_name(project, metric, days)
        values = every.get(name, (None,) * days)
        if not metric.counts:
            return Daily(values, self._evidence(project, metric, days, (name, values)))
        compared = _compared(name, every, probes, days)
        return Daily(
            values, self._evidence(project, metric, days, compared, NOTHING_ELSE if probes is None else NO_PROBE)
        )

    def split(
        self,
        project: str,
        metric: Metric,
        name: str,
        seconds: int,
        control: Metric,
        probes: Collection[str] | None = None,
    ) -> Split:
        """The series of this name over the last `seconds` by what splits it, compared with a series of `control`, which
        the same program writes: that of a probe, and where `probes` is None of any other name."""
        days = whole_days(seconds)
        every = self._parts(project, metric, days)
        compared = _compared(name, self._by_name(project, control, days), probes, days)
        if compared and control is not metric:
            compared = (f"{control.type.rpartition('/')[2]} of {compared[0]}", compared[1])
        evidence = self._evidence(project, metric, days, compared, NOTHING_ELSE if probes is None else NO_PROBE)
        refusal = evidence.refusal or self._refusal(project, control, days)
        return Split(
            {part: values for (other, part), values in every.items() if other == name},
            replace(evidence, refusal=refusal),
        )

    def _evidence(
        self, project: str, metric: Metric, days: int, compared: tuple[str, Days] | None, without: str = NOTHING_ELSE
    ) -> Evidence:
        starts = self._ends - timedelta(days=days)
        ends = day_ends(starts, self._ends)
        have = [end for end, value in zip(ends, compared[1], strict=True) if value is not None] if compared else []
        return Evidence(
            f"Monitoring, {metric.type}",
            starts,
            self._ends,
            metric.retention,
            DELAY,
            min(have) - timedelta(days=1) if have else None,
            Control(compared[0], tuple(end for end in ends if end not in have)) if compared else None,
            self._refusal(project, metric, days),
            without,
        )

    def _refusal(self, project: str, metric: Metric, days: int) -> str:
        listed = self._listed(project, metric, days)
        return "" if listed.complete else listed.last.refusal

    def _parts(self, project: str, metric: Metric, days: int) -> Mapping[tuple[str, str], Days]:
        """Values by name and by what splits them; none of a list that is not complete."""
        listed = self._listed(project, metric, days)
        ends = day_ends(self._ends - timedelta(days=days), self._ends)
        return {_name(one, metric): _values(one, ends) for one in listed.items} if listed.complete else {}

    def _by_name(self, project: str, metric: Metric, days: int) -> Mapping[str, Days]:
        """Values by name, of all parts."""
        sums: dict[str, Days] = {}
        for (name, _), values in self._parts(project, metric, days).items():
            sums[name] = tuple(map(_sum, sums.get(name, (None,) * days), values))
        return sums

    def _listed(self, project: str, metric: Metric, days: int) -> Listed:
        key = (project, metric, days)
        if key not in self._lists:
            resource = f' AND resource.type = "{metric.resource}"' if metric.resource else ""
            parameters: dict[str, str | Sequence[str]] = {
                "filter": f'metric.type = "{metric.type}"{resource}',
                "interval.startTime": _text(self._ends - timedelta(days=days)),
                "interval.endTime": _text(self._ends),
                "aggregation.alignmentPeriod": f"{DAY}s",
                "aggregation.perSeriesAligner": metric.aligner,
                "aggregation.crossSeriesReducer": "REDUCE_SUM" if metric.counts else "REDUCE_MAX",
                "aggregation.groupByFields": metric.groups,
            }
            path = f"v3/projects/{project}/timeSeries"
            self._lists[key] = self._google.listed(_MONITORING, path, "timeSeries", **parameters)
        return self._lists[key]


def _compared(
    name: str, series: Mapping[str, Days], probes: Collection[str] | None, days: int
) -> tuple[str, Days] | None:
    """Another series than this: the one that has data on the most days, of probes where there are some."""
    # a probe whose series is not there is compared with, too: something is broken, and may be for all of them
    among = series if probes is None else {probe: series.get(probe, (None,) * days) for probe in probes}
    others = ((other, values) for other, values in among.items() if other != name)
    return max(others, key=lambda one: sum(value is not None for value in one[1]), default=None)


def _name(series: Mapping[str, Any], metric: Metric) -> tuple[str, str]:
    """The name of a series, and the value of the label that splits it."""
    labels = series.get("metric", {}).get("labels", {})
    of_name = series.get("resource", {}).get("labels", {}) if metric.resource else labels
    return str(of_name.get(metric.label, "")), str(labels.get(metric.split_by, ""))


def _sum(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else one + other


def _values(series: Mapping[str, Any], ends: tuple[datetime, ...]) -> Days:
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

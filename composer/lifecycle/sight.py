"""What an Event Type's gates are judged by, asked of Google: each question once, whoever asks."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from composer.graph import cloud_names
from composer.kinds.bigquery.table import TABLE
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.storage.bucket import BUCKET
from composer.lifecycle import data_takers, gates, resting
from composer.lifecycle.questions import Question
from composer.live import access_log, dependents, stored_data, table_copies, time_series
from composer.policy import waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from composer.graph import Resource
    from composer.lifecycle.gates import Gate
    from composer.live.google import Google
    from composer.model import Endings, EventType
    from composer.model.environment import Cell


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose gates they are: the Event Type, its cell, what there is of it, from when each is as it is (ISO, by id), and
    what of it would be removed."""

    event: EventType
    cell: Cell
    resources: Sequence[Resource]
    since: Mapping[str, str] = field(default_factory=dict)
    leaving: Sequence[Resource] = ()

    @property
    def project(self) -> str:
        """The project that it is in."""
        return self.cell.project

    def names(self, kind: str) -> tuple[str, ...]:
        """Names in the cloud of what it has of a kind."""
        return tuple(resource.name for resource in self.resources if resource.type == kind)

    def read_as(self, service: str) -> tuple[str, ...]:
        """Names of what it stores with a service, as the log of data access names it."""
        if service == access_log.STORAGE:
            return tuple(f"projects/_/buckets/{name}/" for name in self.names(BUCKET.token))
        parts = [name.split(".", 1) for name in self.names(TABLE.token)]
        return tuple(f"projects/{self.project}/datasets/{dataset}/tables/{table}" for dataset, table in parts)

    @property
    def topic(self) -> str:
        """The name of its topic, whether or not that is still there."""
        ours = cloud_names.topic(self.event.name)
        return next((one.name for one in self.resources if one.id == f"{self.event.name}/topic"), ours)


class Sight:
    """Gates as Google shows them at one moment, `now`; days in definitions are judged by the day that all else judges
    them by. `probes`: those that are published to at all times, which
    every other Event Type of their projects is compared with."""

    def __init__(
        self,
        google: Google,
        endings: Endings,
        now: datetime | None = None,
        probes: Collection[Subject] = (),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._google = google
        self._endings = endings
        self._now = now or datetime.now(UTC)
        self._probes = probes
        self._series = time_series.TimeSeries(google, self._now)
        self._log = access_log.AccessLog(google, self._now, pause)
        self._copies = table_copies.TableCopies(google)
        self._stored: dict[str, tuple[stored_data.Stored, ...]] = {}

    def gate(self, question: Question, subject: Subject) -> Gate:
        """The answer to one question about an Event Type."""
        return _LOOKS[question](self, subject)

    def _sunset(self, subject: Subject) -> Gate:
        return gates.sunset(subject.event.lifecycle.sunset, waivers.today())

    def _silent(self, subject: Subject) -> Gate:
        topic = subject.topic
        probes = self._compared(subject)
        controls = None if probes is None else [probe.topic for probe in probes]
        daily = self._series.daily(subject.project, time_series.PUBLISHES, topic, self._endings.silent, controls)
        return gates.silent(self._endings.silent, topic, daily)

    def _rejected(self, subject: Subject) -> Gate:
        of_service, of_topic = self.rejections(subject)
        return gates.rejected(self._endings.silent, subject.event.name, of_service, of_topic)

    def rejections(self, subject: Subject) -> tuple[time_series.Split, time_series.Split]:
        """The events that the Event Service rejected, by program; and requests to the topic itself, by response."""
        probes, needed, name = self._compared(subject), self._endings.silent, subject.event.name
        topics = None if probes is None else [probe.topic for probe in probes]
        requests, split = time_series.REQUESTS, self._series.split
        return (
            split(subject.project, time_series.REJECTED, name, needed, time_series.ACCEPTED),
            split(subject.project, requests, subject.topic, needed, requests, topics),
        )

    def _drained(self, subject: Subject) -> Gate:
        needed = self._endings.drained
        levels = {
            name: self._series.daily(subject.project, time_series.BACKLOG, name, needed)
            for name in subject.names(SUBSCRIPTION.token)
        }
        return gates.drained(needed, levels, cloud_names.dead_letter_subscription(subject.event.name))

    def _closed(self, subject: Subject) -> Gate:
        needed = self._endings.closed
        return gates.closed(
            needed, self._series.daily(subject.project, time_series.LATENESS, subject.event.name, needed)
        )

    def _consumers(self, subject: Subject) -> Gate:
        return gates.consumers(subject.event.consumers)

    def _readers(self, subject: Subject) -> Gate:
        return gates.readers(self._endings.unread, self.readers(subject))

    def readers(self, subject: Subject) -> list[access_log.Readers]:
        """Who read what was delivered, of each bucket and table."""
        needed = self._endings.unread
        return [
            self._log.readers(subject.project, service, name, needed, self._read_controls(subject, service))
            for service in (access_log.STORAGE, access_log.BIGQUERY)
            for name in subject.read_as(service)
        ]

    def _read_controls(self, subject: Subject, service: str) -> list[str] | None:
        """Names of what is read at all times. None: anything; probes that store nothing with a service are left out."""
        probes = self._compared(subject)
        stored = [one for probe in probes or () for one in probe.read_as(service)]
        return None if probes is None or (probes and not stored) else stored

    def _compared(self, subject: Subject) -> list[Subject] | None:
        """The probes that an Event Type is compared with. None: anything, since it is one itself, and the last."""
        probes = [one for one in self._probes if one.project == subject.project and one.event != subject.event]
        return None if subject.event.probe and not probes else probes

    def _subscribers(self, subject: Subject) -> Gate:
        ours = subject.names(SUBSCRIPTION.token)
        seen = dependents.of_topic(self._google, subject.project, subject.topic, ours)
        return gates.dependents(Question.SUBSCRIBERS, [seen], "no subscription and no snapshot")

    def _dependents(self, subject: Subject) -> Gate:
        seen = [*data_takers.of(self._google, self._copies, subject.cell, subject.resources)]
        return gates.dependents(Question.DEPENDENTS, seen, "no view, transfer, listing or copy")

    def _retention(self, subject: Subject) -> Gate:
        return gates.retention(subject.event.storage.retention, self._what_is_stored(subject), self._now)

    def _holds(self, subject: Subject) -> Gate:
        return gates.holds(self._what_is_stored(subject))

    def _rested(self, subject: Subject) -> Gate:
        return resting.rested(subject.leaving, subject.since, self._now)

    def _what_is_stored(self, subject: Subject) -> tuple[stored_data.Stored, ...]:
        name = subject.event.name
        if name not in self._stored:
            buckets = [stored_data.bucket(self._google, one) for one in subject.names(BUCKET.token)]
            tables = [
                stored_data.table(self._google, subject.project, *one.split(".", 1))
                for one in subject.names(TABLE.token)
            ]
            self._stored[name] = (*buckets, *tables)
        return self._stored[name]


_LOOKS: Mapping[Question, Callable[[Sight, Subject], Gate]] = {
    Question.SUNSET: Sight._sunset,  # noqa: SLF001  its own
    Question.SILENT: Sight._silent,  # noqa: SLF001
    Question.REJECTED: Sight._rejected,  # noqa: SLF001
    Question.DRAINED: Sight._drained,  # noqa: SLF001
    Question.CLOSED: Sight._closed,  # noqa: SLF001
    Question.CONSUMERS: Sight._consumers,  # noqa: SLF001
    Question.READERS: Sight._readers,  # noqa: SLF001
    Question.SUBSCRIBERS: Sight._subscribers,  # noqa: SLF001
    Question.DEPENDENTS: Sight._dependents,  # noqa: SLF001
    Question.RETENTION: Sight._retention,  # noqa: SLF001
    Question.HOLDS: Sight._holds,  # noqa: SLF001
    Question.RESTED: Sight._rested,  # noqa: SLF001
}

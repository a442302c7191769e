"""How long a bucket takes from its end until it is delivered: usually, and in the worst case that is made good by
itself. Schedules that are part of it stand here, so that what is proven is what is applied."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from composer.capacity.demand import day_events
from composer.capacity.machine_types import machine
from composer.capacity.sizing import by_backlog
from composer.privacy.encryption_keys import encrypted_fields
from composer.units import DAY, HOUR, MINUTE, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.model import Dedupe, EventType, Sizing

CLOSES_EVERY = 15
"""Minutes from one call of the bucket closer to the next: it decides by the oldest unread event, and a bucket that
could not be closed yet does not wait for an hour. A divisor of 60."""
CATCH_UP = 30
"""Minutes after which what was missed, or has failed, is started again. A divisor of 60."""
WORK = ("deduplication", "encryption")
"""Names of the steps that a program works in."""
POLL = MINUTE
"""Seconds between two looks of the workflow at what it waits for."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the way of a bucket, in seconds: of one of average traffic, and in the worst case."""

    name: str
    what: str
    usual: Seconds
    worst: Seconds


@dataclass(frozen=True, slots=True)
class Timeline:
    """The way of a bucket, from its end on, and the seconds after which it is promised."""

    steps: tuple[Step, ...]
    promised: Seconds

    @property
    def usual(self) -> Seconds:
        """From the end of the bucket until it is delivered."""
        return Seconds(sum(step.usual for step in self.steps))

    @property
    def worst(self) -> Seconds:
        """The same in the worst case."""
        return Seconds(sum(step.worst for step in self.steps))

    @property
    def slack(self) -> int:
        """The seconds that are left of the promise in the worst case; below 0 where it cannot be kept."""
        return self.promised - self.worst


def timeline(event: EventType, sizing: Sizing) -> Timeline:
    """The way of a bucket of an Event Type."""
    work = [*_processing(event, sizing)]
    # every step leaves a note that it is done: what an execution repeats is the one that failed
    again = CATCH_UP * MINUTE + max((step.worst for step in work), default=0)
    boot = int(sizing.healing_delay) if by_backlog(event.traffic, sizing) else 0
    export = int(event.delivery.ack_deadline)
    every = CLOSES_EVERY * MINUTE
    steps = [
        Step("export", "the last events are read, and their files closed", Seconds(export), Seconds(export + boot)),
        Step("closing", f"the closer is called every {CLOSES_EVERY} minutes", Seconds(every // 2), Seconds(every)),
        *work,
        Step("ready", "noted as complete, and registered as closed", Seconds(POLL), Seconds(POLL)),
    ]
    if work:
        what = f"the catch-up comes every {CATCH_UP} minutes and repeats a step"
        steps.append(Step("one failure", what, Seconds(0), Seconds(again)))
    steps.append(Step("delivery", "moved to where readers look", sizing.delivery_time, sizing.delivery_time))
    return Timeline(tuple(steps), event.delivery.slo)


def in_minutes(seconds: int) -> Seconds:
    """In whole minutes, the last one begun counted: no step is known better."""
    return Seconds(-(-seconds // MINUTE) * MINUTE)


def window_bytes(event: EventType, dedupe: Dedupe, sizing: Sizing) -> int:
    """Bytes that one run of deduplication reads of the buckets of its window: what is kept of each key."""
    return day_events(event) * dedupe.window // DAY * sizing.deduplication_key


def _processing(event: EventType, sizing: Sizing) -> Iterator[Step]:
    usual, most = _bucket_bytes(event)
    if event.dedupe is not None:
        window, speed = window_bytes(event, event.dedupe, sizing), sizing.deduplication_bytes
        times = [_run(size + window, sizing.cluster_start, speed, sizing) for size in (usual, most)]
        yield Step(WORK[0], "events that arrived twice are removed", *times)
    if encrypted_fields(event):
        times = [_run(size, sizing.job_start, sizing.encryption_bytes, sizing) for size in (usual, most)]
        yield Step(WORK[1], "fields are encrypted", *times)


def _bucket_bytes(event: EventType) -> tuple[int, int]:
    """Bytes of a bucket at average traffic, and at most: an hour at the peak; a day is never all peak."""
    day = day_events(event) * event.traffic.event_bytes
    peak_hour = int(event.traffic.peak * HOUR) * event.traffic.event_bytes
    return (
        (day // 24, max(day // 24, peak_hour)) if event.storage.partitioning == "hourly" else (day, max(day, peak_hour))
    )


def _run(size: int, start: Seconds, speed: int, sizing: Sizing) -> Seconds:
    """Seconds of one run over `size` bytes: until it works, the work of all workers, and the next look at it. `speed`:
    bytes a second of one vCPU; a machine type that nobody knows has one."""
    vcpus = (machine(sizing.machine_type) or (Fraction(1), Fraction(1)))[0] * sizing.cluster_workers
    return Seconds(start + int(-(-size // (vcpus * speed))) + POLL)


def closing_schedule(minute: int) -> str:
    """When the bucket closer is called. `minute`: any number by which Event Types are spread."""
    return _every(CLOSES_EVERY, minute)


def catch_up_schedule(minute: int) -> str:
    """When what was missed is started. `minute`: any number by which Event Types are spread."""
    return _every(CATCH_UP, minute)


def _every(minutes: int, first: int) -> str:
    return f"{','.join(str(minute) for minute in range(first % minutes, 60, minutes))} * * * *"

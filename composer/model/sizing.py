"""What a machine is and does, as the organisation's file says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.units import Bytes, Count, Percent, PerSecond, Seconds


@dataclass(frozen=True, slots=True)
class Sizing:
    """What one instance is, and does while its CPU is at the target: bytes and events a second, whichever is reached
    first. The boot disk is in bytes, the delay before a new machine is judged in seconds.

    `tiny`: events a second at peak below which an Event Type is scaled by its backlog, down to no instance at all.
    `cap_percent`: the hard cap, of what the peak needs. `cluster_image`, `cluster_workers`: what deduplicates and
    encrypts, and how many machines a run of it may grow to. `cluster_disk`: the boot disk of each, in bytes; `spot`:
    levels of importance whose clusters grow by machines that may be taken away. `cluster_start`, `job_start`: seconds
    until Dataproc and Dataflow work; `deduplication_bytes`, `encryption_bytes`: what a vCPU does a second;
    `deduplication_key`: bytes that are read for each event of a window. `delivery_time`: seconds until a bucket that is
    registered as closed was moved.
    """

    machine_type: str
    boot_image: str
    boot_disk: Bytes
    cpu_percent: Percent
    healing_delay: Seconds
    instance_bytes: Bytes
    instance_events: PerSecond
    tiny: PerSecond
    cap_percent: Percent
    cluster_image: str
    cluster_workers: Count
    cluster_disk: Bytes
    spot: tuple[str, ...]
    cluster_start: Seconds
    job_start: Seconds
    deduplication_bytes: Bytes
    deduplication_key: Bytes
    encryption_bytes: Bytes
    delivery_time: Seconds

    @property
    def cluster_disk_gb(self) -> int:
        """The boot disk of a machine that processes, in the unit in which disks are bought."""
        return -(-self.cluster_disk // 10**9)

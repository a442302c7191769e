"""sizing.yaml: what one machine does, and how many there may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from composer.spec.base import Between, Duration, Form, Rate, Size, Spec, Text, Unique, Whole
from composer.spec.environment import Importance


class SizingPolicy(Spec):
    """sizing.yaml"""

    source: Text
    """How these numbers were measured."""
    machine_type: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$"),
        Form("a machine type of Compute Engine", "e2-standard-4"),
    ]
    """A machine type of Compute Engine."""
    boot_image: Annotated[
        str,
        StringConstraints(pattern=r"^projects/[a-z0-9-]+/global/images/(family/)?[a-z0-9-]+$"),
        Form("an image or a family of images, with its project", "projects/cos-cloud/global/images/family/cos-stable"),
    ]
    """What the machines boot: an operating system that runs containers."""
    boot_disk: Annotated[Size, Between("1GB", "64000GB")]
    """Their disk."""
    cpu_percent: Annotated[Whole, Field(ge=10, le=100)]
    """The CPU load that the autoscaler keeps."""
    healing_delay: Annotated[Duration, Between("1s", "1d")]
    """How long a new machine may take until it is asked whether it is well; at most an hour."""
    instance_bytes: Annotated[Size, Between("1kB", "100GB")]
    """What one machine exports a second while its CPU is at the autoscaler's target."""
    instance_events: Annotated[Rate, Between("1/d", "100000000/s")]
    """How many events one machine handles, however small they are."""
    tiny: Annotated[Rate, Between("1/d", "1000000/s")]
    """Event Types with a lower peak are scaled by their backlog, down to no machine."""
    cap_percent: Annotated[Whole, Field(ge=100, le=1000)]
    """The hard cap of machines, of what the peak needs."""
    cluster_image: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9]+\.[0-9]+(\.[0-9]+)?-[a-z]+[0-9]+$"),
        Form("an image of Dataproc: its version and its operating system", "2.2-debian12"),
    ]
    """The image of Dataproc clusters that deduplicate."""
    cluster_workers: Annotated[Whole, Field(ge=2, le=1000)]
    """Workers that one run of deduplication or encryption may grow to."""
    cluster_disk: Annotated[Size, Between("10GB", "64000GB")]
    """The boot disk of each machine that deduplicates or encrypts. Dataproc's own default is 500 GB."""
    spot: Annotated[list[Importance], Unique()]
    """Levels of importance whose clusters grow by spot machines: cheaper, and Google may take them away."""
    cluster_start: Annotated[Duration, Between("1m", "1h")]
    """Until a cluster of Dataproc works at the size that its bucket needs."""
    job_start: Annotated[Duration, Between("1m", "1h")]
    """Until a job of Dataflow works."""
    deduplication_bytes: Annotated[Size, Between("1kB", "100GB")]
    """What one vCPU deduplicates a second."""
    deduplication_key: Annotated[Size, Between("1B", "10kB")]
    """What a run of deduplication reads for each event of its window."""
    encryption_bytes: Annotated[Size, Between("1kB", "100GB")]
    """What one vCPU encrypts a second."""
    delivery_time: Annotated[Duration, Between("1s", "1d")]
    """Until the delivery service has moved a bucket that is registered as closed."""

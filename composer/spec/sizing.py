"""sizing.yaml: what one machine of the ETL does."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from composer.spec.base import Rate, Size, Spec, Text, Whole


class SizingPolicy(Spec):
    """sizing.yaml"""

    source: Text
    """How these numbers were measured."""
    machine_type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$")]
    """A machine type of Compute Engine."""
    instance_bytes: Size
    """What one machine exports a second while its CPU is at the autoscaler's target."""
    instance_events: Rate
    """How many events one machine handles, however small they are."""
    tiny: Rate
    """Event Types with a lower peak are scaled by their backlog, down to no machine."""
    cap_percent: Annotated[Whole, Field(ge=100, le=1000)]
    """The hard cap of machines, of what the peak needs."""

"""metrics.yaml and google_metrics.yaml: metrics that our programs write, and that Google writes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from composer.spec.base import (
    Form,
    Spec,
    Text,
    Unique,
)
from composer.spec.policy_fields import Source, WhatItIs


class _Metric(Spec):
    """A metric, whoever writes it."""

    type: str
    kind: Literal["GAUGE", "DELTA", "CUMULATIVE"]
    """Whether a point is a value of its moment, or counts since the last point or since the start."""
    value_type: Literal["BOOL", "INT64", "DOUBLE", "DISTRIBUTION"]
    """Type of a point."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """What is counted."""
    description: WhatItIs


class MetricRow(_Metric):
    """A metric that the platform's own programs write, about every Event Type: `event_type` is one of its labels.
    Each instance writes series of its own: the monitored resource is generic_task."""

    type: Annotated[
        str,
        StringConstraints(pattern=r"^custom\.googleapis\.com/[a-z_]+(/[a-z_]+)*$"),
        Form("`custom.googleapis.com/` and a path of lower-case words", "custom.googleapis.com/delivery/late_events"),
    ]
    """Name of the metric: `custom.googleapis.com/` and a path."""
    labels: dict[
        Annotated[
            str,
            StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"),
            Form(
                "the name of a label: lower-case letters, digits and underscores, starting with a letter", "event_type"
            ),
        ],
        Text,
    ]
    """Labels of the metric, each with what it says."""


class GoogleMetricRow(_Metric):
    """A metric that Google writes and our alerts read."""

    type: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z]+\.googleapis\.com(/[a-z_]+)+$"),
        Form("a metric of Google: its service and a path", "pubsub.googleapis.com/topic/send_request_count"),
    ]
    """Name of the metric."""
    resource: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z_]*$|^[a-z]+\.googleapis\.com/[A-Z][A-Za-z]*$"),
        Form("a monitored resource: words joined by underscores, or a service with one of its kinds", "pubsub_topic"),
    ]
    """The monitored resource that it is written about."""
    labels: Annotated[list[str], Unique()] = []
    """Labels of the metric."""
    resource_labels: Annotated[list[str], Unique()]
    """Labels of the monitored resource."""
    source: Source


class GoogleMetricsPolicy(Spec):
    """google_metrics.yaml"""

    metrics: Annotated[list[GoogleMetricRow], Field(min_length=1), Unique(("type",))]
    """Each type once."""


class MetricsPolicy(Spec):
    """metrics.yaml"""

    source: Source
    metrics: Annotated[list[MetricRow], Field(min_length=1), Unique(("type",))]
    """Each type once."""

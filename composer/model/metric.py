"""Metrics that objectives, alerts and dashboards may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


WRITER = "generic_task"
"""The monitored resource of metrics of our own. Many instances write each of them, and Monitoring takes the points of a
series in the order of time only: `job` and `task_id` keep their series apart, which `global` cannot.
https://cloud.google.com/monitoring/api/resources#tag_generic_task"""
WRITER_LABELS = ("project_id", "location", "namespace", "job", "task_id")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that somebody writes. `labels`: name → description; `resource` is the monitored resource's type."""

    type: str
    kind: str
    value_type: str
    unit: str
    description: str
    labels: Mapping[str, str]
    resource: str = WRITER
    resource_labels: tuple[str, ...] = WRITER_LABELS

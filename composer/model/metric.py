"""Metrics that objectives, alerts and dashboards may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that somebody writes. `labels`: name → description; `resource` is the monitored resource's type."""

    type: str
    kind: str
    value_type: str
    unit: str
    description: str
    labels: Mapping[str, str]
    resource: str = "global"
    resource_labels: tuple[str, ...] = ("project_id",)

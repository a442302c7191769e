"""How long a table's past can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph.resource import references
from composer.kinds import deletion_delays
from composer.kinds.bigquery.dataset import DATASET
from composer.privacy.copy import Part, of_kind
from composer.units import HOUR

if TYPE_CHECKING:
    from composer.graph import Resource, ResourceGraph


def time_travel(table: Resource, graph: ResourceGraph) -> Part:
    """The stretch for which the dataset lets the past be asked for."""
    datasets = {one.id: one for one in of_kind(graph, DATASET.token)}
    dataset = next((datasets[one.id] for one in references(table.inputs) if one.id in datasets), None)
    hours = dataset.inputs.get("max_time_travel_hours") if dataset else None
    return Part("time travel", int(hours) * HOUR if hours else deletion_delays.TIME_TRAVEL_DEFAULT)

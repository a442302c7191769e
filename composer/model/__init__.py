"""What the program thinks in: Event Types and environments as frozen values.

Not here: how people write them (`spec`), and how what they leave out is filled in (`policy`).
"""

from composer.model.environment import Cell, Channel, Environment, Etl, Metadata, Mirror, Processing, Service
from composer.model.event_type import (
    Avro,
    BigQueryStorage,
    Consumer,
    Dedupe,
    Delivery,
    Deprecation,
    EventType,
    Field,
    GcsStorage,
    Importance,
    Lifecycle,
    Owner,
    Path,
    Reason,
    SemanticType,
    State,
    Storage,
    Traffic,
)
from composer.model.metric import Metric
from composer.model.reasons import Reasons
from composer.model.reliability import BudgetAlert, Reliability

__all__ = [
    "Avro",
    "BigQueryStorage",
    "BudgetAlert",
    "Cell",
    "Channel",
    "Consumer",
    "Dedupe",
    "Delivery",
    "Deprecation",
    "Environment",
    "Etl",
    "EventType",
    "Field",
    "GcsStorage",
    "Importance",
    "Lifecycle",
    "Metadata",
    "Metric",
    "Mirror",
    "Owner",
    "Path",
    "Processing",
    "Reason",
    "Reasons",
    "Reliability",
    "SemanticType",
    "Service",
    "State",
    "Storage",
    "Traffic",
]

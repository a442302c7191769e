"""What the program thinks in: Event Types and environments as frozen values."""

from composer.model.environment import Cell, Channel, Environment, Etl, Metadata, Processing, Service
from composer.model.event_type import (
    Avro,
    BigQueryStorage,
    Consumer,
    Dedupe,
    Delivery,
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
    "Environment",
    "Etl",
    "EventType",
    "Field",
    "GcsStorage",
    "Importance",
    "Lifecycle",
    "Metadata",
    "Metric",
    "Owner",
    "Path",
    "Processing",
    "Reason",
    "Reliability",
    "SemanticType",
    "Service",
    "State",
    "Storage",
    "Traffic",
]

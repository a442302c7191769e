"""What the program thinks in: Event Types, environments and the organisation's facts as frozen values.

Not here: how people write them (`spec`), and how what they leave out is filled in (`policy`).
"""

from composer.model.endings import Endings
from composer.model.environment import Cell, Channel, Environment, Etl, Metadata, Mirror, Processing, Service
from composer.model.event_type import (
    Avro,
    Consumer,
    Dedupe,
    Delivery,
    Deprecation,
    EventType,
    Field,
    Importance,
    Lifecycle,
    Owner,
    Path,
    Reason,
    SemanticType,
    State,
    Traffic,
)
from composer.model.identities import Identities
from composer.model.metric import Metric
from composer.model.organisation import Organisation
from composer.model.policies import Limit, Policies, StorageDefaults
from composer.model.reasons import Reasons
from composer.model.reliability import BudgetAlert, Reliability
from composer.model.sizing import Sizing
from composer.model.storage import Storage
from composer.model.waiver import Waiver

__all__ = [
    "Avro",
    "BudgetAlert",
    "Cell",
    "Channel",
    "Consumer",
    "Dedupe",
    "Delivery",
    "Deprecation",
    "Endings",
    "Environment",
    "Etl",
    "EventType",
    "Field",
    "Identities",
    "Importance",
    "Lifecycle",
    "Limit",
    "Metadata",
    "Metric",
    "Mirror",
    "Organisation",
    "Owner",
    "Path",
    "Policies",
    "Processing",
    "Reason",
    "Reasons",
    "Reliability",
    "SemanticType",
    "Service",
    "Sizing",
    "State",
    "Storage",
    "StorageDefaults",
    "Traffic",
    "Waiver",
]

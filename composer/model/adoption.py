"""What an environment had before the composer came: resources that an Event Type takes over as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.storage.bucket import BUCKET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds import Kind

ADOPTABLE: Mapping[str, Kind] = {
    "schema": SCHEMA,
    "topic": TOPIC,
    "etl-subscription": SUBSCRIPTION,
    "landing-bucket": BUCKET,
    "delivered-bucket": BUCKET,
    "dataset": DATASET,
    "table": TABLE,
}
"""The kind of each role that can be adopted, what it stands on first: what holds events, or is what others publish to
and read from. All else of an Event Type holds nothing, and is made beside it."""


@dataclass(frozen=True, slots=True)
class AsFound:
    """A property of a resource that stays as it was found (`live`; None: it was not there) for as long as the graph
    wants of it what it did then. `instead_of`: the digest of that."""

    name: str
    live: Any
    instead_of: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """A resource that was there before its Event Type: its role, the id that Google knows it by, and what of it stays
    as it was found."""

    role: str
    id: str
    as_found: tuple[AsFound, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind that it is of."""
        return ADOPTABLE[self.role]

    @property
    def name(self) -> str:
        """The name in its project, or in what holds it."""
        return self.id.rpartition("/")[2]

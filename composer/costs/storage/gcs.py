"""What is paid for files in Cloud Storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from composer.costs.storage.interface import StorageCost
from composer.model.storage.gcs import GcsStorage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.costs.line import Line
    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.model import EventType


class GcsCost(StorageCost[GcsStorage]):
    """A bucket, and no table."""

    DESCRIPTION: ClassVar[str] = "files in Cloud Storage"

    def table(self, table: Resource, event: EventType, prices: Prices, age: int | None) -> Iterator[Line]:  # noqa: ARG002
        """Nothing: there is no table."""
        yield from ()

    def what_ifs(self, storage: GcsStorage) -> Iterator[tuple[str, str, str]]:
        """No colder classes, or where there are none the first one."""
        if storage.colder:
            yield f"{storage.storage_class} until it is deleted", "storage.storage_class", storage.storage_class
        elif storage.storage_class == "STANDARD":
            yield "stored as NEARLINE", "storage.storage_class", "NEARLINE"


BACKEND = GcsCost()

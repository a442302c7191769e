"""What is paid for one kind of storage: the interface that each backend's module implements as `BACKEND`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from composer.model import Storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.costs.line import Line
    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.model import EventType

Settled = TypeVar("Settled", bound=Storage)


class StorageCost(ABC, Generic[Settled]):
    """One kind of storage as it is paid for. `DESCRIPTION`: what it is, for a what-if that goes there."""

    DESCRIPTION: ClassVar[str]

    @abstractmethod
    def table(self, table: Resource, event: EventType, prices: Prices, age: int | None) -> Iterator[Line]:
        """The charges for its table, `age` days after the first event; buckets are charged alike."""

    @abstractmethod
    def what_ifs(self, storage: Settled) -> Iterable[tuple[str, str, Any]]:
        """Changes within this kind that are worth knowing the price of: in words, the path, and the value."""

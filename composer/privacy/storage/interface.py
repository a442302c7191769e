"""Where one kind of storage keeps events: the interface that each backend's module implements as `BACKEND`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.graph import Resource, ResourceGraph
    from composer.privacy.copy import Arrival, Copy


class StorageCopies(ABC):
    """One kind of storage, as a graph has it."""

    @abstractmethod
    def holders(self, graph: ResourceGraph, destination: str) -> Iterable[Resource]:
        """The resources that hold events as this storage does. `destination`: where events are delivered now."""

    @abstractmethod
    def copies(self, graph: ResourceGraph, holders: Iterable[Resource], arrival: Arrival) -> Iterable[Copy]:
        """The copy in each of its holders."""

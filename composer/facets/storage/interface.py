"""The resources of one kind of storage: the interface that each backend's module implements as `BACKEND`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from composer.model import Storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.facets.facet_context import Context
    from composer.graph import Resource

Settled = TypeVar("Settled", bound=Storage)


class StorageFacet(ABC, Generic[Settled]):
    """One kind of storage in the cloud."""

    @abstractmethod
    def resources(self, context: Context, storage: Settled) -> Iterable[Resource]:
        """The resources that hold the delivered events."""

    @abstractmethod
    def access(self, context: Context, storage: Settled) -> Iterable[Resource]:
        """The grants that let readers in, as far as `resources` do not say so themselves."""

    @abstractmethod
    def delivery(self, context: Context, storage: Settled) -> Iterable[Resource]:
        """The grants that let the delivery service in, as far as `resources` do not say so themselves."""

    @abstractmethod
    def expiry(self, context: Context, storage: Settled) -> Iterable[Resource]:
        """The resources that delete events whose time is over, where `resources` do not do so themselves."""

    @abstractmethod
    def registered(self, context: Context) -> Mapping[str, Any]:
        """The part of the registration that is about it, which goes to the delivery service: `destination`, and how a
        table is loaded."""

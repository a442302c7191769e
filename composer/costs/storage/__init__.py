"""What is paid for kinds of storage, one module a backend; `composer.spec.storage` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.spec.storage import part

if TYPE_CHECKING:
    from composer.costs.storage.interface import StorageCost


def storage_cost(kind: str) -> StorageCost[Any]:
    """The cost of a kind of storage."""
    backend: StorageCost[Any] = part(__name__, kind)
    return backend

"""Policy on storage, one module a backend; `composer.spec.storage` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.spec.storage import part

if TYPE_CHECKING:
    from composer.policy.storage.interface import StoragePolicy


def storage_policy(kind: str) -> StoragePolicy[Any, Any]:
    """The policy on a kind of storage."""
    backend: StoragePolicy[Any, Any] = part(__name__, kind)
    return backend

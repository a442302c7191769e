"""Settled values of storage, one module a backend; `composer.spec.storage` lists them."""

from __future__ import annotations

from composer.model.storage.common import Storage
from composer.spec.storage import KINDS, part

__all__ = ["Storage", "settled_type", "with_columns"]


def settled_type(kind: str) -> type[Storage]:
    """The type of the settled values of a kind of storage."""
    settled: type[Storage] = part(__name__, kind)
    return settled


def with_columns(kind: str) -> bool | None:
    """True if that kind of storage holds columns; None for what is no kind of storage, as of a tombstone."""
    return settled_type(kind).COLUMNS if kind in KINDS else None

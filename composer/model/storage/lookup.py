"""The settled types of storage by kind. The one module of the model that loads the forms, which `composer.spec.storage`
lists: who only handles settled values starts without them, and without pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.spec.storage import KINDS, part

if TYPE_CHECKING:
    from composer.model.storage.common import Storage


def settled_type(kind: str) -> type[Storage]:
    """The type of the settled values of a kind of storage."""
    settled: type[Storage] = part("composer.model.storage", kind)
    return settled


def with_columns(kind: str) -> bool | None:
    """True if that kind of storage holds columns; None for what is no kind of storage, as of a tombstone."""
    return settled_type(kind).COLUMNS if kind in KINDS else None

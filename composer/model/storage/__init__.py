"""Settled values of storage, one module a backend; `composer.model.storage.lookup` finds them by their kind."""

from composer.model.storage.common import Storage

__all__ = ["Storage"]

"""Where delivered events are kept: a landing bucket for every Event Type, and one backend for each kind of storage.

A backend is a module of this package with the name of its kind and `resources(context)`.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Protocol

from composer.facets.storage.landing import landing_bucket
from composer.model.lifecycle import states_of

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource

STATES = states_of("storage")
"""Archived Event Types keep their storage; when it may go is a gate of the cleanup, never known here."""


class Backend(Protocol):
    """One kind of storage."""

    def resources(self, context: Context) -> tuple[Resource, ...]:
        """The resources that hold the delivered events."""
        ...


@cache
def backend(kind: str) -> Backend:
    """The backend of that name."""
    module: Backend = importlib.import_module(f"composer.facets.storage.{kind}")
    return module


def resources(context: Context) -> tuple[Resource, ...]:
    """The landing bucket and the backend's resources."""
    return (landing_bucket(context), *backend(context.event.storage.kind).resources(context))

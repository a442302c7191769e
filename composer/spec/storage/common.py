"""What every kind of storage asks of an owner, whatever the delivered events are kept in."""

from __future__ import annotations

from typing import Annotated, Literal

from composer.spec.base import Between, Duration, Spec


class StorageForm(Spec):
    """Where delivered events are kept. Each kind is a subclass with a literal `kind`."""

    partitioning: Literal["hourly", "daily"]
    """How delivered events are cut into immutable buckets of time."""
    retention: Annotated[Duration, Between("1h", "100y", "the shortest bucket")]
    """How long delivered events are kept."""
    landing_retention: Annotated[Duration, Between("1d", "10y")] | None = None
    """How long raw exports are kept before delivery; policy settles it if left out."""

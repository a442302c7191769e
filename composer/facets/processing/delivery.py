"""Who moves finished buckets to where their readers look: the delivery service, Event Type by Event Type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.context import grant
from composer.facets.service_account import BUCKET_GRANT
from composer.graph import names, ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.context import Context
    from composer.graph import Resource


def delivery(context: Context) -> Iterator[Resource]:
    """Its grants on buckets. On a dataset it stands among the readers, all of whom are stated there."""
    yield _granted(context, "landing", "roles/storage.objectViewer", "It takes finished buckets from here.")
    if context.event.storage.kind == "gcs":
        because = "It writes finished buckets here; they are immutable, so it can neither read nor overwrite them."
        yield _granted(context, "delivered", "roles/storage.objectCreator", because)


def _granted(context: Context, purpose: str, role: str, because: str) -> Resource:
    return grant(
        BUCKET_GRANT,
        f"serviceAccount:{context.environment.delivery_service_account}",
        role,
        {"bucket": ref(context.id(f"{purpose}-bucket"), "name")},
        id=context.id(f"delivery-{purpose}"),
        name=f"{names.bucket(context.cell.project, context.event.name, purpose)} delivery",
        because=because,
    )

"""Who moves finished buckets to where their readers look: the delivery service, Event Type by Event Type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import grant
from composer.graph import cloud_names, ref
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.facets.facet_context import Context
    from composer.graph import Resource
    from composer.graph.resource import Input


def delivery(context: Context) -> Iterator[Resource]:
    """Its grants on buckets. On a dataset it stands among the readers, all of whom are stated there."""
    bucket = cloud_names.bucket(context.cell.project, context.event.name, "landing")
    ready = f"projects/_/buckets/{bucket}/objects/{cloud_names.READY}"
    finished: dict[str, Input] = {"title": "finished", "expression": f'resource.name.startsWith("{ready}")'}
    because = "It takes what is finished from here, and never sees what is still to be encrypted."
    yield _granted(context, "landing", "roles/storage.objectViewer", because, {"condition": finished})
    if context.event.storage.kind == "gcs":
        because = "It writes finished buckets here; they are immutable, so it can neither read nor overwrite them."
        yield _granted(context, "delivered", "roles/storage.objectCreator", because)


def _granted(
    context: Context, purpose: str, role: str, because: str, more: Mapping[str, Input] | None = None
) -> Resource:
    return grant(
        BUCKET_IAM_MEMBER.token,
        f"serviceAccount:{context.environment.delivery_service_account}",
        role,
        {"bucket": ref(context.id(f"{purpose}-bucket"), "name"), **(more or {})},
        id=context.id(f"delivery-{purpose}"),
        name=f"{cloud_names.bucket(context.cell.project, context.event.name, purpose)} delivery",
        because=because,
    )

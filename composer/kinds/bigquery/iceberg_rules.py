"""What BigQuery refuses of tables that it manages as Apache Iceberg (`biglake_configuration`).

https://cloud.google.com/bigquery/docs/iceberg-tables#limitations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.connection import CONNECTION
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.live_rules import Refusal
from composer.kinds.storage.bucket import BUCKET, BUCKET_IAM_MEMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.kinds.live_rules import Link, LiveObjects

UNSUPPORTED = frozenset({"BIGNUMERIC", "GEOGRAPHY", "INTERVAL", "JSON", "RANGE"})
"""Types of columns that such tables do not have."""
_WITHOUT = (
    "time_partitioning",
    "range_partitioning",
    "encryption_configuration",
    "expiration_time",
    "table_constraints",
)
"""What such a table is made without. Partitions are a preview, and have no expiration: nothing relies on them here."""


def iceberg_problems(inputs: Mapping[str, Any], columns: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Google's objections to a managed Iceberg table; nothing for any other one. `columns`: (type, mode) by name."""
    configured = inputs.get("biglake_configuration")
    if not isinstance(configured, dict):
        return
    for name in _WITHOUT:
        if inputs.get(name):
            yield name, f"{name} is not supported for tables for Apache Iceberg."
    if not columns:
        yield "schema", "A table for Apache Iceberg needs a schema."
    for name, (kind, _) in columns.items():
        if kind in UNSUPPORTED:
            yield "schema", f"Field {name} is of type {kind}, which tables for Apache Iceberg do not support."
    where = configured.get("storage_uri")
    if isinstance(where, str) and (not where.startswith("gs://") or "*" in where):
        yield "biglake_configuration.storage_uri", f"{where} must be a prefix gs://bucket/path/ without wildcards."


_WRITERS = frozenset({"roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin"})


def unreachable_files(links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """The bucket of an Iceberg table is in the table's region, and the account of its connection may write there."""
    named = {link.parent_kind: link for link in links}
    if not {DATASET.token, BUCKET.token, CONNECTION.token} <= named.keys():
        return
    files = named[BUCKET.token]
    dataset, bucket, opened = (
        live.properties(kind.token, named[kind.token].parent_id) or {} for kind in (DATASET, BUCKET, CONNECTION)
    )
    place = str(dataset.get("location", "")).lower()
    if str(bucket.get("location", "")).lower() != place:
        message = f"The bucket {files.parent_id} must be in the location of the dataset ({place})., invalid"
        yield Refusal(400, message)
    account = (opened.get("cloud_resource") or {}).get("service_account_id")
    granted = live.children(BUCKET_IAM_MEMBER.token, files)
    if not any(one["member"] == f"serviceAccount:{account}" and one["role"] in _WRITERS for one in granted):
        message = (
            f"Access Denied: BigQuery BigQuery: Permission denied while writing to {files.parent_id}: {account} does "
            "not have storage.objects.create access to the bucket., accessDenied"
        )
        yield Refusal(403, message)

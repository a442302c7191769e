"""The dataset of an Event Type that is kept in a table: it states whoever reads and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.bucket_grants import readers
from composer.graph import Resource
from composer.kinds.bigquery.dataset import DATASET
from composer.model.lifecycle import states_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.facets.service_account import ServiceAccount
    from composer.kinds.input_types import bigquery as gcp


def destination(context: Context) -> str:
    """The table in that dataset, as the registration names it."""
    return f"bq://{context.cell.project}.{context.dataset}.{context.table}"


def dataset_of(context: Context, *writers: ServiceAccount) -> Resource:
    """The dataset, which names all its readers; and those who write beside the delivery service."""
    name = context.dataset
    # stated in full: a dataset without `accesses` lets every reader of the project in
    accesses: list[gcp.DatasetAccessArgsDict] = [
        {"role": "OWNER", "special_group": "projectOwners"},
        *_delivery(context),
        *(_writer(writer) for writer in writers),
        *(_access(principal) for principal in readers(context.event)),
    ]
    return Resource(
        id=context.id("dataset"),
        type=DATASET.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "dataset_id": name,
            "location": context.cell.region,
            "description": context.event.description,
            "labels": context.labels,
            "accesses": accesses,
            "delete_contents_on_destroy": False,
        },
        because="Readers are granted per Event Type, and a dataset is where BigQuery grants them.",
        depends_on=tuple(writer.id for writer in writers),
    )


def _delivery(context: Context) -> Iterator[gcp.DatasetAccessArgsDict]:
    """Access for loading finished buckets and for auditing that, while any can still come."""
    if context.event.lifecycle.state in states_of("processing"):
        yield {"role": "WRITER", "user_by_email": context.environment.delivery_service_account}
        # counts rows of partitions, and reads none
        yield {"role": "roles/bigquery.metadataViewer", "user_by_email": context.environment.identities.delivery_audit}


def _writer(account: ServiceAccount) -> gcp.DatasetAccessArgsDict:
    return {"role": "WRITER", "user_by_email": account.email}


def _access(principal: str) -> gcp.DatasetAccessArgsDict:
    kind, _, address = principal.partition(":")
    if kind == "group":
        return {"role": "READER", "group_by_email": address}
    return {"role": "READER", "user_by_email": address}

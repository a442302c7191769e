"""Who may read the delivered events: per tier, and only of this Event Type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.context import Context, grant
from composer.graph import Resource, names, ref
from composer.model import State

if TYPE_CHECKING:
    from composer.model import EventType

STATES = frozenset({State.ACTIVE, State.DEPRECATED, State.DRAINING, State.ARCHIVED})
BUCKET_GRANT = "gcp:storage/bucketIAMMember:BucketIAMMember"


def readers(event: EventType) -> tuple[str, ...]:
    """Every reader of any tier. Sensitive fields are encrypted or closed by column, so files are open to all tiers."""
    return tuple(sorted({principal for group in event.access.values() for principal in group}))


def resources(context: Context) -> tuple[Resource, ...]:
    """Grants on the delivered bucket, or policies for columns; a dataset's readers stand in the dataset itself."""
    if context.event.storage.kind == "bigquery":
        return column_policies(context)
    return tuple(_reader(context, principal) for principal in readers(context.event))


def _reader(context: Context, principal: str) -> Resource:
    bucket = context.id("delivered-bucket")
    return grant(
        BUCKET_GRANT,
        principal,
        "roles/storage.objectViewer",
        {"bucket": ref(bucket, "name")},
        id=context.id(f"reader-{principal}"),
        name=f"{names.bucket(context.cell.project, context.event.name, 'delivered')} {principal}",
        because=f"The definition lets {principal} read the delivered events.",
    )


def column_policies(context: Context) -> tuple[Resource, ...]:
    """For each tier above the lowest that fields of a table are in: who reads these columns as they are.

    These belong to the Event Type. Readers on a shared policy tag would open the column in every Event Type.
    """
    tiers = context.policies.tiers
    used = {field.semantic.tier for field in context.event.fields}
    return tuple(_column_policy(context, tier) for tier in tiers[1:] if tier in used)


def _column_policy(context: Context, tier: str) -> Resource:
    event = context.event
    allowed = context.policies.tiers[context.policies.rank(tier) :]
    grantees = sorted({principal for higher in allowed for principal in event.access[higher]})
    name = names.data_policy(event.name, tier)
    return Resource(
        id=context.id(f"readers-{tier}"),
        type="gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy",
        name=name,
        inputs={
            "project": context.cell.project,
            "location": context.cell.region,
            "data_policy_id": name,
            "data_policy_type": "RAW_DATA_ACCESS_POLICY",
            "grantees": [_principal_v2(principal) for principal in grantees],
        },
        because=f"Columns of the tier {tier} are readable by those whom this definition names, and nobody else.",
    )


def _principal_v2(principal: str) -> str:
    """A principal in the syntax of IAM v2, which data policies demand."""
    kind, _, address = principal.partition(":")
    match kind:
        case "group":
            return f"principalSet://goog/group/{address}"
        case "serviceAccount":
            return f"principal://iam.googleapis.com/projects/-/serviceAccounts/{address}"
        case _:
            return f"principal://goog/subject/{address}"

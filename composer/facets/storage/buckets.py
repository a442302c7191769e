"""What all our buckets have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets import keys
from composer.graph import Resource, names

if TYPE_CHECKING:
    from pulumi_gcp import storage

    from composer.facets.context import Context

DAY = 86_400


def bucket(context: Context, purpose: str, retention: int, storage_class: str, because: str) -> Resource:
    """A private bucket whose objects are deleted after `retention` seconds (whole days, rounded up)."""
    name = names.bucket(context.cell.project, context.event.name, purpose)
    expire: storage.BucketLifecycleRuleArgsDict = {
        "action": {"type": "Delete"},
        "condition": {"age": -(-retention // DAY)},
    }
    soft_delete: storage.BucketSoftDeletePolicyArgsDict = {
        "retention_duration_seconds": context.policies.storage.soft_delete
    }
    key, granted = keys.at_rest(context)
    return Resource(
        id=context.id(f"{purpose}-bucket"),
        type="gcp:storage/bucket:Bucket",
        name=name,
        inputs={
            "project": context.cell.project,
            "name": name,
            "location": context.cell.region.upper(),
            "storage_class": storage_class,
            "labels": context.labels,
            "lifecycle_rules": [expire],
            "soft_delete_policy": soft_delete,
            "public_access_prevention": "enforced",
            "uniform_bucket_level_access": True,
            "force_destroy": False,
            **({"encryption": {"default_kms_key_name": key}} if key else {}),
        },
        because=because,
        depends_on=granted,
    )

"""What all our buckets have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets import keys
from composer.graph import Resource
from composer.kinds.storage.bucket import BUCKET
from composer.units import DAY, whole_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.facets.facet_context import Context
    from composer.kinds.input_types import storage
    from composer.model.storage.common import ColderStep


def deleted_after(retention: int, *prefixes: str) -> storage.BucketLifecycleRuleArgsDict:
    """Objects (whose names begin so) are deleted after `retention` seconds: whole days, rounded up."""
    condition: storage.BucketLifecycleRuleConditionArgsDict = {"age": whole_days(retention)}
    if prefixes:
        condition["matches_prefixes"] = list(prefixes)
    return {"action": {"type": "Delete"}, "condition": condition}


def moved_after(steps: Iterable[ColderStep]) -> list[storage.BucketLifecycleRuleArgsDict]:
    """Objects of that age are moved to a colder class, where they stay as they are and can be read as before."""
    return [
        {
            "action": {"type": "SetStorageClass", "storage_class": step.storage_class},
            "condition": {"age": whole_days(step.after)},
        }
        for step in steps
    ]


def bucket(
    context: Context,
    purpose: str,
    rules: list[storage.BucketLifecycleRuleArgsDict],
    storage_class: str,
    because: str,
    kept: int = 0,
) -> Resource:
    """A private bucket whose objects are deleted as the rules say, and by nobody within `kept` seconds: whole days, as
    rules count."""
    name = context.bucket(purpose)
    soft_delete: storage.BucketSoftDeletePolicyArgsDict = {
        "retention_duration_seconds": int(context.policies.storage.soft_delete)
    }
    key, granted = keys.at_rest(context)
    return Resource(
        id=context.id(f"{purpose}-bucket"),
        type=BUCKET.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "name": name,
            "location": context.cell.region.upper(),
            "storage_class": storage_class,
            "labels": context.labels,
            "lifecycle_rules": rules,
            "soft_delete_policy": soft_delete,
            "public_access_prevention": "enforced",
            "uniform_bucket_level_access": True,
            "force_destroy": False,
            **({"retention_policy": _retention(context, kept)} if kept else {}),
            **({"encryption": {"default_kms_key_name": key}} if key else {}),
        },
        because=because,
        depends_on=granted,
    )


def _retention(context: Context, kept: int) -> storage.BucketRetentionPolicyArgsDict:
    return {"retention_period": str(whole_days(kept) * DAY), "is_locked": context.environment.retention_lock}

"""How long a bucket keeps an object: its lifecycle rules, and what Google adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph import cloud_names
from composer.kinds import deletion_delays
from composer.privacy.copy import Copy, Part
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.graph import Resource

PROCESSED = frozenset({cloud_names.READY, cloud_names.TEMPORARY})
"""Where processing writes, in the landing bucket."""


def bucket_copy(
    bucket: Resource, noun: str, before: tuple[Part, ...], after: tuple[Part, ...] = (), *, clear: bool
) -> Copy:
    """The copy in a bucket: the stretches before, what it keeps itself, and the stretches after."""
    parts = (
        *before,
        Part(f"kept in the {noun}", age(bucket)),
        *after,
        Part("until the lifecycle rule acts", deletion_delays.LIFECYCLE_LAG),
        soft_delete(bucket),
    )
    return Copy(bucket.id, noun, clear, parts, len(before))


def soft_delete(bucket: Resource) -> Part:
    """The stretch for which what was deleted can be brought back."""
    policy = bucket.inputs.get("soft_delete_policy", {})
    return Part("soft delete", int(policy.get("retention_duration_seconds", deletion_delays.SOFT_DELETE_DEFAULT)))


def age(bucket: Resource) -> int | None:
    """The age at which every object is deleted; None if there is no such rule, or it does not reach some of them."""
    ages = [condition["age"] for condition in _deletions(bucket) if condition.keys() == {"age"}]
    return _oldest(bucket, ages)


def processed(bucket: Resource) -> int | None:
    """The age that objects from processing reach: it may have read an export on the last day that there was one."""
    everything = age(bucket)
    ages = {
        prefix: condition["age"]
        for condition in _deletions(bucket)
        if condition.keys() == {"age", "matches_prefixes"}
        for prefix in condition["matches_prefixes"]
    }
    sooner = _oldest(bucket, [max(ages[prefix] for prefix in PROCESSED)]) if ages.keys() >= PROCESSED else None
    return everything if sooner is None or everything is None else min(sooner, everything)


def _deletions(bucket: Resource) -> Iterator[Mapping[str, Any]]:
    for rule in bucket.inputs.get("lifecycle_rules", ()):
        if rule.get("action", {}).get("type") == "Delete":
            yield rule.get("condition", {})


def _oldest(bucket: Resource, ages: Collection[int]) -> int | None:
    """The age in seconds at which the first of these rules deletes; None if one never does."""
    if bucket.inputs.get("versioning", {}).get("enabled") or bucket.inputs.get("default_event_based_hold"):
        return None
    # what a retention policy protects is deleted once it no longer does
    protected = int(bucket.inputs.get("retention_policy", {}).get("retention_period", 0))
    return max(min(ages) * DAY, protected) if ages else None

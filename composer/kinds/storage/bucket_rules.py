"""What Google refuses of a bucket beyond each property by itself, with its key, and after what it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.deletion_delays import SOFT_DELETE_DEFAULT
from composer.kinds.kms.crypto_keys import CRYPTO_KEY, CRYPTO_KEY_IAM_MEMBER
from composer.kinds.live_rules import Refusal, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.kinds.live_rules import Link, LiveObjects, Problem


_STORAGE_AGENT = re.compile(r"serviceAccount:service-\d+@gs-project-accounts\.iam\.gserviceaccount\.com")
_BOTH = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
_MULTI_REGIONS = {"eu": "europe"}
"""Where Cloud KMS calls a place otherwise than Cloud Storage. https://cloud.google.com/kms/docs/locations"""


def bucket_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a bucket beyond each property by itself: path and words."""
    for index, rule in enumerate(inputs.get("lifecycle_rules") or ()):
        if not isinstance(rule, dict):
            continue
        action, path = rule.get("action") or {}, f"lifecycle_rules[{index}]"
        if action.get("type") == "SetStorageClass" and not action.get("storage_class"):
            yield f"{path}.action.storage_class", "A storage class is required for the action SetStorageClass."
        if not rule.get("condition"):
            yield f"{path}.condition", "A lifecycle rule must have at least one condition."
    soft = (inputs.get("soft_delete_policy") or {}).get("retention_duration_seconds")
    if isinstance(soft, int) and 0 < soft < SOFT_DELETE_DEFAULT:
        yield (
            "soft_delete_policy.retention_duration_seconds",
            f"Soft delete retention must be 0 (off) or at least {SOFT_DELETE_DEFAULT} seconds (7 days).",
        )


def usable_key(inputs: Mapping[str, Any], links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """A bucket's key is in the bucket's place, and the agent of Cloud Storage may use it."""
    for link in links:
        if link.parent_kind != CRYPTO_KEY.token:
            continue
        location, key = str(inputs["location"]).lower(), place(link.parent_id)
        if key and key != _MULTI_REGIONS.get(location, location):
            yield Refusal(400, f"Cloud KMS key {link.parent_id} must be in the bucket's location., invalid")
        if not any(_agents(one) for one in live.children(CRYPTO_KEY_IAM_MEMBER.token, link)):
            yield Refusal(
                403,
                "Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been "
                "authorized to use this key., forbidden",
            )


def _agents(grant: Mapping[str, Any]) -> bool:
    return grant["role"] == _BOTH and _STORAGE_AGENT.fullmatch(grant["member"]) is not None


def locked_retention(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Refusal]:
    """A locked retention policy can only become longer, for ever."""
    before, after = old.get("retention_policy") or {}, new.get("retention_policy") or {}
    if before.get("is_locked") and (
        not after.get("is_locked") or int(after["retention_period"]) < int(before["retention_period"])
    ):
        message = (
            f"Cannot reduce retention duration of a locked Retention Policy for bucket '{old['name']}'., forbidden"
        )
        yield Refusal(403, message)


def retained(properties: Mapping[str, Any], age: float, live: LiveObjects) -> Iterator[Refusal]:
    """An object under a hold, or younger than the retention policy of its bucket, is not deleted."""
    name = f"{properties['bucket']}/{properties['name']}"
    for hold, noun in (("event_based_hold", "Event-Based hold"), ("temporary_hold", "Temporary hold")):
        if properties.get(hold):
            message = f"Object '{name}' is under active {noun} and cannot be deleted, overwritten or archived"
            yield Refusal(403, f"{message} until hold is removed., forbidden")
    bucket = live.properties("gcp:storage/bucket:Bucket", str(properties["bucket"])) or {}
    if age < int((bucket.get("retention_policy") or {}).get("retention_period", 0)):
        message = f"Object '{name}' is subject to bucket's retention policy or object retention"
        yield Refusal(403, f"{message} and cannot be deleted or overwritten until it expires., retentionPolicyNotMet")

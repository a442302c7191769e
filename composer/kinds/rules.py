"""Rules of single kinds that join several properties: where a table of properties cannot say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Problem = tuple[str, str]
"""A dotted path and what is wrong there."""


def _subscription(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    storage = inputs.get("cloud_storage_config")
    if isinstance(storage, dict):
        longest = seconds(str(storage.get("max_duration", "300s")))
        deadline = inputs.get("ack_deadline_seconds", 10)
        if isinstance(deadline, int) and longest is not None and longest > deadline:
            yield (
                "cloud_storage_config.max_duration",
                f"max_duration ({longest:g}s) must not exceed the subscription's acknowledgement deadline ({deadline}s).",
            )
    retry = inputs.get("retry_policy")
    if isinstance(retry, dict):
        low, high = (
            seconds(str(retry.get("minimum_backoff", "10s"))),
            seconds(str(retry.get("maximum_backoff", "600s"))),
        )
        if low is not None and high is not None and low > high:
            yield "retry_policy.minimum_backoff", "minimum_backoff must not be longer than maximum_backoff."


def _bucket(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    for index, rule in enumerate(inputs.get("lifecycle_rules") or ()):
        if not isinstance(rule, dict):
            continue
        action, path = rule.get("action") or {}, f"lifecycle_rules[{index}]"
        if action.get("type") == "SetStorageClass" and not action.get("storage_class"):
            yield f"{path}.action.storage_class", "A storage class is required for the action SetStorageClass."
        if not rule.get("condition"):
            yield f"{path}.condition", "A lifecycle rule must have at least one condition."


RULES: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Problem]]] = {
    "gcp:pubsub/subscription:Subscription": _subscription,
    "gcp:storage/bucket:Bucket": _bucket,
}
"""The rule of a kind, by its token; run only when the single properties are all right."""

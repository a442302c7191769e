"""How long a bucket keeps its objects is locked, which nobody can undo; or what is locked would be shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph.graph_changes import Create, Delete
from composer.kinds.storage.bucket import BUCKET
from composer.printing.day_counts import for_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import Resource
    from composer.hazards import Hazard, Judged


def judge(change: Judged) -> Iterator[Hazard]:
    """Buckets whose lock is new, and those whose lock the change would break, which Google refuses."""
    for one in change.changes:
        before = None if isinstance(one, Create) else one.before
        after = None if isinstance(one, Delete) else one.after
        bucket = after or before
        if bucket is None or bucket.type != BUCKET.token:
            continue
        was, will = _policy(before), _policy(after)
        locked, locks = bool(was.get("is_locked")), bool(will.get("is_locked"))
        period, kept = int(was.get("retention_period", 0)), int(will.get("retention_period", 0))
        if locks and not locked:
            message = (
                f"{bucket.name} is locked: {for_days(kept)} nobody can delete an event, and nobody can ever shorten "
                "that, take it back, or delete the bucket while it holds one"
            )
            yield change.hazard("ET816", bucket.role, message)
        elif locked and not isinstance(one, Delete) and (not locks or kept < period):
            message = f"{bucket.name} is locked {for_days(period)}: Google refuses to shorten that or to take it back"
            yield change.hazard("ET816", bucket.role, message)


def _policy(bucket: Resource | None) -> Mapping[str, Any]:
    return (bucket.inputs.get("retention_policy") or {}) if bucket else {}

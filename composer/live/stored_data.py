"""What is stored: the newest of it, and what forbids to delete it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.table import TABLE
from composer.kinds.storage.bucket import BUCKET
from composer.live.google import api_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.live.google import Google


@dataclass(frozen=True, slots=True)
class Stored:
    """What a bucket or table holds: how many objects or rows, and when the newest came; None: it is empty.

    `held`: objects under a hold. `locked_until`: when the last object may be deleted by a locked retention policy.
    `refusal`: why this is not known, in Google's words.
    """

    source: str
    count: int = 0
    newest: datetime | None = None
    held: tuple[str, ...] = ()
    locked: bool = False
    refusal: str = ""


def bucket(google: Google, name: str) -> Stored:
    """The contents of a bucket. One that is not there is empty."""
    source = f"Storage, objects of {name}"
    api = api_of(BUCKET)
    about = google.ask(api, f"v1/b/{name}")
    if about.absent:
        return Stored(f"{source}: no such bucket")
    # names end in no order of time, so that every page is looked at
    fields = "nextPageToken,items(name,timeCreated,temporaryHold,eventBasedHold)"
    listed = google.listed(api, f"v1/b/{name}/o", "items", maxResults="1000", fields=fields)
    if not (about.fine and listed.complete):
        return Stored(source, refusal=about.refusal or listed.last.refusal)
    policy: Mapping[str, Any] = about.body.get("retentionPolicy") or {}
    times = [datetime.fromisoformat(one["timeCreated"]) for one in listed.items]
    holding = [one for one in listed.items if one.get("temporaryHold") or one.get("eventBasedHold")]
    held = [f"gs://{name}/{one['name']}" for one in holding]
    if about.body.get("defaultEventBasedHold") and not held:
        held = [f"every new object of gs://{name}"]
    return Stored(source, len(times), max(times, default=None), tuple(held), bool(policy.get("isLocked")), "")


def table(google: Google, project: str, dataset: str, name: str) -> Stored:
    """The contents of a table: the last change of it is no older than its newest row. One that is not there is
    empty."""
    source = f"BigQuery, {project}.{dataset}.{name}"
    answer = google.ask(api_of(TABLE), f"v2/projects/{project}/datasets/{dataset}/tables/{name}")
    if answer.absent:
        return Stored(f"{source}: no such table")
    if not answer.fine:
        return Stored(source, refusal=answer.refusal)
    rows = int(answer.body.get("numRows") or 0)
    waiting = int((answer.body.get("streamingBuffer") or {}).get("estimatedRows") or 0)
    changed = datetime.fromtimestamp(int(answer.body.get("lastModifiedTime") or 0) / 1000, UTC)
    return Stored(source, rows + waiting, changed if rows + waiting else None)

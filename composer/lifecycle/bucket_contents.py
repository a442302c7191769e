"""What is in a bucket, counted by listing it: before it is emptied, and again until it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.storage.bucket import BUCKET
from composer.kinds.storage.bucket_object import BUCKET_OBJECT
from composer.lifecycle.removal import Contents
from composer.live.google import api_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.graph import Resource
    from composer.live.google import Google

_PAGES = 100
"""Pages of at most 1,000 objects that are counted: how many more there are changes nothing."""


def counted_contents(google: Google, resources: Iterable[Resource]) -> dict[str, Contents]:
    """The contents of each bucket among the resources, by resource. One that is not there holds nothing."""
    return {one.id: _contents(google, one.name) for one in resources if one.type == BUCKET.token}


def _contents(google: Google, bucket: str) -> Contents:
    objects = size = 0
    token = ""
    for _ in range(_PAGES):
        more = {"pageToken": token} if token else {}
        fields = "items(size),nextPageToken"
        answer = google.ask(api_of(BUCKET_OBJECT), f"v1/b/{bucket}/o", versions="true", fields=fields, **more)
        if answer.absent:
            return Contents()
        if not answer.fine:
            return Contents(objects, size, complete=False, refusal=answer.refusal)
        items = answer.body.get("items", ())
        objects, size = objects + len(items), size + sum(int(one.get("size", 0)) for one in items)
        token = answer.body.get("nextPageToken", "")
        if not token:
            return Contents(objects, size)
    return Contents(objects, size, complete=False)

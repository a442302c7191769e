"""Conditions of grants on a bucket that open a part of it: objects whose names begin alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from composer.graph.resource import Input

_LISTS = 'resource.type == "storage.googleapis.com/Bucket" || '
"""Listing is judged against the bucket itself, for which no condition on an object's name holds. What lists sees the
names of all objects. https://cloud.google.com/iam/docs/conditions-resource-attributes"""
_BEGINS = re.compile(r'resource\.name\.startsWith\("projects/_/buckets/[^/"]+/objects/([^"]+)"\)')


def objects_under(bucket: str, prefix: str, title: str, *, lists: bool = False) -> Input:
    """The condition that a grant on a bucket holds for objects whose names begin with `prefix`; with `lists`, for
    listing, too."""
    begins = f'resource.name.startsWith("projects/_/buckets/{bucket}/objects/{prefix}")'
    return {"title": title, "expression": f"{_LISTS if lists else ''}{begins}"}


def prefix_of(condition: Any) -> str:
    """The beginning of objects' names that a condition is limited to; "" for any that `objects_under` did not make."""
    expression = condition.get("expression") if isinstance(condition, dict) else None
    match = _BEGINS.fullmatch(str(expression).removeprefix(_LISTS))
    return match[1] if match else ""

"""What a resource becomes before it is removed: neither Pulumi, nor the provider, nor Google keeps it any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from composer.graph.resource import Resource


def unprotected(resource: Resource) -> Resource:
    """The resource as it is applied before it is removed: buckets empty themselves, accounts are disabled."""
    if is_unprotected(resource):
        return resource
    return replace(resource, protect=False, inputs={**resource.inputs, **_wanted(resource)})


def is_unprotected(resource: Resource) -> bool:
    """True if the resource is as `unprotected` makes it."""
    wanted = _wanted(resource)
    return not resource.protect and all(resource.inputs.get(name) == value for name, value in wanted.items())


def _wanted(resource: Resource) -> Mapping[str, Any]:
    kind = KINDS.get(resource.type)
    return {} if kind is None else kind.unprotected_by

"""What an Event Type took over stays as it was found, until its graph wants something else of it than on that day."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from composer.graph import canonical

if TYPE_CHECKING:
    from composer.graph import Resource
    from composer.graph.resource import Input
    from composer.model.adoption import Adopted


def as_found(resource: Resource, adopted: Adopted | None) -> Resource:
    """The resource with the properties that stay; as it is if it was not there before."""
    if adopted is None:
        return resource
    inputs = dict(resource.inputs)
    for one in adopted.as_found:
        if digest(resource.inputs.get(one.name)) != one.instead_of:
            continue  # somebody wants something else by now: a change like any other
        if one.live is None:
            inputs.pop(one.name, None)
        else:
            inputs[one.name] = one.live
    return replace(resource, inputs=inputs)


def digest(wanted: Input) -> str:
    """The digest that an adoption remembers of the value that a graph wanted, None where it wanted none."""
    return hashlib.sha256(canonical(wanted).encode()).hexdigest()[:12]

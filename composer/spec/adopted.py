"""What was there before the composer came: one file an environment."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from composer.spec.base import EventTypeName, Form, Spec, Text, Unique
from composer.spec.row_subjects import OfOne

Role = Literal["schema", "topic", "etl-subscription", "landing-bucket", "delivered-bucket", "dataset", "table"]


class AsFoundSpec(Spec):
    """A property that stays as it was found."""

    property: Annotated[
        str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), Form("a property as graphs spell it", "labels")
    ]
    """The property of the resource."""
    live: Annotated[str, StringConstraints(min_length=1)]
    """What it was, as JSON; `null` where it was not there."""
    instead_of: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9a-f]{12}$"),
        Form("the 12 digits and letters that `adopt` wrote", '"0123456789ab"'),
    ]
    """The digest of what the graph wanted of it then: once it wants something else, that is applied."""


class AdoptedResourceSpec(Spec):
    """A resource that an Event Type took over."""

    role: Role
    """What it is to the Event Type."""
    id: Text
    """The name that Google knows it by: `projects/…/topics/…`."""
    as_found: Annotated[list[AsFoundSpec], Unique(("property",))] = []
    """What of it stays as it was found. Remove a line, and the next `up` makes of it what the definition asks for."""


class AdoptedSpec(Spec):
    """stacks/adopted/<environment>.yaml: written by `evco adopt`."""

    adopted: Annotated[
        dict[EventTypeName, Annotated[list[AdoptedResourceSpec], Unique(("role",)), Field(min_length=1)]],
        OfOne("event_type"),
    ]
    """What each Event Type took over. Entries stay: without its entry a resource would be made anew."""

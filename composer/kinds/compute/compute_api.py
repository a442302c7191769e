"""What all kinds of Compute Engine share: names, links, quotas, and the words of its refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.kind import Rest
from composer.kinds.live_rules import Refusal
from composer.kinds.property import Property, string
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.kinds.live_rules import Link, LiveObjects

NAME = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
"""RFC 1035, as the discovery document of compute.v1 writes it."""

EXISTS = "The resource '{id}' already exists, alreadyExists"
NOT_FOUND = "The resource '{id}' was not found, notFound"
FOLDER = "projects/{project}/regions/{region}"
GLOBAL = "projects/{project}/global"
PATCHED = Writes(change="merge", operation="compute")
"""Writes of a kind that takes no whole object in place of another."""
WRITES = Writes(update=("PATCH", "PUT"), change="merge", operation="compute")
"""Compute Engine merges what changes, and answers with operations."""
ZONES = 3
"""Zones of a region, where a group does not choose them. https://cloud.google.com/compute/docs/regions-zones"""


def in_use(noun: str) -> str:
    """The words of a deletion that is refused because something uses the resource."""
    return f"The {noun} resource '{{id}}' is already being used by '{{child}}', resourceInUseByAnotherResource"


def self_link(collection: str, folder: str = FOLDER) -> Property:
    """The address of a resource of a region, or of none."""
    return string(computed=True, value=f"https://www.googleapis.com/compute/v1/{folder}/{collection}/{{name}}")


def rest(collection: str, noun: str, writes: Writes = WRITES, folder: str = FOLDER) -> Rest:
    """The REST calls of a kind of a region, or of none."""
    region = {"region": f"https://www.googleapis.com/compute/v1/{folder}"} if folder == FOLDER else {}
    return Rest(
        service="compute",
        root="https://compute.googleapis.com/",
        get=f"compute/v1/{folder}/{collection}/{{name}}",
        list=f"compute/v1/{folder}/{collection}",
        items="items",
        body={"kind": f"compute#{noun}", **region},
        writes=writes,
        spellings=(("/compute/beta/", "/compute/v1/"),),
        empty_is_absent=True,
    )


def quota(limit: int, noun: str, row: str, per: str = "{project}/{region}") -> Quota:
    """A quota in Compute Engine's words."""
    where = "in region {region}" if "{region}" in per else "globally"
    return Quota(
        limit,
        per,
        noun,
        row=row,
        code=403,
        message=f"Quota '{{noun}}' exceeded.  Limit: {{limit}}.0 {where}., quotaExceeded",
    )


MACHINE_QUOTAS = (
    quota(2400, "CPUS", "compute.cpus"),
    quota(40_960, "SSD_TOTAL_GB", "compute.ssd_gb"),
)
"""Quotas of what machines take while they run, as `regions.get` calls them: no object of a kind counts against them."""


def same_region(inputs: Mapping[str, Any], links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """Refuse a regional resource that names one of another region."""
    for link in links:
        properties = live.properties(link.parent_kind, link.parent_id)
        if properties is not None and properties.get("region") != inputs.get("region"):
            yield Refusal(
                400,
                f"Invalid value for field 'resource.{link.property}': '{link.parent_id}'. "
                f"It must be in the region {inputs.get('region')}., invalid",
            )

"""Cloud Monitoring: dashboards, given as one JSON document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.property import deletion_policy, document, project
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_LAYOUTS = ("columnLayout", "gridLayout", "mosaicLayout", "rowLayout")
_COLUMNS = 48
"""https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards#MosaicLayout"""


def dashboard_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a dashboard's document: path and words."""
    given = inputs.get("dashboard_json")
    if isinstance(given, dict) and "$json" in given:
        shown = given["$json"]
    elif isinstance(given, str):
        shown = json.loads(given)
    else:
        return
    path = "dashboard_json"
    if not isinstance(shown, dict):
        yield path, "The document must be an object."
        return
    if not shown.get("displayName"):
        yield f"{path}.displayName", "The display name must be set."
    layouts = [name for name in _LAYOUTS if name in shown]
    if len(layouts) != 1:
        yield path, f"Exactly one of {', '.join(_LAYOUTS)} must be set."
    elif layouts == ["mosaicLayout"]:
        yield from _mosaic(shown["mosaicLayout"], f"{path}.mosaicLayout")


def _mosaic(layout: Any, path: str) -> Iterator[Problem]:
    if not isinstance(layout, dict):
        yield path, "The layout must be an object."
        return
    columns = layout.get("columns")
    if not isinstance(columns, int) or not 1 <= columns <= _COLUMNS:
        yield f"{path}.columns", f"The columns must be between 1 and {_COLUMNS}."
        return
    taken: list[tuple[int, int, int, int, int]] = []
    for index, tile in enumerate(layout.get("tiles") or ()):
        here = f"{path}.tiles[{index}]"
        if not isinstance(tile, dict):
            yield here, "A tile must be an object."
            continue
        x, y, width, height = (tile.get(key, 0) for key in ("xPos", "yPos", "width", "height"))
        if not all(isinstance(size, int) for size in (x, y, width, height)) or width < 1 or height < 1:
            yield here, "A tile needs a width and a height of at least 1."
            continue
        if x < 0 or y < 0 or x + width > columns:
            yield here, f"The tile leaves the layout's {columns} columns."
            continue
        for other, left, top, right, bottom in taken:
            if x < right and left < x + width and y < bottom and top < y + height:
                yield here, f"The tile lies over tile {other}."
                break
        taken.append((index, x, y, x + width, y + height))


DASHBOARD = Kind(
    token="gcp:monitoring/dashboard:Dashboard",  # noqa: S106 - a kind's token
    discovery=("monitoring.v1", "Dashboard"),
    inventory=asset("monitoring.googleapis.com/Dashboard"),
    id="projects/{project}/dashboards/{server_id}",
    properties={
        "dashboard_json": document(required=True, api="*"),
        "deletion_policy": deletion_policy(),
        "project": project(),
    },
    rest=Rest(
        service="monitoring",
        root="https://monitoring.googleapis.com/",
        get="v1/{+id}",
        list="v1/projects/{project}/dashboards",
        items="dashboards",
        body={"name": "{id}"},
        writes=Writes(change="whole"),
    ),
    server_made_id=True,
    identified_by="dashboard_json.displayName",
    quotas=(Quota(5000, noun="dashboards"),),
    not_found="The dashboard {id} was not found., notFound",
    charge=FREE,
    joint_rule=dashboard_problems,
)

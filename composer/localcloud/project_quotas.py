"""What Compute Engine tells of a project's quotas: those of the whole project, and of one region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.compute.compute_api import MACHINE_QUOTAS
from composer.kinds.compute.network import NETWORK
from composer.localcloud import project_rules, quota_tallies, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Store

_PATH = re.compile(r"compute/compute/v1/projects/(?P<project>[^/]+)(?:/regions/(?P<region>[^/]+))?")


def read(store: Store, kinds: Mapping[str, Kind], path: str) -> dict[str, Any] | None:
    """The project or region that a path names, with its quotas; None for another path. Raises RefusedError where
    Compute Engine is not enabled."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    project, region = match["project"], match["region"]
    with store.reading() as connection:
        project_rules.judge(connection, NETWORK, {"project": project})
        quotas = []
        compute = [(kind, quota) for kind in kinds.values() if kind.apis[0] == NETWORK.apis[0] for quota in kind.quotas]
        for kind, quota in (*compute, *((NETWORK, quota) for quota in MACHINE_QUOTAS)):  # no machine runs here
            if ("{region}" in quota.per) == bool(region):
                values = {"project": project, "region": region}
                used = quota_tallies.usage(connection, kind, quota, values)
                limit = settings.quota(connection, kind, quota, values)
                quotas.append({"metric": quota.noun, "limit": float(limit), "usage": float(used)})
    what = "region" if region else "project"
    name = region or project
    where = f"https://www.googleapis.com/compute/v1/projects/{project}" + (f"/regions/{region}" if region else "")
    state = {"status": "UP"} if region else {}
    return {"kind": f"compute#{what}", "name": name, "selfLink": where, "quotas": quotas, **state}

"""Google's inventory of assets: what there is in a project, by asset type, as it was a moment ago.

https://cloud.google.com/asset-inventory/docs/reference/rest/v1/assets/list
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from composer.kinds.id_template import fill
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.localcloud import account_keys, cloud_database, computed, page_tokens, settings
from composer.localcloud.bodies import body, policy_of
from composer.localcloud.project_rules import agent_grants
from composer.localcloud.refusal import RefusedError
from composer.units import DAY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Row
    from composer.localcloud.rest_call import Call

PATH = re.compile(r"cloudasset/v1/projects/(?P<project>[^/]+)/assets")
PROJECT = "cloudresourcemanager.googleapis.com/Project"
MOST = 1000
"""Assets in a page at most; 100 where the caller does not say."""
HISTORY = 35 * DAY
"""Seconds into the past that can be asked for."""
_VERSION = re.compile(r"^(?:compute/)?v\d[a-z0-9]*/(?:b/)?")
_PERMISSIONS = {"RESOURCE": "cloudasset.assets.listResource", "IAM_POLICY": "cloudasset.assets.listIamPolicy"}


def about(cloud: Cloud, call: Call) -> str:
    """The tokens of the kinds that a list is about: its objects', or those of all grants. "" for any other path."""
    if not PATH.fullmatch(call.path):
        return ""
    types, policies = call.query.get("assetTypes", []), call.parameter("contentType") == "IAM_POLICY"
    kinds = (
        one for one in cloud.kinds.values() if (one.rest.policy if policies else one.inventory.asset_type in types)
    )
    return " ".join(["cloudasset.Asset", *(kind.token for kind in kinds)])


def read(cloud: Cloud, call: Call) -> dict[str, Any] | None:
    """A page of assets; None for any other path. Raises RefusedError as Google would."""
    match = PATH.fullmatch(call.path)
    if match is None:
        return None
    content = call.parameter("contentType")
    if content not in _PERMISSIONS:
        raise RefusedError(400, f"The local cloud lists RESOURCE and IAM_POLICY, not {content or 'names'}, badRequest")
    supported: dict[str, Kind | None] = {kind.inventory.asset_type: kind for kind in cloud.kinds.values()}
    supported |= {PROJECT: None, account_keys.ASSET_TYPE: None}
    types = sorted(set(call.query.get("assetTypes", [])))
    for unknown in (one for one in types if not one or one not in supported):
        raise RefusedError(400, f"Request contains an invalid argument: unsupported asset type {unknown}., badRequest")
    project = match["project"]
    with cloud.store.reading() as connection:
        if _PERMISSIONS[content] in settings.denied(connection, project):
            raise RefusedError(403, f"Permission '{_PERMISSIONS[content]}' denied on 'projects/{project}', forbidden")
        until = _read_time(call, settings.inventory_lag(connection))
        after = page_tokens.behind(call.parameter("pageToken"))
        if content == "RESOURCE":
            pages = _resources(connection, [supported[one] for one in types], project, after)
            if account_keys.ASSET_TYPE in types:
                pages = chain(pages, account_keys.assets(connection, project, after.partition(" ")[2]))
        else:
            pages = _policies(connection, cloud, types, project, after)
        size = page_tokens.size(call.parameter("pageSize"), 100, MOST)
        assets = list(islice((one for one in pages if one["updateTime"] <= until), size + 1))
    answer: dict[str, Any] = {"readTime": until}
    if assets:
        answer["assets"] = [{name: one[name] for name in one if name != "_place"} for one in assets[:size]]
    if len(assets) > size:
        answer["nextPageToken"] = page_tokens.token(assets[size - 1]["_place"])
    return answer


def _read_time(call: Call, lag: float) -> str:
    """The moment up to which the answer holds. Raises RefusedError for one that is not kept."""
    now = datetime.now(UTC)
    given = call.parameter("readTime")
    moment = datetime.fromisoformat(given) if given else now - timedelta(seconds=lag)
    if not now - timedelta(seconds=HISTORY) <= moment <= now:
        raise RefusedError(400, f"Request contains an invalid argument: read_time {given}., badRequest")
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _resources(
    connection: sqlite3.Connection, kinds: Iterable[Kind | None], project: str, after: str
) -> Iterator[dict[str, Any]]:
    """Assets with their bodies. An object that was made later than the answer holds for is not seen."""
    after_kind, _, after_id = after.partition(" ")
    for kind in sorted((one for one in kinds if one is not None), key=lambda one: one.token):
        if kind.token < after_kind:
            continue
        start = after_id if kind.token == after_kind else ""
        for row in _rows(connection, kind, start):
            if cloud_database.project_of(row) == project:
                yield _asset(kind, row) | {
                    "resource": {"version": kind.discovery[0].rpartition(".")[2], "discoveryName": kind.discovery[1]}
                    | {"data": body(kind, row)},
                    "_place": f"{kind.token} {row.id}",
                }


def _rows(connection: sqlite3.Connection, kind: Kind, after: str) -> Iterator[Row]:
    """The rows of a kind in the order of ids, a thousand at once."""
    while rows := cloud_database.load_all(connection, kind.token, after, MOST):
        yield from rows
        after = rows[-1].id


def _asset(kind: Kind, row: Row) -> dict[str, Any]:
    path = fill(kind.rest.get, kind, {**row.properties, "id": row.id}, encode=True) or row.id
    host = kind.inventory.asset_type.partition("/")[0]
    return {
        "name": f"//{host}/{_VERSION.sub('', path)}",
        "assetType": kind.inventory.asset_type,
        "ancestors": [f"projects/{computed.project_number(cloud_database.project_of(row))}"],
        "updateTime": row.created,
    }


def _policies(
    connection: sqlite3.Connection, cloud: Cloud, types: Iterable[str], project: str, after: str
) -> Iterator[dict[str, Any]]:
    """The policies of assets that have one, in the order of asset types and ids."""
    after_type, _, after_place = after.partition(" ")
    for asset_type in types:
        if asset_type < after_type:
            continue
        start = after_place if asset_type == after_type else ""
        for place, asset, rows in _granted(connection, cloud, asset_type, project, start):
            if place > start and (policy := policy_of(rows)).keys() & {"bindings", "auditConfigs"}:
                grants = agent_grants(connection, {"project": project}) if asset_type == PROJECT else ()
                own = [{"role": one["role"], "members": [one["member"]]} for one in grants]
                policy["bindings"] = [*policy.get("bindings", ()), *own]
                newest = max(row.created for row in rows)
                yield asset | {"iamPolicy": policy, "updateTime": newest, "_place": f"{asset_type} {place}"}


def _granted(
    connection: sqlite3.Connection, cloud: Cloud, asset_type: str, project: str, after: str
) -> Iterator[tuple[str, dict[str, Any], list[Row]]]:
    """Each asset of a type behind `after` with the rows that its policy is made of."""
    if asset_type == PROJECT:
        rows = [
            row
            for token in (PROJECT_IAM_MEMBER.token, AUDIT_CONFIG.token)
            for row in cloud_database.load_all(connection, token)
            if row.properties.get("project") == project
        ]
        yield project, {"name": f"//{PROJECT.partition('/')[0]}/projects/{project}", "assetType": PROJECT}, rows
        return
    for holder in (one for one in cloud.kinds.values() if one.inventory.asset_type == asset_type):
        kinds = [kind for kind in cloud.kinds.values() if _grants_on(kind, holder)]
        for row in _rows(connection, holder, after) if kinds else ():
            if cloud_database.project_of(row) == project and (grants := _grants_of(connection, kinds, row)):
                yield row.id, _asset(holder, row), grants


def _grants_on(kind: Kind, holder: Kind) -> bool:
    holds = kind.parents[0] if kind.rest.policy and kind.parents else None
    return holds is not None and not holds.optional and holds.kind == holder.token


def _grants_of(connection: sqlite3.Connection, kinds: Iterable[Kind], row: Row) -> list[Row]:
    """The grants of these kinds on one object."""
    query = "SELECT DISTINCT id FROM links WHERE parent_kind = ? AND parent_id = ? AND kind = ? ORDER BY id"
    rows = [
        cloud_database.load(connection, kind.token, object_id)
        for kind in kinds
        for (object_id,) in connection.execute(query, (row.kind, row.id, kind.token)).fetchall()
    ]
    return [one for one in rows if one is not None]

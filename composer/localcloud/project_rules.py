"""What a project must have before Google makes anything in it: its APIs enabled, and Google's own accounts made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.projects.service import SERVICE, SERVICE_IDENTITY
from composer.kinds.projects.service_agents import AGENT_ROLES, AWAITED, GENERATED, READ, api_of
from composer.localcloud import cloud_database, computed, settings
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Store

_AGENT = re.compile(r"serviceAccount:(?P<email>\D+(?P<number>\d{6,20})@[a-z0-9.-]+)")


def judge(connection: sqlite3.Connection, kind: Kind, values: Mapping[str, Any]) -> None:
    """Refuse what a project that began with nothing is not ready for. Raises RefusedError as Google would."""
    project = str(values.get("project") or "")
    if kind.token != SERVICE.token and project and settings.is_new_project(connection, project):
        for api in kind.apis[:1]:
            if cloud_database.load(connection, SERVICE.token, f"{project}/{api}") is None:
                raise RefusedError(403, disabled(project, api))
            if api in AWAITED and not _is_generated(connection, project, api):
                raise RefusedError(400, AWAITED[api])
    match = _AGENT.fullmatch(str(values.get("member") or ""))
    if match is not None:
        _there(connection, match["email"], match["number"])


def disabled(project: str, api: str) -> str:
    """Google's words on an API that is not enabled."""
    name = api.partition(".")[0].capitalize()
    return (
        f"{name} API has not been used in project {project} before or it is disabled. Enable it by visiting "
        f"https://console.developers.google.com/apis/api/{api}/overview?project={project} then retry. If you enabled "
        "this API recently, wait a few minutes for the action to propagate to our systems and retry., SERVICE_DISABLED"
    )


def _there(connection: sqlite3.Connection, email: str, number: str) -> None:
    api, project = api_of(email), settings.new_project_of(connection, number)
    if not api or project is None:
        return
    if api in GENERATED and _is_generated(connection, project, api):
        return
    if api in READ and settings.is_agent_read(connection, project, api):
        return
    raise RefusedError(400, f"Service account {email} does not exist., badRequest")


def agent_grants(connection: sqlite3.Connection, stated: Mapping[str, str]) -> list[dict[str, Any]]:
    """The grants that Google itself makes to its accounts in a project's policy, once they are made; none in any other
    policy."""
    project = stated["project"] if stated.keys() == {"project"} else ""
    number = settings.number_of(connection, project) if project else None
    return [
        {"role": role, "member": f"serviceAccount:{GENERATED[api].replace('{number}', number)}"}
        for api, role in AGENT_ROLES.items()
        if number and _is_generated(connection, project, api)
    ]


def _is_generated(connection: sqlite3.Connection, project: str, api: str) -> bool:
    identity = f"projects/{project}/services/{api}"
    return cloud_database.load(connection, SERVICE_IDENTITY.token, identity) is not None


def read_agent(store: Store, path: str) -> dict[str, Any] | None:
    """The answer to who a service acts by, which makes that account; None for another path."""
    for api, (kind, template, address) in READ.items():
        before, _, after = f"{kind.rest.service}/{template}".partition("{project}")
        if not (path.startswith(before) and path.endswith(after)):
            continue
        project = path.removeprefix(before).removesuffix(after)
        if "/" in project:
            continue
        with store.reading() as connection:
            number = settings.number_of(connection, project) or "0"
        settings.set_agent_read(store, project, api)
        email = address.replace("{number}", number)
        return {"kind": f"{kind.rest.service}#serviceAccount", "email_address": email, "email": email}
    return None


_PROJECT = re.compile(r"cloudresourcemanager/v1/projects/(?P<project>[^/:]+)")


def read_project(store: Store, path: str) -> dict[str, Any] | None:
    """A project as Resource Manager tells it; None for another path. Every name is that of a project here."""
    match = _PROJECT.fullmatch(path)
    if match is None:
        return None
    project = match["project"]
    with store.reading() as connection:
        name = settings.new_project_of(connection, project) or project
        number = settings.number_of(connection, name) or computed.project_number(name)
    return {"projectNumber": number, "projectId": name, "name": name, "lifecycleState": "ACTIVE"}

"""Every kind of resource in one small graph, as the cases of the local cloud state it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from composer.audit.audit_request import AuditRequest
from composer.facets.storage.iceberg import ROLES
from composer.graph import Resource, ResourceGraph
from composer.kinds import KINDS
from composer.kinds.bigquery.connection import ACCOUNT_OUTPUT
from composer.kinds.id_template import fill
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER
from composer.model import Cell, State

CASES = sorted((Path(__file__).parents[1] / "localcloud" / "cases").glob("*.yaml"))
OWNER = "OneOfEach"
CELL = Cell("music-1", "music-1234", "300000000001", "europe-west1")
_NAME = re.compile(r"(\$\{?[a-z]+\}?)")


def graph() -> ResourceGraph:
    """A resource of each kind at least, with what it refers to; where cases have one of the same id, the first counts."""
    resources: dict[tuple[str, str], Resource] = {}

    def add(token: str, inputs: dict[str, Any], role: str) -> Any:
        kind = KINDS[token]
        object_id = fill(kind.id, kind, {"project": CELL.project, "region": CELL.region, **inputs})
        made = Resource(f"{OWNER}/{role}", token, role, inputs, because="")
        made = resources.setdefault((token, object_id or str(inputs)), made)
        return object_id or {"$ref": made.id, "output": "id"}

    for path in CASES:
        case = yaml.safe_load(path.read_text())
        ids: dict[str, Any] = {}
        for given in case.get("before", ()):
            ids[f"${given['as']}"] = add(given["kind"], linked(given["inputs"], ids), f"{path.stem}-{given['as']}")
        add(case["kind"], linked(case["inputs"], ids), path.stem)
    for number, role in enumerate(ROLES.values()):  # whose names only the server of another resource knows
        account = {"$join": ["serviceAccount:", {"$ref": f"{OWNER}/connection", "output": ACCOUNT_OUTPUT}]}
        inputs = {"bucket": {"$ref": f"{OWNER}/bucket", "output": "name"}, "role": role[0], "member": account}
        add(BUCKET_IAM_MEMBER.token, inputs, f"connection-{number}")
    return ResourceGraph.of(OWNER, tuple(resources.values()), "")


def request() -> AuditRequest:
    """As if it was applied."""
    graphs = {OWNER: graph()}
    return AuditRequest("local", graphs, graphs, {OWNER: CELL}, {OWNER: State.ACTIVE}, {OWNER: "team"}, {"team"})


def linked(value: Any, ids: dict[str, Any]) -> Any:
    """The value with what the names of resources stand for."""
    if isinstance(value, dict):
        return {key: linked(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [linked(inner, ids) for inner in value]
    if not isinstance(value, str) or "$" not in value:
        return value
    parts = [ids.get(part.replace("{", "").replace("}", ""), part) for part in _NAME.split(value) if part]
    if len(parts) == 1:
        return parts[0]
    return "".join(parts) if all(isinstance(one, str) for one in parts) else {"$join": parts}

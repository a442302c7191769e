"""Who may read which resource of a graph: from its grants, its datasets and its policies for columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph.names import READY
from composer.graph.resource import references
from composer.privacy.copies import DATASET, HOLDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph import Resource, ResourceGraph

POLICY = "gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy"
KEY_GRANT = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
WRITE_ONLY = frozenset({"roles/pubsub.publisher", "roles/storage.objectCreator"})
"""Every other role on something that holds events counts as reading it, so that a new one is not forgotten."""
PROJECT_GRANT = "gcp:projects/iAMMember:IAMMember"
EVERYTHING = frozenset({"owner", "editor", "viewer"})
"""Basic roles of a project, which reach into every product."""
_ABOUT_WHOM = frozenset({"member", "condition", "role"})
_GROUP, _ACCOUNT = "principalSet://goog/group/", "principal://iam.googleapis.com/projects/-/serviceAccounts/"


def readers(graph: ResourceGraph) -> Mapping[str, frozenset[str]]:
    """Principals by the id of the resource that they may read. Google's own service agents are left out."""
    found: dict[str, set[str]] = {}
    for resource in graph.resources:
        if resource.type.endswith("IAMMember") and resource.inputs.get("role") not in WRITE_ONLY:
            member = principal(resource.inputs.get("member"))
            if not _googles_own(member):
                for target in _targets(resource, graph):
                    found.setdefault(ready(target) if _only_finished(resource) else target, set()).add(member)
        elif resource.type == DATASET:
            found.setdefault(resource.id, set()).update(_members(resource))
    return {target: frozenset(members) for target, members in found.items()}


def ready(bucket: str) -> str:
    """The part of a landing bucket that holds what is finished: nothing in it is still to be encrypted."""
    return f"{bucket}/{READY}"


def _only_finished(grant: Resource) -> bool:
    condition = grant.inputs.get("condition")
    return isinstance(condition, dict) and f'/objects/{READY}")' in str(condition.get("expression"))


def key_holders(graph: ResourceGraph) -> frozenset[str] | None:
    """Who may decrypt with the Event Type's key; None where the graph grants none."""
    grants = [one for one in graph.resources if one.type == KEY_GRANT and "ecrypter" in str(one.inputs.get("role"))]
    members = {principal(one.inputs.get("member")) for one in grants}
    return frozenset(one for one in members if not _googles_own(one)) if grants else None


def grantees(graph: ResourceGraph, role: str) -> frozenset[str] | None:
    """Whom a policy for columns lets read; None if there is no such policy."""
    for resource in graph.resources:
        if resource.type == POLICY and resource.role == role:
            return frozenset(_from_v2(one) for one in resource.inputs.get("grantees", ()))
    return None


def principal(member: Any) -> str:
    """A member as people write it; one that is made by the graph is named by its resource."""
    if isinstance(member, dict):
        if "$join" in member:
            return "".join(part if isinstance(part, str) else principal(part) for part in member["$join"])
        return str(member.get("$ref", ""))
    return str(member)


def _targets(grant: Resource, graph: ResourceGraph) -> set[str]:
    if grant.type == PROJECT_GRANT:
        # whoever may read a product in the whole project reads everything that the graph keeps in it
        role = str(grant.inputs.get("role")).removeprefix("roles/")
        return {one.id for one in graph.resources if one.type in HOLDERS and _opens(role, one.type)}
    on = {key: value for key, value in grant.inputs.items() if key not in _ABOUT_WHOM}
    return {found.id for found in references(on)}


def _opens(role: str, token: str) -> bool:
    return role in EVERYTHING or role.split(".", maxsplit=1)[0] == token.split(":")[1].split("/", maxsplit=1)[0]


def _members(dataset: Resource) -> set[str]:
    said = set()
    for access in dataset.inputs.get("accesses", ()):
        for key, kind in (("group_by_email", "group:"), ("user_by_email", "user:"), ("iam_member", "")):
            if access.get(key):
                address = str(access[key])
                service = kind == "user:" and address.endswith(".gserviceaccount.com")
                said.add(f"{'serviceAccount:' if service else kind}{address}")
    return said


def _googles_own(member: str) -> bool:
    return "@gcp-sa-" in member or "@gs-project-accounts." in member or "@bigquery-encryption." in member


def _from_v2(member: str) -> str:
    if member.startswith(_GROUP):
        return f"group:{member.removeprefix(_GROUP)}"
    if member.startswith(_ACCOUNT):
        return f"serviceAccount:{member.removeprefix(_ACCOUNT)}"
    return f"user:{member.rpartition('/')[2]}"

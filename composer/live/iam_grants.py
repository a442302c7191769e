"""IAM policies as single grants, and configurations of audit logs, under the ids of the kinds that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.live.google import api_of
from composer.live.live_objects import LiveObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds import Kind
    from composer.live.google import Answer, Google

PROJECT = "cloudresourcemanager.googleapis.com/Project"
"""The asset type of projects, which are no kind here and have policies."""


def member_kinds() -> Mapping[str, Kind]:
    """The kinds of grants, by the token of what they are granted on; "" for the project."""
    return {
        kind.parents[0].kind if kind is not PROJECT_IAM_MEMBER else "": kind
        for kind in KINDS.values()
        if kind.rest.policy and kind is not AUDIT_CONFIG
    }


def holder_property(kind: Kind) -> str:
    """The property of a grant that names what it is granted on."""
    return "project" if kind is PROJECT_IAM_MEMBER else kind.parents[0].property


def _policy_options(kind: Kind) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The body (None: GET) and the parameters that ask for a policy with its conditions: without them Google answers
    an older version, in which roles with conditions have other names.
    https://cloud.google.com/iam/docs/policies#specifying-version-get"""
    if kind.rest.service == "storage":
        return None, {"optionsRequestedPolicyVersion": "3"}
    if kind.rest.post and kind.rest.service != "iam":  # the body of IAM's own must be empty
        return {"options": {"requestedPolicyVersion": 3}}, {}
    return {} if kind.rest.post else None, {"options.requestedPolicyVersion": "3"}


def read_policy(google: Google, kind: Kind, path: str) -> Answer:
    """The answer to the question for the policy at a path of a kind of grant, conditions included."""
    body, parameters = _policy_options(kind)
    return google.ask(api_of(kind), path, body, **parameters)


def granted_on(
    google: Google, kind: Kind, live: LiveObject, project: str
) -> tuple[str, Answer, tuple[LiveObject, ...]]:
    """The path of an object's policy, the answer to the question for it, and every grant in it. `kind`: that of the
    grants."""
    holder = {"project": project, holder_property(kind): live.id}
    path = fill(kind.rest.get, kind, holder, encode=True) or ""
    answer = read_policy(google, kind, path)
    return path, answer, tuple(grants_of(kind, holder, answer.body, confirmed=True)) if answer.fine else ()


def grants_of(
    kind: Kind, holder: Mapping[str, str], policy: Mapping[str, Any], *, confirmed: bool
) -> Iterator[LiveObject]:
    """Every grant of a policy. `holder`: the properties that say whose policy it is."""
    for binding in policy.get("bindings", ()):
        condition = {"condition": binding["condition"]} if binding.get("condition") else {}
        for member in binding.get("members", ()):
            properties = {**holder, "role": binding.get("role"), "member": member, **condition}
            yield _grant(kind, properties, confirmed=confirmed)
    if kind is PROJECT_IAM_MEMBER:
        for audited in policy.get("auditConfigs", ()):
            configs = [
                {"log_type": one.get("logType")}
                | ({"exempted_members": one["exemptedMembers"]} if one.get("exemptedMembers") else {})
                for one in audited.get("auditLogConfigs", ())
            ]
            properties = {**holder, "service": audited.get("service"), "audit_log_configs": configs}
            yield _grant(AUDIT_CONFIG, properties, confirmed=confirmed)


def _grant(kind: Kind, properties: Mapping[str, Any], *, confirmed: bool) -> LiveObject:
    return LiveObject(kind.token, fill(kind.id, kind, properties) or "", properties, confirmed=confirmed)

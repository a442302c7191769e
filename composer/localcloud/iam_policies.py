"""IAM policies over REST: read, replaced as a whole under their etag, and asked for permissions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.localcloud import audit_configs, cloud_database, faults, settings
from composer.localcloud.bodies import policy_of
from composer.localcloud.project_rules import agent_grants
from composer.localcloud.refusal import RefusedError, not_found
from composer.localcloud.rest_call import Answer, Call
from composer.localcloud.routes import path_pattern

if TYPE_CHECKING:
    import re
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Row

MOST_PERMISSIONS = 100
"""Permissions that Google tests in one call. https://cloud.google.com/iam/docs/testing-permissions"""
_CONDITIONS = 3
"""The version of policies that have conditions."""


@dataclass(frozen=True, slots=True)
class _Route:
    verb: str
    path: re.Pattern[str]
    kind: Kind
    what: str  # "get", "set" or "test"


class Policies:
    """The policies of everything that can have one."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._routes = tuple(_routes(cloud.kinds))

    def answer(self, call: Call) -> Answer | None:
        """The answer to a call about a policy; None for any other. Raises RefusedError as Google would."""
        plain = call.path
        for route in self._routes:
            match = route.path.fullmatch(plain) if route.verb == call.verb else None
            if match is None:
                continue
            stated = {name: unquote(part) for name, part in match.groupdict().items()}
            match route.what:
                case "get":
                    name = next(iter(stated.values()))
                    with (
                        faults.applied(self.cloud.store, route.kind.token, "read", name, lambda: True),
                        self.cloud.store.reading() as connection,
                    ):
                        rows = [*self._grants(connection, route.kind, stated), *self._audited(connection, stated)]
                        return Answer(_with_agents(policy_of(rows), agent_grants(connection, stated)))
                case "test":
                    with self.cloud.store.reading() as connection:
                        self._grants(connection, route.kind, stated)
                        denied = settings.denied(connection, stated.get("project", ""))
                    return Answer(_granted(call, denied))
                case _:
                    return Answer(self._replaced(route.kind, stated, call))
        return None

    def _replaced(self, kind: Kind, stated: Mapping[str, str], call: Call) -> dict[str, Any]:
        """Make the policy what the call says, in one transaction: what stays is not touched."""
        given = call.json()
        policy = given if call.verb == "PUT" else _object(given.get("policy"))
        wanted = {_key(grant): grant for grant in _members(policy)}
        name = next(iter(stated.values()))
        with (
            faults.applied(self.cloud.store, kind.token, "update", name, lambda: True),
            self.cloud.store.writing() as connection,
        ):
            there = list(self._grants(connection, kind, stated))
            for grant in agent_grants(connection, stated):  # Google's own: neither made nor taken away here
                wanted.pop(_key(grant), None)
            audited = list(self._audited(connection, stated))
            self._judge_etag(call, policy, policy_of([*there, *audited])["etag"])
            if stated.keys() == {"project"} and "auditConfigs" in str(given.get("updateMask") or ""):
                audit_configs.replace(self.cloud, stated["project"], audited, policy.get("auditConfigs"))
            elif policy.get("auditConfigs", present := policy_of(audited).get("auditConfigs", [])) != present:
                raise RefusedError(400, "auditConfigs are changed where the updateMask names them., badRequest")
            current = {_key(row.properties): row for row in there}
            for key in current.keys() - wanted.keys():
                self.cloud.delete(kind, current[key].id, {})
            for key in sorted(wanted.keys() - current.keys()):
                self.cloud.create(kind, {**self._holder(connection, kind, stated), **wanted[key]})
            return policy_of([*self._grants(connection, kind, stated), *self._audited(connection, stated)])

    def _judge_etag(self, call: Call, policy: Mapping[str, Any], current: str) -> None:
        """Refuse a policy that was made of another one than the current."""
        if policy.get("etag") in (None, "", current):
            return
        if call.verb == "PUT":  # Cloud Storage
            raise RefusedError(412, "At least one of the pre-conditions you specified did not hold., conditionNotMet")
        raise RefusedError(
            409,
            "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff., "
            "aborted",
        )

    def _audited(self, connection: sqlite3.Connection, stated: Mapping[str, str]) -> list[Row]:
        """The configurations of audit logs in a project's policy; none in any other."""
        rows = cloud_database.load_all(connection, AUDIT_CONFIG.token) if stated.keys() == {"project"} else []
        return [row for row in rows if row.properties.get("project") == stated["project"]]

    def _grants(self, connection: sqlite3.Connection, kind: Kind, stated: Mapping[str, str]) -> list[Row]:
        """The rows of a policy. Raises RefusedError where that which has it is not there."""
        parent = kind.parents[0]
        if parent.optional:  # on something that is not made here: a project
            rows = cloud_database.load_all(connection, kind.token)
            return [row for row in rows if all(row.properties.get(name) == value for name, value in stated.items())]
        holder, parent_id = self.cloud.kinds[parent.kind], self._holder_id(kind, stated)
        if cloud_database.load(connection, holder.token, parent_id) is None:
            raise not_found(holder, {"name": parent_id})
        links = connection.execute(
            "SELECT id FROM links WHERE parent_kind = ? AND parent_id = ? AND kind = ? ORDER BY id",
            (holder.token, parent_id, kind.token),
        ).fetchall()
        loaded = [cloud_database.load(connection, kind.token, object_id) for (object_id,) in links]
        return [row for row in loaded if row is not None]

    def _holder_id(self, kind: Kind, stated: Mapping[str, str]) -> str:
        parent = kind.parents[0]
        value = stated[parent.property]
        return value.rpartition("/")[2] if self.cloud.kinds[parent.kind].id == "{name}" else value

    def _holder(self, connection: sqlite3.Connection, kind: Kind, stated: Mapping[str, str]) -> dict[str, str]:
        """The properties that every grant in the policy shares: whose policy it is."""
        if kind.parents[0].optional or "project" not in kind.properties:
            return dict(stated)
        row = cloud_database.load(connection, kind.parents[0].kind, self._holder_id(kind, stated))
        return {**stated, "project": row.project if row else ""}


def _routes(kinds: Mapping[str, Kind]) -> Iterator[_Route]:
    for kind in kinds.values():
        rest = kind.rest
        if not rest.policy or kind is AUDIT_CONFIG:  # a part of the policy that the grants are in
            continue
        base, colon, _ = rest.get.partition(":getIamPolicy")
        paths = {
            "get": ("POST" if rest.post else "GET", rest.get),
            "set": ("POST", f"{base}:setIamPolicy") if colon else ("PUT", base),
            "test": ("POST", f"{base}:testIamPermissions") if colon else ("GET", f"{base}/testPermissions"),
        }
        for what, (verb, path) in paths.items():
            yield _Route(verb, path_pattern(rest.service, path, kind), kind, what)


def _with_agents(policy: dict[str, Any], grants: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The policy with what Google granted its own accounts, which is no part of its etag."""
    own = [{"role": grant["role"], "members": [grant["member"]]} for grant in grants]
    return policy | {"bindings": [*policy.get("bindings", ()), *own]} if own else policy


def _granted(call: Call, denied: Collection[str]) -> dict[str, Any]:
    """Every permission that was asked for, but those that are denied: here, every caller may do everything else."""
    asked = call.query.get("permissions", []) if call.verb == "GET" else call.json().get("permissions", [])
    if not isinstance(asked, list) or len(asked) > MOST_PERMISSIONS:
        raise RefusedError(400, f"At most {MOST_PERMISSIONS} permissions can be tested at once., badRequest")
    if any(not isinstance(one, str) or "*" in one for one in asked):
        raise RefusedError(400, "Permissions with wildcards (such as '*') are not allowed., badRequest")
    granted = [one for one in asked if one not in denied]
    return {"permissions": granted} if granted else {}


def _object(policy: object) -> dict[str, Any]:
    if not isinstance(policy, dict):
        raise RefusedError(400, "The policy must be an object., badRequest")
    return policy


def _members(policy: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Role, member and condition of every grant of a policy. Raises RefusedError for what is none."""
    if not isinstance(policy.get("bindings", []), list):
        raise RefusedError(400, "The bindings of a policy must be a list., badRequest")
    for binding in policy.get("bindings", ()):
        if not isinstance(binding, dict) or not isinstance(binding.get("members", []), list):
            raise RefusedError(400, "A binding must be an object with a list of members., badRequest")
        condition = binding.get("condition")
        if condition and policy.get("version") != _CONDITIONS:
            raise RefusedError(400, f"A policy with conditions must have the version {_CONDITIONS}., badRequest")
        for member in binding.get("members", ()):
            grant = {"role": binding.get("role"), "member": member}
            yield {**grant, "condition": condition} if condition else grant


def _key(grant: Mapping[str, Any]) -> str:
    return json.dumps([grant["role"], grant["member"], grant.get("condition")], sort_keys=True)

"""What the owning API itself says of one resource: inventories lag, so nothing is called missing or drifted by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.audit.expected import identity
from composer.kinds.id_template import fill
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.live.google import Answer, api_of
from composer.live.iam_grants import grants_of, holder_property, read_policy
from composer.live.live_objects import object_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.audit.expected import Expected
    from composer.live.google import Google
    from composer.live.inventory import Read
    from composer.live.live_objects import LiveObject


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was answered: the object, None where it is not there; or that nobody knows."""

    live: LiveObject | None = None
    refused: Answer | None = None


class Confirming:
    """Asks about single resources. A policy is asked for once, and so is a list. `reads`: the lists that there are."""

    def __init__(self, google: Google, reads: Iterable[Read]) -> None:
        self._google = google
        self._unread = [one for one in reads if not one.complete]
        self._answers: dict[str, tuple[Answer, list[Mapping[str, Any]]]] = {}
        self.asked = 0

    def confirm(self, expected: Expected) -> Confirmed:
        """The API's own view of a resource."""
        kind, values = expected.kind, expected.values
        listed = expected.object_id is None and bool(kind.rest.list)
        template = kind.rest.list if listed else kind.rest.get
        path = fill(template, kind, {**values, "id": expected.object_id}, encode=True)
        unnamed = expected.object_id is None and not kind.server_made_id
        if path is None or unnamed:  # what it is in, or is named after, is not there, or could not be seen
            holders = {parent.kind for parent in kind.parents}
            unread = next((one for one in self._unread if unnamed or one.tokens & holders), None)
            return Confirmed(refused=Answer(unread.status, refusal=unread.refusal) if unread else None)
        answer, items = self._asked(
            expected, path, kind.rest.items if listed or kind.rest.get == kind.rest.list else ""
        )
        if answer.absent:
            return Confirmed()
        if not answer.fine:
            return Confirmed(refused=answer)
        return Confirmed(next((one for one in self._objects(expected, items) if _is(expected, one)), None))

    def key(self, name: str) -> Answer:
        """The API's own view of a key of a service account."""
        self.asked += 1
        return self._google.ask(api_of(ACCOUNT), f"v1/{name}")

    def _asked(self, expected: Expected, path: str, items: str) -> tuple[Answer, list[Mapping[str, Any]]]:
        kind = expected.kind
        key = f"{kind.rest.service}/{path}"
        if key not in self._answers:
            self.asked += 1
            if items:
                listed = self._google.listed(api_of(kind), path, items)
                there = listed.last, list(listed.items)
            else:
                answer = (
                    read_policy(self._google, kind, path)
                    if kind.rest.policy
                    else self._google.ask(api_of(kind), path, {} if kind.rest.post else None)
                )
                there = answer, [answer.body]
            if not (items or kind.rest.policy):
                return there
            self._answers[key] = there
        return self._answers[key]

    def _objects(self, expected: Expected, items: Iterable[Mapping[str, Any]]) -> Iterable[LiveObject]:
        kind, values = expected.kind, expected.values
        if kind.rest.policy:
            member = PROJECT_IAM_MEMBER if kind is AUDIT_CONFIG else kind
            name = holder_property(member)
            holder = {name: values[name]} | ({"project": values["project"]} if "project" in values else {})
            return [one for item in items for one in grants_of(member, holder, item, confirmed=True)]
        given = {name: value for name, value in values.items() if isinstance(value, str) and _in_path(expected, name)}
        objects = (object_of(kind, item, given, confirmed=True) for item in items)
        return [one for one in objects if one is not None]


def _in_path(expected: Expected, name: str) -> bool:
    """True if a property is known by where the object was asked for."""
    kind = expected.kind
    return name in {"project", "region", "location"} or any(
        f"{{{sign}{name}}}" in template for sign in ("", "+") for template in (kind.id, kind.rest.get, kind.rest.list)
    )


def _is(expected: Expected, live: LiveObject) -> bool:
    """True if an object is the one that is expected."""
    if live.token != expected.resource.type:
        return False
    if expected.object_id is not None:
        return live.id == expected.object_id
    return identity(expected.kind, live.properties) == identity(expected.kind, expected.values)

"""Live objects as a kind's properties, whichever API told of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from composer.kinds import KINDS
from composer.kinds.id_template import fill, pattern
from composer.kinds.rest_bodies import stated
from composer.kinds.unknown_values import camel
from composer.live.live_resources import labels_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from composer.kinds import Kind, Property


@dataclass(frozen=True, slots=True)
class LiveObject:
    """One object: its kind's token, its id, and what was told of it. `content_hash`: of its content, where it has any
    (MD5, base64). `confirmed`: the owning API itself told of it, not the inventory. `assigned`: what only its server
    could name, such as the account of a connection, by the path of the output that has it."""

    token: str
    id: str
    properties: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    content_hash: str = ""
    confirmed: bool = False
    assigned: Mapping[str, str] = field(default_factory=dict)


def object_of(kind: Kind, body: Mapping[str, Any], given: Mapping[str, str], *, confirmed: bool) -> LiveObject | None:
    """The object that a body describes; None for one that has no id of this kind. `given`: what is known of it by where
    it was found, such as its project."""
    read = stated(kind, body).properties
    name = str(body.get("name", ""))
    first = kind.id.partition("{")[0] or "projects/"  # what full names begin with
    by_id = kind.rest.body.get("name", "{id}") == "{id}" and name.startswith(first)
    match = _expression(kind.token).fullmatch(name) if by_id else None
    known = {key: value for key, value in (match.groupdict() if match else {}).items() if key in kind.properties}
    acted = {name: body.get(member) == value for member, (name, value) in kind.rest.writes.shown.items()}
    properties = {**{key: given[key] for key in given if key in kind.properties}, **known, **read, **acted}
    object_id = match.string if match else fill(kind.id, kind, properties)
    if object_id is None:
        return None
    content_hash = str(body.get("md5Hash", "")) if kind.rest.writes.media else ""
    labels = labels_of(body, "labels", "userLabels")
    assigned = dict(_assigned(kind.properties, body))
    return LiveObject(kind.token, object_id, properties, labels, content_hash, confirmed, assigned)


def _assigned(rules: Mapping[str, Property], body: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, rule in rules.items():
        value = body.get(rule.api or camel(name))
        if rule.computed and isinstance(value, str) and "{serial}" in rule.value:
            yield path + name, value
        elif rule.properties and isinstance(value, dict):
            yield from _assigned(rule.properties, value, f"{path}{name}.")


@cache
def _expression(token: str) -> re.Pattern[str]:
    """An expression for the full name of an object of this kind: its id, whose parents may be names of that form."""
    kind = KINDS[token]
    inner, slash, last = kind.id.rpartition("/")
    return pattern(inner.replace("{", "{+") + slash + last, kind)

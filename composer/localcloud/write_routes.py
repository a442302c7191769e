"""Which call of Google's REST API makes, changes or deletes what, worked out from the table of kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from composer.kinds.id_template import holes
from composer.localcloud import media
from composer.localcloud.routes import path_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property
    from composer.localcloud.rest_call import Call


@dataclass(frozen=True, slots=True)
class WriteRoute:
    """A verb and a path that write a kind; `what` is create, update, delete, or the name of an action or a call.
    `operation` is the style of the long-running operation that it is answered with, if any."""

    verb: str
    path: re.Pattern[str]
    query: str
    kind: Kind
    what: str
    operation: str

    def parameters(self, call: Call) -> dict[str, str] | None:
        """The kind's properties that the call's path and query state; None if it is another call."""
        match = self.path.fullmatch(call.path) if call.verb == self.verb else None
        if match is None:
            return None
        stated = {name: unquote(part) for name, part in match.groupdict().items() if part}
        for member, name in named(self.query):
            value = call.parameter(member)
            if not value and self.what in {"update", "delete"}:
                return None
            if value:
                stated[name] = value
        return stated


def named(template: str) -> Iterator[tuple[str, str]]:
    """Members and the properties that they state, of a template such as `topicId={name}`."""
    for part in filter(None, template.split("&")):
        member, _, hole = part.partition("=")
        yield member, holes(hole)[0]


def write_routes(kinds: Mapping[str, Kind]) -> tuple[WriteRoute, ...]:
    """Every call that writes; longer paths, such as those of actions, come first."""
    routes = [route for kind in kinds.values() if not kind.rest.policy for route in _of(kind)]
    return tuple(sorted(routes, key=lambda route: route.what in {"create", "update", "delete"}))


def _of(kind: Kind) -> Iterator[WriteRoute]:
    rest = kind.rest
    writes = rest.writes
    if writes.none:
        return
    service, style = rest.service, writes.operation
    collection, _, query = rest.list.partition("?")
    made_at = rest.get if writes.create == "PUT" else collection
    beside = "" if writes.created_in else writes.names
    stated = "&".join(filter(None, (query, beside)))
    yield WriteRoute(writes.create, path_pattern(service, made_at, kind), stated, kind, "create", style)
    if writes.media:
        yield WriteRoute("POST", path_pattern(media.UPLOAD + service, made_at, kind), beside, kind, "create", style)
    changed_at, _, query = (writes.update_path or rest.get).partition("?")
    for verb in writes.update:
        yield WriteRoute(verb, path_pattern(service, changed_at, kind), query, kind, "update", style)
    if not kind.permanent:
        deleted_at, _, query = (writes.delete_path or rest.get).partition("?")
        yield WriteRoute("DELETE", path_pattern(service, deleted_at, kind), query, kind, "delete", style)
    for action in writes.actions:
        yield WriteRoute("POST", path_pattern(service, f"{rest.get}:{action}", kind), "", kind, action, style)
    for below in (*writes.calls, *writes.setters):
        yield WriteRoute("POST", path_pattern(service, f"{rest.get}/{below}", kind), "", kind, below, style)
    if writes.twins:
        created, changed = f"{made_at}:createAsync", f"{changed_at}:updateAsync"
        yield WriteRoute("POST", path_pattern(service, created, kind), stated, kind, "create", "longrunning")
        yield WriteRoute("POST", path_pattern(service, changed, kind), query, kind, "update", "longrunning")


def stated_values(rules: Mapping[str, Property], stated: Mapping[str, str]) -> dict[str, object]:
    """The statements of paths and queries as values of the properties' types."""
    return {name: _typed(rules[name], text) for name, text in stated.items() if name in rules}


def _typed(rule: Property, text: str) -> object:
    if rule.type == "boolean":
        return text.lower() == "true"
    return int(text) if rule.type == "integer" and text.isdecimal() else text

"""Writes of Google's REST API: a body is read as a kind's properties, the cloud's one set of rules does the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds import rest_bodies
from composer.kinds.id_template import fill, holes
from composer.kinds.input_changes import differences
from composer.kinds.unknown_values import camel
from composer.localcloud import body_changes, cloud_database, faults, media, running_operations, transition_rules
from composer.localcloud.bodies import body, settable
from composer.localcloud.refusal import RefusedError, not_found
from composer.localcloud.rest_call import EMPTY, NOTHING, Answer, Call
from composer.localcloud.stated_bodies import properties_of
from composer.localcloud.write_routes import WriteRoute, named, stated_values, write_routes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Row


class Writer:
    """Makes, changes and deletes objects of every kind. Each call is one transaction."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._routes = write_routes(cloud.kinds)

    def answer(self, call: Call) -> Answer | None:
        """The answer to a write; None for a call that is none. Raises RefusedError as Google would."""
        for route in self._routes:
            stated = route.parameters(call)
            if stated is not None:
                return self._written(route, call, stated_values(route.kind.properties, stated) | _server_id(stated))
        return None

    def _written(self, route: WriteRoute, call: Call, stated: dict[str, Any]) -> Answer:
        kind, rest = route.kind, route.kind.rest
        inputs = self._inputs(kind, call, stated) if route.what == "create" else {}
        object_id = fill(kind.id, kind, {**inputs, **stated}) or ""
        effect = route.what if route.what in {"create", "delete"} else "update"
        name = object_id or kind.name
        with (
            faults.applied(self.cloud.store, kind.token, effect, name, lambda: True),
            self.cloud.store.writing() as connection,
        ):
            self._expect(kind, call, object_id)
            match route.what:
                case "create":
                    object_id = self.cloud.create(kind, inputs).id
                case "delete":
                    return self._deleted(kind, call, self._row(kind, object_id, stated))
                case "update":
                    row = self._row(kind, object_id, stated)
                    self.cloud.update(kind, object_id, self._changed(kind, call, row))
                case setter if setter in rest.writes.setters:
                    row = self._row(kind, object_id, stated)
                    given = rest_bodies.stated(kind, call.json()).properties
                    values = {name: given.get(name) for name in rest.writes.setters[setter]}
                    self.cloud.update(kind, object_id, {**_inputs_of(kind, row), **values})
                case below if below in rest.writes.calls:
                    row = self._row(kind, object_id, stated)
                    self.cloud.update(kind, object_id, _called(kind, call, row, rest.writes.calls[below]))
                case action:
                    row = self._row(kind, object_id, stated)
                    self.cloud.update(kind, object_id, {**_inputs_of(kind, row), **rest.writes.actions[action]})
            row = self._row(kind, object_id, stated)
            if route.operation:
                return Answer(running_operations.begun(connection, route.operation, kind, row, effect))
        plain = route.what in {"create", "update", *rest.writes.calls} or rest.writes.actions_answer == "object"
        return Answer(body(kind, row)) if plain else EMPTY

    def _expect(self, kind: Kind, call: Call, object_id: str) -> None:
        """Refuse to change or delete another generation of an object or a bucket than the caller knows; 0 is none."""
        expected = {name: call.parameter(f"if{name.capitalize()}Match") for name in ("generation", "metageneration")}
        if not any(expected.values()):
            return
        with self.cloud.store.reading() as connection:
            row = cloud_database.load(connection, kind.token, object_id)
        known = {**row.properties, **body(kind, row)} if row else dict.fromkeys(expected, 0)
        if any(asked and asked != str(known.get(name, asked)) for name, asked in expected.items()):
            raise RefusedError(412, "At least one of the pre-conditions you specified did not hold., conditionNotMet")

    def _inputs(self, kind: Kind, call: Call, stated: Mapping[str, Any]) -> dict[str, Any]:
        """The properties that a creation states, in its path, its query and its body."""
        writes = kind.rest.writes
        if call.path.startswith(media.UPLOAD):
            upload = media.uploaded(call)
            return {**properties_of(kind, upload.metadata), **stated, writes.media: upload.content}
        given = call.json()
        if not writes.created_in:
            return {**properties_of(kind, given), **stated}
        beside = {name: given[member] for member, name in named(writes.names) if member in given}
        return {**properties_of(kind, _inside(given, writes.created_in)), **beside, **stated}

    def _changed(self, kind: Kind, call: Call, row: Row) -> dict[str, Any]:
        """The properties that an object has after a change. Raises RefusedError for what cannot be changed."""
        writes, given = kind.rest.writes, call.json()
        current = body(kind, row)
        tag = call.headers.get("if-match") or given.get("etag")
        if tag and tag != current.get("etag", tag):
            if "if-match" in call.headers:
                raise RefusedError(412, "Precondition check failed., conditionNotMet")
            raise RefusedError(409, f"There were concurrent changes of {row.id}. Read it again., aborted")
        updated_in = "" if call.verb == "PUT" else writes.updated_in
        mask = (given.get("updateMask") if updated_in else "") or call.parameter("updateMask")
        if updated_in and writes.change == "mask" and not mask:
            raise RefusedError(400, "The update_mask must be set, and not empty., badRequest")
        change = _inside(given, updated_in) if updated_in else given
        before = settable(kind, row.properties)
        if call.verb == "PUT":
            change = {**{name: before[name] for name in writes.kept if name in before}, **change}
        elif writes.change == "merge":
            change = body_changes.merged(before, change)
        elif mask:
            change = body_changes.masked(before, change, _masked_names(kind, str(mask)))
        inputs = _inputs_of(kind, row)
        own = {name: value for name, value in inputs.items() if _from_elsewhere(kind, name)}
        after = {**own, **properties_of(kind, change)}
        transition_rules.judge_change(kind, row, after)
        for difference in differences(kind, inputs, after):
            if difference.replaces:
                raise RefusedError(400, f"{difference.path} of {row.id} cannot be changed., invalid")
        return after

    def _deleted(self, kind: Kind, call: Call, row: Row) -> Answer:
        writes = kind.rest.writes
        own = {name: call.parameter(member) == "true" for member, name in writes.delete_options.items()}
        self.cloud.delete(kind, row.id, own)
        if writes.operation:
            with self.cloud.store.writing() as connection:
                return Answer(running_operations.begun(connection, writes.operation, kind, row, "delete"))
        if writes.deleted == "object":
            return Answer({**body(kind, row), "deleted": True})
        return NOTHING if writes.deleted == "nothing" else EMPTY

    def _row(self, kind: Kind, object_id: str, stated: Mapping[str, Any]) -> Row:
        with self.cloud.store.reading() as connection:
            row = cloud_database.load(connection, kind.token, object_id)
        if row is None:
            values = {"name": object_id, "id": object_id, **stated}
            raise not_found(kind, values)
        return row


def _server_id(stated: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in stated.items() if name == "server_id"}


def _inside(given: Mapping[str, Any], member: str) -> dict[str, Any]:
    """The object within a body. Raises RefusedError where it is none."""
    inner = given.get(member) or {}
    if not isinstance(inner, dict):
        raise RefusedError(400, f'Invalid value at "{member}": it must be an object., invalid')
    return inner


def _masked_names(kind: Kind, mask: str) -> list[str]:
    """The names of a mask. Raises RefusedError for one that the kind does not have."""
    names, rules = [name.strip() for name in mask.split(",")], kind.properties.items()
    members = {(rule.api or camel(name)).partition(".")[0] for name, rule in rules} | {"name", "etag"}
    members |= {rule.twin.partition(".")[0] for _, rule in rules} | kind.rest.body.keys()
    for name in names:
        if name != "*" and camel(name.partition(".")[0]) not in members:
            raise RefusedError(
                400, f"Invalid update_mask: '{name}' is no field of {kind.discovery[1]}., invalidArgument"
            )
    return names


def _inputs_of(kind: Kind, row: Row) -> dict[str, Any]:
    """The properties of an object that somebody stated, or that stand for what nobody stated."""
    return {
        name: value
        for name, value in row.properties.items()
        if name in kind.properties and not kind.properties[name].computed
    }


def _called(kind: Kind, call: Call, row: Row, sets: Mapping[str, str | bool]) -> dict[str, Any]:
    """The properties after a call that sets some of them. Raises RefusedError where there is nothing to set them in, or
    its query does not say to what."""
    inputs = _inputs_of(kind, row)
    for path, value in sets.items():
        *heads, last = path.split(".")
        level, rules = inputs, kind.properties
        for head in heads:
            if not level.get(head):
                raise RefusedError(400, f"{row.id} has no {head}., invalid")
            level[head] = dict(level[head])
            level, rules = level[head], rules[head].properties
        asked = value[1:-1] if isinstance(value, str) else ""
        if asked and not call.parameter(asked):
            raise RefusedError(400, f"Required parameter is missing: {asked}, required")
        level[last] = stated_values(rules, {last: call.parameter(asked)})[last] if asked else value
    return inputs


def _from_elsewhere(kind: Kind, name: str) -> bool:
    """True if no change of the body concerns a property: it is part of the id, or only Pulumi knows it."""
    return kind.properties[name].api == "" or name in holes(kind.id)

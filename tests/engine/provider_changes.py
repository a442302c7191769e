"""What the real provider writes to change and to delete an object, held against the table of its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.kinds.unknown_values import camel
from composer.localcloud import cloud_database, provider, rest
from composer.localcloud.bodies import settable
from composer.localcloud.cloud import Cloud
from composer.localcloud.routes import Routes
from composer.localcloud.write_routes import named, write_routes
from tests.engine.provider_requests import NOT_COMPARED, calls_of, leaves
from tests.localcloud.client import Client
from tests.localcloud.test_kinds import Case

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from composer.localcloud.cloud_database import Row
    from composer.localcloud.rest_call import Call
    from composer.localcloud.write_routes import WriteRoute

READING = (":getIamPolicy", ":testIamPermissions")
"""How paths end that are read with POST."""


class Twins:
    """One case in two clouds: `real` is written by the plugin, `built_in` by the provider of the local cloud."""

    def __init__(self, path: Path, folder: Path) -> None:
        folder.mkdir()
        self.record, self._seen = folder / "calls.jsonl", 0
        self.real, self.built_in = Cloud(folder / "real.db"), Cloud(folder / "built-in.db")
        self._servers = [provider.serve(one) for one in (self.real, self.built_in)]
        self.beside, self.case = (Case(path, Client(port)) for _, port in self._servers)
        self._before = {one.id for case in (self.beside, self.case) for one in case.before}
        self.kind = KINDS[self.case.kind]
        self._routes = [one for one in write_routes(KINDS) if one.kind.token == self.kind.token]
        self._elsewhere = self.kind.rest.policy or bool(self.kind.rest.writes.none)
        """Written by calls that no table has: as a part of a policy, say."""
        self._plain = Routes(self.real).plain
        self.address, self.token = rest.serve(self.real, self.record)

    def stop(self) -> None:
        for server, _ in self._servers:
            server.stop(grace=None)

    def compare(self, client: Client) -> tuple[set[str], set[str]]:
        """Make the object, change it in each way that the case has, and delete it: how the calls of changes differ from
        the table, with what they lead to from what the built-in provider does; and how those of the deletion do."""
        made, twin = client.create(self.kind.token, self.beside.inputs), self.case.create()
        list(self._calls())
        changes: set[str] = set()
        updates = [one.data.get("updates", ()) for one in (self.beside, self.case)]
        for real, built_in in zip(*updates, strict=True):
            there, before = self._row(self.real), self._row(self.built_in)
            made = client.update(made, {**self.beside.inputs, **real})
            twin = self.case.client.update(twin, {**self.case.inputs, **built_in})
            changes |= {*self._changed(there, before, self._row(self.built_in))}
        there = self._row(self.real)
        client.delete(made)
        self.case.client.delete(twin)
        return changes, {*self._deleted(there)}

    def _changed(self, there: Row, before: Row, after: Row) -> Iterator[str]:
        """`lacks` a property that changed and that no call can have changed; `also` a call that changes none of those;
        `masks` a member that did not change; `adds` a parameter of the query; `stores` something else at a path."""
        names = {name for name, rule in self.kind.properties.items() if not rule.computed}
        names = {name for name in names if before.properties.get(name) != after.properties.get(name)}
        calls = [(call, self._route(call)) for call in self._calls()]
        yield from (f"lacks {name}" for name in names.difference(*(self._settable(*one) for one in calls)))
        members = {self._member(name) for name in names}
        for call, route in calls:
            if not self._settable(call, route) & names:
                yield f"also {self._what(call, route, there)}"
            yield from (f"masks {one}" for one in masked(call) - members if route)
            yield from (f"adds {name}" for name in self._parameters(call, self.kind.rest.writes.update_path))
        expected, actual = (self._stored(cloud) for cloud in (self.built_in, self.real))
        yield from (f"stores {path}" for path in expected | actual if expected.get(path) != actual.get(path))

    def _deleted(self, there: Row) -> Iterator[str]:
        """`also` a call that deletes nothing; `adds` a parameter of the query; `makes` more or less calls than one."""
        writes, deleting = self.kind.rest.writes, 0
        for call, route in [(call, self._route(call)) for call in self._calls()]:
            if self._elsewhere or (route and route.what == "delete"):
                deleting += 1
            else:
                yield f"also {self._what(call, route, there)}"
            yield from (f"adds {name}" for name in self._parameters(call, writes.delete_path, *writes.delete_options))
        if deleting != (not self.kind.permanent):
            yield f"makes {deleting} calls"
        assert len(self._rows(self.real)) == len(self._rows(self.built_in))

    def _calls(self) -> Iterator[Call]:
        """The writes since the last time, in the spelling of the tables. Fails where one was refused."""
        calls = calls_of(self.record) if self.record.exists() else []
        new, self._seen = calls[self._seen :], len(calls)
        for call, status in new:
            if not call.path.endswith(READING):
                assert status < 300, (call, status)
                yield replace(call, path=self._plain(call.path))

    def _route(self, call: Call) -> WriteRoute | None:
        return next((one for one in self._routes if one.parameters(call) is not None), None)

    def _settable(self, call: Call, route: WriteRoute | None) -> set[str]:
        """The properties that a call may have changed."""
        writes = self.kind.rest.writes
        if self._elsewhere or (route and route.what == "create"):
            return {*self.kind.properties}
        if route is None or route.what == "delete":
            return set()
        if route.what == "update":
            sent = masked(call)
            return {name for name in self.kind.properties if not sent or self._member(name) in sent}
        given = writes.actions.get(route.what) or writes.calls.get(route.what) or writes.setters[route.what]
        return {path.partition(".")[0] for path in given}

    def _member(self, name: str) -> str:
        """The member of the body that a property is in, or is."""
        api = self.kind.properties[name].api
        return "" if api == "" else (api or camel(name)).partition(".")[0]

    def _parameters(self, call: Call, template: str, *known: str) -> set[str]:
        """The names of the query that the table does not know."""
        asked = {member for member, _ in named(template.partition("?")[2])}
        return {*call.query} - {*known, *asked, *NOT_COMPARED, "updateMask"}

    def _what(self, call: Call, route: WriteRoute | None, there: Row) -> str:
        """What a call is called in the table; its verb and what is behind the object's path, where it is not there."""
        own = fill(self.kind.rest.get, self.kind, {**there.properties, "id": there.id}, encode=True) or ""
        return route.what if route else f"{call.verb} {call.path.partition('/')[2].removeprefix(own)}"

    def _stored(self, cloud: Cloud) -> dict[str, list[str]]:
        return leaves(cloud, settable(self.kind, self._row(cloud).properties))

    def _row(self, cloud: Cloud) -> Row:
        (row,) = self._rows(cloud)
        return row

    def _rows(self, cloud: Cloud) -> list[Row]:
        """The objects of the kind, without those that the case had made before."""
        with cloud.store.reading() as connection:
            rows = cloud_database.load_all(connection, self.kind.token)
        return [row for row in rows if row.id not in self._before]


def masked(call: Call) -> set[str]:
    """The members of the body that a call says it changes; none where it does not say."""
    is_json = call.body.startswith(b"{")  # an upload has parts
    given = call.parameter("updateMask") or (call.json().get("updateMask") if is_json else "")
    return {camel(path.partition(".")[0]) for path in (given or "").split(",") if path}

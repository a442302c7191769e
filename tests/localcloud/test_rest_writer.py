"""Every kind over REST: made, changed, refused and deleted with the same effect as over Pulumi's door."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer.kinds import KINDS
from composer.kinds.id_template import holes
from composer.localcloud import cloud_database, provider, rest
from composer.localcloud.bodies import settable, stated
from composer.localcloud.cloud import Cloud
from composer.localcloud.unsent_values import whole
from composer.localcloud.wire import Decoded
from tests.localcloud.client import Client
from tests.localcloud.rest_client import RestClient
from tests.localcloud.test_kinds import CASES, Case, holds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Doors:
    """One case in two clouds: `pulumi` is written by the engine's door, `rest` by the other."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.pulumi, self.rest = Cloud(folder / "pulumi.db"), Cloud(folder / "rest.db")
        self._servers = [provider.serve(cloud) for cloud in (self.pulumi, self.rest)]
        self.case, self.beside = (Case(path, Client(port)) for _, port in self._servers)
        self.kind = KINDS[self.case.kind]
        self.client = RestClient(*rest.serve(self.rest))

    def stop(self) -> None:
        for server, _ in self._servers:
            server.stop(grace=None)

    def values(self, case: Case, **more: Any) -> dict[str, Any]:
        """The case's inputs with the project and region of the connection."""
        checked, failures = case.client.check(case.kind, {**case.inputs, **more})
        assert not failures
        return Decoded(checked, self.kind.properties).values

    def made(self, **more: Any) -> str:
        code, answer = self.client.create(self.case.kind, self.values(self.beside), **more)
        assert code == 200, answer
        object_id = self.row(self.rest).id
        self.client.act(self.case.kind, object_id, {}, self.values(self.beside))
        return object_id

    def row(self, cloud: Cloud) -> cloud_database.Row:
        before = {made.id for case in (self.case, self.beside) for made in case.before}
        with cloud.store.reading() as connection:
            (row,) = (row for row in cloud_database.load_all(connection, self.case.kind) if row.id not in before)
        return row

    def same(self) -> None:
        """Fails where the two rows say something else."""
        ids = dict(zip(*([made.id for made in case.before] for case in (self.case, self.beside)), strict=True))
        expected, actual = self.plain(self.row(self.pulumi), ids), self.plain(self.row(self.rest), {})
        assert actual == expected

    def plain(self, row: cloud_database.Row, ids: dict[str, str]) -> dict[str, Any]:
        """What was stated of an object, in one spelling."""
        own = {"paused", "disabled"}
        values = stated(self.kind.properties, row.properties)
        text = json.dumps(
            {
                name: json.loads(value) if rule.type == "json" else value
                for name, rule in self.kind.properties.items()
                for value in [values.get(name)]
                if value is not None and (value is not False or name not in own)
                if rule.api != "" or name in holes(self.kind.id) or name in own
            },
            sort_keys=True,
        )
        for before, after in sorted(ids.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(before, after)
        plain: dict[str, Any] = json.loads(text)
        return plain


@pytest.fixture
def doors(path: Path, tmp_path: Path) -> Iterator[Doors]:
    doors = Doors(path, tmp_path)
    yield doors
    doors.stop()


def written(path: Path) -> bool:
    """True for cases of kinds that are written over REST by themselves, and not as part of a policy."""
    shape = KINDS[yaml.safe_load(path.read_text())["kind"]].rest
    return shape is not None and not shape.policy and not shape.writes.none


WRITTEN = pytest.mark.parametrize("path", [path for path in CASES if written(path)], ids=lambda path: path.stem)


@WRITTEN
def test_what_rest_makes_is_what_pulumi_makes(doors: Doors) -> None:
    doors.case.create()
    object_id = doors.made()
    doors.same()
    where = doors.client.path(doors.case.kind, object_id, doors.row(doors.rest).properties)
    code, answer = doors.client.call("GET", where)
    assert code == 200
    again = settable(doors.kind, doors.row(doors.rest).properties)
    assert holds(answer, again), again


@WRITTEN
def test_what_rest_changes_is_what_pulumi_changes(doors: Doors) -> None:
    made = doors.case.create()
    object_id = doors.made()
    writes = doors.kind.rest.writes
    assert bool(writes.update) != bool(writes.unchangeable)
    old = doors.values(doors.beside)
    both = [case.data.get("updates", ()) for case in (doors.case, doors.beside)]
    for one, change in zip(*both, strict=True):
        # the provider sends what stays, since it takes it for the server's choice
        new = whole(doors.kind, KINDS.values(), old, doors.values(doors.beside, **change))
        made = doors.case.client.update(made, {**doors.case.inputs, **one})
        doors.client.act(doors.case.kind, object_id, old, new)
        unequal = settable(doors.kind, old) != settable(doors.kind, new)
        for verb in writes.update if unequal else ():
            code, answer = doors.client.update(doors.case.kind, object_id, old, new, verb)
            assert code == 200, (verb, change, answer)
        if unequal and not (writes.update or writes.setters):  # made again
            assert doors.client.create(doors.case.kind, new)[0] == 200
        doors.same()
        old = new


@WRITTEN
def test_what_pulumi_refuses_rest_refuses(doors: Doors) -> None:
    base = doors.values(doors.beside)
    for refused in doors.beside.data.get("refused", ()):
        values = {**base, **refused["set"]}
        if values.get("dashboard_json") == "{":  # nobody can send it
            continue
        if not set(refused["set"]) <= set(doors.kind.properties) or settable(doors.kind, values) == settable(
            doors.kind, base
        ):
            continue
        code, answer = doors.client.create(doors.case.kind, values)
        assert 400 <= code < 500, (refused, answer)
        message = refused["words"].partition(": ")[2] if refused["words"].startswith("Error ") else refused["words"]
        assert message.rpartition(", ")[0] in answer["error"]["message"] or message in answer["error"]["message"]
    if any(rule.api == "*" for rule in doors.kind.properties.values()):  # a document of its own
        return
    code, answer = doors.client.create(doors.case.kind, base, colour="red")
    assert (code, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


@WRITTEN
def test_what_is_deleted_is_gone(doors: Doors) -> None:
    object_id = doors.made()
    this = (doors.case.kind, object_id, doors.row(doors.rest).properties)
    where = doors.client.path(*this)
    code, _ = doors.client.delete(*this)
    assert (code == 404) == doors.kind.permanent
    assert doors.client.call("GET", where)[0] == (200 if doors.kind.permanent else 404)
    assert doors.client.delete(*this)[0] == 404

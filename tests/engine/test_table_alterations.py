"""Tables follow every evolution of their columns that `check` allows, in place: a law, and what goes wrong on the way."""

import json
import random
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.engine.event_log import AlteredLog
from composer.engine.events import Event, ResourceDone
from composer.engine.failures import EngineFailedError
from composer.engine.live_changes import LiveChanges
from composer.engine.table_alterations import Altered, alter_tables, restored, with_schemas
from composer.graph import Resource, as_json, build_graph
from composer.kinds.bigquery.column_changes import needs_new_table, widened
from composer.kinds.bigquery.column_rules import mode_of, type_of, widens
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.input_changes import differences
from composer.localcloud import faults, rest, table_changes
from composer.localcloud import settings as switches
from composer.localcloud.cloud import Cloud
from composer.localcloud.faults import Fault
from composer.localcloud.refusal import RefusedError
from composer.schema import table_columns
from composer.schema.table_columns import impossible
from tests.schema.test_table_columns import columns_of, history

if TYPE_CHECKING:
    from collections.abc import Callable

Columns = list[dict[str, Any]]
PROJECT = "music-1234"
ID = f"projects/{PROJECT}/datasets/end_song/tables/events"
LEAVES = ("STRING", "INT64", "NUMERIC", "BIGNUMERIC", "FLOAT64", "BOOL", "TIMESTAMP")
MODES = ("NULLABLE", "REQUIRED", "REPEATED")


def _never() -> None:
    raise AssertionError("there is nothing to wait for")


class World:
    """A cloud with one table, its REST address, and what the state of its stack says of the table."""

    def __init__(self, folder: Path) -> None:
        self.cloud = Cloud(folder / "cloud.db")
        self.live = LiveChanges(*rest.serve(self.cloud))
        self.on_wait: Callable[[], None] = _never
        self.cloud.create(DATASET, {"project": PROJECT, "dataset_id": "end_song", "location": "EU"})

    def inputs(self, columns: Columns) -> dict[str, Any]:
        return {"project": PROJECT, "dataset_id": "end_song", "table_id": "events", "schema": json.dumps(columns)}

    def make(self, columns: Columns) -> None:
        self.cloud.delete(TABLE, ID, {})
        self.cloud.create(TABLE, self.inputs(columns))
        self.recorded = columns

    def columns(self) -> Columns:
        live = self.cloud.read(TABLE, ID)
        assert live is not None
        columns: Columns = json.loads(live.properties["schema"])
        return columns

    def alter(self, desired: Columns, *, simulated: bool = True, refresh: bool = False) -> list[Altered]:
        resource = Resource("EndSong/table", TABLE.token, "t", {"schema": as_json(desired)}, "", protect=True)
        work: Any = SimpleNamespace(graph=build_graph("EndSong", [resource]), action="up", refresh=refresh)
        entry = SimpleNamespace(id=ID, type=TABLE.token, inputs={"schema": json.dumps(self.recorded)})
        state: Any = SimpleNamespace(resources={"EndSong/table": entry})
        return [*alter_tables(work, state, self.live, simulated=simulated, wait=lambda _seconds: self.on_wait())]

    def up(self, desired: Columns) -> None:
        """What `up` does: first the types, then the rest as the provider does it. Fails where it would replace."""
        for altered in self.alter(desired):
            self.recorded = json.loads(altered.schema)
        old, new = self.inputs(self.recorded), self.inputs(desired)
        assert not [one for one in differences(TABLE, old, new) if one.replaces]
        self.cloud.update(TABLE, ID, new)
        self.recorded = desired


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("tables"))


def made(dice: random.Random, depth: int = 0) -> Columns:
    result: Columns = []
    for number in range(dice.randint(1, 4)):
        column: dict[str, Any] = {"name": f"c{depth}{number}", "type": dice.choice(LEAVES), "mode": dice.choice(MODES)}
        if depth < 3 and dice.random() < 0.3:
            column |= {"type": "RECORD", "fields": made(dice, depth + 1)}
        result.append(column)
    return result


def grown(columns: Columns, dice: random.Random, *, repeated: bool = False) -> Columns:
    """What a later version may make of columns: wider, optional, described, more; nothing that BigQuery cannot do."""
    result = []
    for old in columns:
        column = dict(old)
        inside = repeated or mode_of(old) == "REPEATED"
        if old["type"] == "RECORD":
            column["fields"] = grown(old["fields"], dice, repeated=inside)
        elif not inside and (wider := [kind for kind in LEAVES if widens(old["type"], kind)]) and dice.random() < 0.5:
            column["type"] = dice.choice(wider)
        if mode_of(old) == "REQUIRED" and dice.random() < 0.3:
            column["mode"] = "NULLABLE"
        if dice.random() < 0.3:
            column["description"] = dice.choice(("", "a song", "a listener"))
        result.append(column)
    for column in made(dice, 3) if dice.random() < 0.5 else ():
        added = {**column, "name": f"new{len(result)}"}
        result.append(added | ({"mode": "NULLABLE"} if mode_of(added) == "REQUIRED" else {}))
    return result


@settings(max_examples=60)
@given(seed=st.integers(0, 2**48))
def test_every_evolution_that_check_allows_ends_without_a_replacement(world: World, seed: int) -> None:
    dice = random.Random(seed)
    before = made(dice)
    world.make(before)
    for _ in range(dice.randint(1, 3)):
        after = grown(before, dice)
        assert not needs_new_table({"$json": before}, {"$json": after})
        world.up(after)
        assert world.columns() == after
        assert world.alter(after) == [], "nothing is left to do"
        before = after


@settings(max_examples=60)
@given(seed=st.integers(0, 2**48))
def test_tables_follow_every_history_of_avro_schemas_that_check_allows(world: World, seed: int) -> None:
    released: list[Any] = []
    for schema in history(seed):
        if columns_of(schema) is None or impossible(schema, released):
            return
        columns = table_columns.columns(schema, released)
        if released:
            world.up(columns)
        else:
            world.make(columns)
        assert world.columns() == columns
        released.append(schema)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**48))
def test_a_run_that_was_killed_is_gone_on_with(world: World, seed: int) -> None:
    """Killed after some statements, before the state says so; the next run ends as if nothing had been."""
    dice = random.Random(seed)
    before = made(dice)
    after = grown(before, dice)
    world.make(before)
    world.alter([new if dice.random() < 0.5 else old for old, new in zip(before, after, strict=False)])
    assert world.recorded == before
    world.up(after)
    assert world.columns() == after


@settings(max_examples=60)
@given(seed=st.integers(0, 2**48))
def test_types_are_all_that_is_altered_before(world: World, seed: int) -> None:
    dice = random.Random(seed)
    before = made(dice)
    after = grown(before, dice)
    world.make(before)
    (altered,) = world.alter(after) or [None]
    assert world.columns() == widened(before, after)
    if altered is not None:
        assert json.loads(altered.schema) == world.columns()
        changed = [new for old, new in zip(before, world.columns(), strict=True) if new != old]
        assert len(altered.messages) == len(changed)


LONG = [{"name": "ms", "type": "INT64", "description": "How long"}, {"name": "a", "type": "STRING"}]
DOUBLE = [{**LONG[0], "type": "FLOAT64"}, LONG[1]]


def test_calls_that_come_too_quickly_are_repeated(world: World) -> None:
    world.make(LONG)
    switches.set_rate_limits(world.cloud.store, on=True)
    for number in range(5):
        world.cloud.update(TABLE, ID, {**world.inputs(LONG), "description": f"{number}"})
    with pytest.raises(RefusedError, match="too many table update operations"):
        world.cloud.update(TABLE, ID, world.inputs(LONG))
    world.on_wait = lambda: switches.set_rate_limits(world.cloud.store, on=False)
    assert len(world.alter(DOUBLE)) == 1
    world.on_wait = _never
    assert world.columns() == DOUBLE


def test_a_lost_answer_is_asked_for_again(world: World) -> None:
    world.make(LONG)
    faults.add(world.cloud.store, Fault("lost-answer", kind=TABLE.token, operation="update", remaining=1))
    pauses: list[int] = []
    world.on_wait = lambda: pauses.append(1)
    assert len(world.alter(DOUBLE)) == len(pauses) == 1
    world.on_wait = _never
    faults.clear(world.cloud.store)
    assert world.columns() == DOUBLE


def test_what_google_refuses_is_said(world: World) -> None:
    world.make(LONG)
    text = "Access Denied: Project music-1234: User does not have bigquery.jobs.create permission., accessDenied"
    faults.add(world.cloud.store, Fault("refuse", kind=TABLE.token, operation="update", code=403, message=text))
    with pytest.raises(EngineFailedError) as refused:
        world.alter(DOUBLE)
    faults.clear(world.cloud.store)
    assert refused.value.failures[0].resource == "EndSong/table"
    assert "bigquery.jobs.create" in str(refused.value.failures[0])


def test_what_would_be_lost_is_refused_before_anything_changes(world: World) -> None:
    """The provider drops every live column that it is not told of, at any change of the table."""
    world.make([*LONG, {"name": "by_hand", "type": "STRING"}])
    world.recorded = LONG
    with pytest.raises(EngineFailedError, match="`by_hand`"):
        world.alter(DOUBLE, simulated=False)
    with pytest.raises(EngineFailedError, match="`by_hand`"):
        world.alter(LONG, simulated=False)
    assert type_of(world.columns()[0]) == "INTEGER"
    world.make(DOUBLE)
    with pytest.raises(EngineFailedError, match="cannot take these columns in place"):
        world.alter(LONG, simulated=False)
    assert world.alter(DOUBLE, simulated=False) == []


def test_a_refresh_finds_no_narrower_type(world: World) -> None:
    """The state says what is wanted, the live table is narrower: refreshed, it would be made anew."""
    world.make(LONG)
    world.recorded = DOUBLE
    assert world.alter(DOUBLE) == []
    (altered,) = world.alter(DOUBLE, refresh=True)
    assert (json.loads(altered.schema), world.columns()) == (DOUBLE, DOUBLE)
    assert world.alter(DOUBLE, refresh=True) == []


def test_a_table_that_is_gone_is_left_to_the_engine(world: World) -> None:
    world.make(LONG)
    world.cloud.delete(TABLE, ID, {})
    assert world.alter(DOUBLE) == []


def test_what_a_statement_took_away_is_put_back_under_the_etag(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else changes the table between our look and our patch: it is looked at again."""
    world.make(LONG)
    retyped, send = table_changes._retyped, LiveChanges.send
    monkeypatch.setattr(table_changes, "_retyped", lambda old, text: without(retyped(old, text), "description"))
    sent: list[tuple[str, int]] = []

    def sending(live: LiveChanges, kind: Any, verb: str, *more: Any) -> tuple[int, str]:
        if not sent[1:]:
            world.cloud.update(TABLE, ID, {**world.inputs(world.columns()), "description": "somebody was here"})
        status, text = send(live, kind, verb, *more)
        sent.append((verb, status))
        return status, text

    monkeypatch.setattr(LiveChanges, "send", sending)
    world.alter(DOUBLE)
    assert sent == [("POST", 200), ("PATCH", 412), ("PATCH", 200)]
    assert world.columns() == DOUBLE


def without(column: dict[str, Any], member: str) -> dict[str, Any]:
    return {name: value for name, value in column.items() if name != member}


def test_what_columns_had_is_theirs_again() -> None:
    tags = {"policyTags": {"names": ["tag"]}}
    before = [{"name": "r", "type": "RECORD", "fields": [{"name": "n", "type": "INT64", "mode": "REQUIRED", **tags}]}]
    after = [
        {"name": "r", "type": "RECORD", "fields": [{"name": "n", "type": "NUMERIC"}]},
        {"name": "s", "type": "DATE"},
    ]
    complete = [{**before[0], "fields": [{"name": "n", "type": "NUMERIC", **tags}]}, after[1]]
    assert restored(before, after) == complete
    assert restored(before, complete) == complete


def test_the_state_of_the_table_alone_is_written() -> None:
    def entry(name: str, kind: str) -> dict[str, Any]:
        urn = f"urn:pulumi:local.EndSong::composer::{kind}::EndSong/{name}"
        return {"urn": urn, "type": kind, "inputs": {"schema": "old", "labels": {}}, "outputs": {"schema": "old"}}

    table, topic = entry("table", TABLE.token), entry("topic", "gcp:pubsub/topic:Topic")
    exported = json.dumps({"deployment": {"resources": [table, topic]}})
    document = json.loads(with_schemas(exported, [Altered("EndSong/table", "new", ())]))
    changed = {**table, "inputs": {"schema": "new", "labels": {}}, "outputs": {"schema": "new"}}
    assert document == {"deployment": {"resources": [changed, topic]}}


def test_a_table_that_only_was_altered_is_counted_once() -> None:
    told: list[Event] = []
    log = AlteredLog("local.EndSong", told.append, {"EndSong/table", "EndSong/other"})
    log(ResourceDone("local.EndSong", "EndSong/other", "updated", TABLE.token))
    assert log.counted({"update": 1, "create": 3}) == {"update": 2, "create": 3}
    assert told[1:] == [ResourceDone("local.EndSong", "EndSong/table", "updated", TABLE.token, ("schema",))]
    assert AlteredLog("local.EndSong", told.append, ()).counted({}) == {}

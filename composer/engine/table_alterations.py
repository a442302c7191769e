"""Columns of live tables get wider types before the engine runs: it would make the tables anew (docs/adr/0070).

What is added, made optional, described or tagged the provider changes in place, after the tags and policies that it
names are there. A new type it does not: it is given to the live table by a statement, and then to the state, in which
the provider finds no difference any more. Both steps leave alone what is so already: a run that was killed goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.engine.backoff import Backoff
from composer.engine.failures import EngineFailedError, explain, failure
from composer.kinds.bigquery.column_changes import dropped, needs_new_table, provider_replaces, statements, widened
from composer.kinds.bigquery.column_rules import opened
from composer.kinds.bigquery.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from composer.engine.job import Job
    from composer.engine.live_changes import LiveChanges
    from composer.engine.stack_state import State
    from composer.kinds.bigquery.column_changes import Columns

_LOOKS = 30
_BETWEEN = 2.0
"""Seconds between two looks at a table whose statement is still at work."""
_STATEMENT_MS = 60_000
"""Milliseconds that BigQuery may take to answer a statement; it goes on beyond them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A recorded table of the graph: resource, live id, the columns that the state has and those that are desired."""

    resource: str
    id: str
    protect: bool
    recorded: Columns
    desired: Columns

    @property
    def is_replaced(self) -> bool:
        """True if the provider would make it anew for a type that a statement can give."""
        return provider_replaces({"$json": self.recorded}, {"$json": self.schema})

    @property
    def schema(self) -> Columns:
        """The columns that the state is to have: with the desired types, and else as they are."""
        return widened(self.recorded, self.desired)

    @property
    def path(self) -> str:
        """Where Google's API has it."""
        return f"v2/{self.id}"

    @property
    def name(self) -> str:
        """`project.dataset.table`, for statements."""
        return ".".join(self.id.split("/")[1::2])


@dataclass(frozen=True, slots=True)
class Altered:
    """A table whose columns are live as desired types say: its resource, the schema for its state, what was done."""

    resource: str
    schema: str
    messages: tuple[str, ...]


def tables(work: Job, state: State) -> Iterator[Table]:
    """The tables of the graph that the state has."""
    for resource in work.graph.resources:
        entry = state.resources.get(resource.id) if resource.type == TABLE.token else None
        recorded = opened(entry.inputs.get("schema")) if entry is not None else None
        desired = opened(resource.inputs.get("schema"))
        if entry is not None and isinstance(recorded, list) and isinstance(desired, list):
            yield Table(resource.id, entry.id, resource.protect, recorded, desired)


def alter_tables(
    work: Job, state: State, live: LiveChanges, *, simulated: bool, wait: Callable[[float], None]
) -> Iterator[Altered]:
    """Give live columns the types that are desired. Raises EngineFailedError where Google refuses that, and outside
    simulated environments where columns would be lost, before anything is changed."""
    for table in tables(work, state) if work.action == "up" else ():
        if simulated and not table.is_replaced and not work.refresh:
            continue  # a refresh may find that the live types are others than the recorded ones
        live_table = live.get(TABLE, table.path)
        if live_table is None:
            continue  # it is made again
        if table.protect and not simulated:
            _refuse_loss(table, _columns(live_table))
        messages = tuple(_alter(table, live_table, _Calls(live, table.resource, wait, Backoff(hurry=simulated))))
        if table.is_replaced or messages:
            text = json.dumps(table.schema, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            yield Altered(table.resource, text, messages)


def with_schemas(exported: str, altered: list[Altered]) -> str:
    """The exported deployment in which these tables have their schemas."""
    document = json.loads(exported)
    schemas = {one.resource: one.schema for one in altered}
    for entry in document["deployment"].get("resources") or []:
        schema = schemas.get(entry["urn"].split("::", 3)[3])
        if schema is not None and entry["type"] == TABLE.token:
            for values in (entry.get("inputs"), entry.get("outputs")):
                if values:
                    values["schema"] = schema
    return json.dumps(document)


def _refuse_loss(table: Table, columns: Columns) -> None:
    lost = dropped(columns, table.desired)
    if lost:
        what = f"the live table has {', '.join(f'`{name}`' for name in lost)}, which would be dropped with its values"
        way_out = "add the field to the schema, or drop the column by hand if nobody needs it; nothing was changed"
    elif needs_new_table({"$json": columns}, {"$json": table.desired}):
        what = "the live table cannot take these columns in place, and would be made anew without its events"
        way_out = "compare them with the live ones: a type that is wider there stays so; nothing was changed"
    else:
        return
    raise EngineFailedError(failure(what, way_out, table.resource))


@dataclass(frozen=True, slots=True)
class _Calls:
    """Calls about one table, repeated for as long as what refuses them passes by itself."""

    live: LiveChanges
    resource: str
    wait: Callable[[float], None]
    backoff: Backoff

    def send(self, verb: str, path: str, body: Mapping[str, Any], etag: str = "") -> bool:
        """True if it is done; False if somebody else changed the object of this etag."""
        while True:
            status, text = self.live.send(TABLE, verb, path, body, {"If-Match": etag} if etag else {})
            if status in {200, 204}:
                return True
            if status == 412:
                return False
            pause = self.backoff.pause({self.resource: f"Error {status}: {text}"})
            if pause is None:
                raise EngineFailedError(explain(self.resource, f"Error {status}: {text}"))
            self.wait(pause.seconds)


def _alter(table: Table, live_table: Mapping[str, Any], calls: _Calls) -> Iterator[str]:
    """Run the statements that are needed, and see that they did no more than they should."""
    before = _columns(live_table)
    needed = statements(table.name, before, table.desired)
    project = table.name.partition(".")[0]
    place = {"location": live_table["location"]} if live_table.get("location") else {}
    for column, statement in needed:
        body = {"query": statement, "useLegacySql": False, "timeoutMs": _STATEMENT_MS, **place}
        calls.send("POST", f"v2/projects/{project}/queries", body)
        yield f"{table.resource}: the column `{column}` has a wider type; its events stay"
    for _ in range(_LOOKS) if needed else ():
        live_table = calls.live.get(TABLE, table.path) or {}
        columns = _columns(live_table)
        if statements(table.name, columns, table.desired):
            calls.wait(_BETWEEN)
            continue
        complete = restored(before, columns)
        body = {"schema": {"fields": complete}}
        if complete == columns or calls.send("PATCH", table.path, body, str(live_table.get("etag", ""))):
            return
    if needed:
        way_out = "run `composer up` again: it goes on there"
        raise EngineFailedError(failure("BigQuery has not given a column its type yet", way_out, table.resource))


def restored(before: Columns, after: Columns) -> Columns:
    """The columns of after with what a column had before and has no more, such as its policy tags."""
    old = {column["name"]: column for column in before}
    return [_one_restored(old.get(column["name"], {}), column) for column in after]


def _one_restored(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    inner = {"fields": restored(old.get("fields") or [], new["fields"])} if new.get("fields") else {}
    return {**{name: value for name, value in old.items() if name != "mode"}, **new, **inner}


def _columns(live_table: Mapping[str, Any]) -> Columns:
    columns: Columns = (live_table.get("schema") or {}).get("fields") or []
    return columns

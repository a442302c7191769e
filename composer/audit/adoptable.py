"""What is live and could become an Event Type's: looked up at the owning APIs, and what of it no definition can say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer.audit.leftovers import is_managed
from composer.kinds.bigquery.column_rules import mode_of, type_of
from composer.kinds.id_template import fill, pattern
from composer.live.google import api_of
from composer.live.live_objects import object_of
from composer.model.adoption import ADOPTABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from composer.live.google import Google
    from composer.live.live_objects import LiveObject
    from composer.model import Cell

Refusal = tuple[str, str]
"""Why something cannot be taken over, and a way on."""
_TOOLS = {"goog-terraform-provisioned": "Terraform", "goog-pulumi-provisioned": "another Pulumi program"}
"""Labels that tools of others leave on what they made."""
_OTHER_TABLES = {
    "view": "a view",
    "materialized_view": "a materialized view",
    "external_data_configuration": "a table of files elsewhere",
    "biglake_configuration": "a table in Iceberg",
}
"""Properties of what BigQuery lists among tables, and holds no rows of its own."""
_WITHOUT_TABLE = "leave --table out: a table is made beside it, and this one stays as it is"


class UnseenError(Exception):
    """Something cannot be looked at: the words say what, and what Google says to it."""


def look(google: Google, role: str, object_id: str) -> LiveObject | None:
    """The live object of a role, as its own API has it; None if there is none. Raises UnseenError."""
    kind = ADOPTABLE[role]
    match = pattern(kind.id, kind).fullmatch(object_id)
    if match is None:
        raise UnseenError(f"{object_id} is no id of a {kind.name}: {kind.id}")
    path = fill(kind.rest.get, kind, {**match.groupdict(), "id": object_id}, encode=True)
    answer = google.ask(api_of(kind), str(path))
    if answer.absent:
        return None
    if not answer.fine:
        raise UnseenError(f"{object_id} cannot be looked at: {answer.refusal}")
    return object_of(kind, answer.body, match.groupdict(), confirmed=True)


def schema_of(topic: LiveObject) -> str:
    """The id of the schema of a topic; "" if it has none."""
    schema = str((topic.properties.get("schema_settings") or {}).get("schema") or "")
    return "" if schema.startswith("_deleted") else schema


def refusals(role: str, live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    """The reasons that keep an object from being a role of an Event Type in this cell, whose topic has the id
    `topic`."""
    project = live.id.split("/")[1] if live.id.startswith("projects/") else cell.project
    if project != cell.project:
        yield f"{live.id} is in another project than the cell {cell.name}", f"its project is {cell.project}"
    if is_managed(live):
        owner = live.labels.get("event-type", "the platform")
        where = live.labels.get("environment", "another environment")
        yield f"{live.id} is the composer's already: of {owner} in {where}", "name what nobody manages yet"
    yield from _OF_ROLE[role](live, cell, topic)


def _schema(live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    del cell, topic
    if live.properties.get("type") != "AVRO":
        way = "definitions say Avro: give the topic an Avro schema, or move its publishers to a new Event Type"
        yield f"{live.id} is a schema of protocol buffers", way


def _topic(live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    del cell, topic
    settings = live.properties.get("schema_settings") or {}
    if not schema_of(live):
        way = "`gcloud pubsub topics update --schema --message-encoding=binary`, once its publishers send Avro"
        yield f"{live.id} has no schema, so that nobody knows what is in it", way
    elif settings.get("encoding") != "BINARY":
        way = "the ETL decodes binary Avro, and would put every event aside: let publishers send that first"
        yield f"events of {live.id} are encoded as {settings.get('encoding') or 'nothing known'}", way


def _subscription(live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    del cell
    beside = "leave --subscription out: the ETL gets one of its own, and this one stays as it is"
    if live.properties.get("topic") != topic:
        yield f"{live.id} is a subscription of {live.properties.get('topic')}", f"name one of {topic}"
    for name in ("push_config", "bigquery_config", "cloud_storage_config"):
        if live.properties.get(name):
            yield f"{live.id} has a {name}, and the ETL pulls", beside
    if live.properties.get("filter"):
        yield f"{live.id} has a filter: what that drops would never be delivered", beside


def _landing(live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    del topic
    way = "leave --landing-bucket out: a bucket is made beside it, and this one stays as it is"
    yield from _elsewhere(live, cell, way)


def _bucket(live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    del topic
    yield from _elsewhere(live, cell, "leave --bucket out: a bucket is made beside it, and this one stays as it is")


def _dataset(live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    del topic
    yield from _elsewhere(live, cell, "leave --table out: a dataset is made beside it, and this one stays as it is")


def _elsewhere(live: LiveObject, cell: Cell, way: str) -> Iterator[Refusal]:
    location = str(live.properties.get("location", ""))
    if location.lower() != cell.region:
        yield f"{live.id} is in {location}, and its cell in {cell.region}; a location never changes", way


def _table(live: LiveObject, cell: Cell, topic: str) -> Iterator[Refusal]:
    del cell, topic
    other = next((noun for name, noun in _OTHER_TABLES.items() if live.properties.get(name)), None)
    if other is not None:
        yield f"{live.id} is {other}, and delivery loads into a table of BigQuery's own", _WITHOUT_TABLE
        return
    times = live.properties.get("time_partitioning") or {}
    if times.get("type") not in {"DAY", "HOUR"} or times.get("field"):
        what = f"by {times['field']}" if times.get("field") else str(times.get("type") or "not at all").lower()
        yield f"{live.id} is partitioned {what}; delivery loads one partition a closed bucket of time", _WITHOUT_TABLE


_OF_ROLE: Mapping[str, Callable[[LiveObject, Cell, str], Iterator[Refusal]]] = {
    "schema": _schema,
    "topic": _topic,
    "etl-subscription": _subscription,
    "landing-bucket": _landing,
    "delivered-bucket": _bucket,
    "dataset": _dataset,
    "table": _table,
}


def column_refusals(live: LiveObject, wanted: Sequence[Mapping[str, Any]]) -> Iterator[Refusal]:
    """The reasons that keep a table from being taken over as it is: columns that delivery needs, and those that would
    be open."""
    columns = json.loads(live.properties.get("schema") or "[]")
    yield from _columns(live.id, "", wanted, columns)


def _columns(
    table: str, around: str, wanted: Sequence[Mapping[str, Any]], live: Sequence[Mapping[str, Any]]
) -> Iterator[Refusal]:
    there = {str(one.get("name")).lower(): one for one in live}
    for column in wanted:
        name, other = f"{around}{column['name']}", there.get(str(column["name"]).lower())
        if other is None:
            yield f"{table} has no column {name}, which the schema has", f"add it to the table; or {_WITHOUT_TABLE}"
        elif _type(other) != _type(column):
            yield f"{table} has {name} as {_type(other)}, and the schema makes {_type(column)} of it", _WITHOUT_TABLE
        elif any(column.get(key) and column.get(key) != other.get(key) for key in ("dataPolicies", "policyTags")):
            yield f"{name} of {table} is about people and open to whoever reads the table", _WITHOUT_TABLE
        else:
            yield from _columns(table, f"{name}.", column.get("fields", ()), other.get("fields", ()))


def _type(column: Mapping[str, Any]) -> str:
    """`STRING`, `REQUIRED INTEGER`."""
    mode = mode_of(column)
    return f"{'' if mode == 'NULLABLE' else f'{mode} '}{type_of(column)}"


def tool_of(live: LiveObject) -> str:
    """The tool of others that a label says made an object; "" if none does."""
    return next((tool for label, tool in _TOOLS.items() if label in live.labels), "")

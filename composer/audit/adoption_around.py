"""What stands around resources that are taken over, and that no definition says: it stays, and is nobody's here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.bigquery.table import TABLE
from composer.kinds.pubsub.topic import TOPIC
from composer.live.dependents import of_dataset, of_topic
from composer.live.google import api_of
from composer.live.iam_grants import granted_on, member_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import ResourceGraph
    from composer.live.dependents import Dependents
    from composer.live.google import Google
    from composer.live.live_objects import LiveObject


def strangers(google: Google, live_by_role: Mapping[str, LiveObject], graph: ResourceGraph) -> Iterator[str]:
    """Everything that stands on what is taken over and in no definition, and what of it could not be listed."""
    topic, reader = live_by_role["topic"], live_by_role.get("etl-subscription")
    _, project, _, name = topic.id.split("/")
    ours = {reader.id.rpartition("/")[2]} if reader is not None else set()
    yield from _named(topic.id, of_topic(google, project, name, ours))
    if reader is not None:
        yield from _dead_letters(reader)
    if "schema" in live_by_role:
        yield from _other_topics(google, project, live_by_role["schema"].id, topic.id)
    if "dataset" in live_by_role:
        dataset = live_by_role["dataset"]
        yield from _named(dataset.id, of_dataset(google, project, dataset.id.rpartition("/")[2]))
        yield from _other_tables(google, dataset.id, live_by_role["table"].id)
    wanted = {(one.type, one.inputs.get("role"), one.inputs.get("member")) for one in graph.resources}
    for live in live_by_role.values():
        granted, refusal = grants_on(google, live)
        if refusal:
            yield f"grants on {live.id}: cannot be read, {refusal}"
        for one in granted:
            role, member = one.properties.get("role"), str(one.properties.get("member"))
            if (one.token, role, member) not in wanted and not member.startswith("project"):
                condition = ", under a condition" if one.properties.get("condition") else ""
                yield f"{role} of {member} on {live.id}{condition}"


def _named(object_id: str, dependents: Dependents) -> Iterator[str]:
    yield from dependents.names
    if dependents.refusal:
        yield f"what stands on {object_id}: cannot be listed, {dependents.refusal}"


def _dead_letters(reader: LiveObject) -> Iterator[str]:
    """Where a subscription puts what nobody could read: an Event Type has dead letters of its own, in another form."""
    topic = (reader.properties.get("dead_letter_policy") or {}).get("dead_letter_topic")
    if topic:
        yield f"topic {topic}, with what {reader.id} put aside: who reads it goes on with that"


def _other_topics(google: Google, project: str, schema: str, topic: str) -> Iterator[str]:
    """Topics that a schema is of as well: whatever becomes of it is so for their publishers, too."""
    listed = google.listed(api_of(TOPIC), f"v1/projects/{project}/topics", TOPIC.rest.items)
    if not listed.complete:
        yield f"other topics with {schema}: cannot be listed, {listed.last.refusal}"
    for one in listed.items:
        if (one.get("schemaSettings") or {}).get("schema") == schema and one.get("name") != topic:
            yield f"topic {one.get('name')}, which has this schema, too: new versions of it are versions of that topic"


def _other_tables(google: Google, dataset: str, table: str) -> Iterator[str]:
    """Everything that a dataset holds beside a table."""
    listed = google.listed(api_of(TABLE), f"v2/{dataset}/tables", TABLE.rest.items)
    if not listed.complete:
        yield f"what else is in {dataset}: cannot be listed, {listed.last.refusal}"
    for one in listed.items:
        name = str((one.get("tableReference") or {}).get("tableId"))
        if name != table.rpartition("/")[2]:
            noun = "view" if one.get("view") else str(one.get("type", "table")).lower().replace("_", " ")
            yield f"{noun} {dataset}/tables/{name}"


def grants_on(google: Google, live: LiveObject) -> tuple[tuple[LiveObject, ...], str]:
    """Every grant on an object; and why they cannot be read, "" if they can."""
    kind = member_kinds().get(live.token)
    if kind is None:
        return (), ""
    _, answer, granted = granted_on(google, kind, live, str(live.properties.get("project", "")))
    return granted, "" if answer.fine else answer.refusal


_READS = frozenset({"roles/storage.objectViewer", "READER", "roles/bigquery.dataViewer"})
"""Roles that let somebody read files or rows and do nothing else."""


def readers(google: Google, live_by_role: Mapping[str, LiveObject]) -> tuple[str, ...]:
    """Groups that read what is kept today."""
    bucket, dataset = live_by_role.get("delivered-bucket"), live_by_role.get("dataset")
    granted = grants_on(google, bucket)[0] if bucket is not None else ()
    members = [str(one.properties["member"]) for one in granted if one.properties.get("role") in _READS]
    accesses = (dataset.properties.get("accesses") or ()) if dataset is not None else ()
    members += [
        f"group:{one['group_by_email']}" for one in accesses if one.get("role") in _READS and "group_by_email" in one
    ]
    return tuple(sorted({one for one in members if one.startswith("group:")}))

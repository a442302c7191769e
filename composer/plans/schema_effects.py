"""What a changed schema means for storage and jobs, read off the resources that change: as they are and will be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph.graph_changes import Update
from composer.kinds.bigquery.column_rules import opened
from composer.kinds.bigquery.table import TABLE
from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.schema import InvalidSchemaError, consequences, incompatibilities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.graph.graph_changes import Change
    from composer.model import EventType


def effects(changes: Iterable[Change], event: EventType) -> Mapping[str, tuple[str, ...]]:
    """Place → sentences, in the order in which events pass; nothing where the schema stays what it is there."""
    updates = {one.after.type: one for one in changes if isinstance(one, Update)}
    schema = updates.get(SCHEMA.token)
    if schema is None:
        return {}
    before, after = (opened(one.inputs.get("definition")) for one in (schema.before, schema.after))
    if not isinstance(before, dict) or not isinstance(after, dict) or before == after:
        return {}
    broken = _broken(before, after)
    by_place = {"Pub/Sub": consequences.pubsub(before, after, broken=broken, released=event.versions)}
    table = updates.get(TABLE.token)
    if not event.storage.COLUMNS:
        by_place[event.storage.PRODUCT] = (consequences.in_files(),)
    elif table is not None:
        columns, later = (opened(one.inputs.get("schema")) for one in (table.before, table.after))
        by_place[event.storage.PRODUCT] = consequences.in_table(columns or (), later or (), before, after)
    encrypted = {field.path for field in event.fields if field.semantic.encryption}
    by_place |= consequences.in_jobs(event.dedupe.window if event.dedupe else None, encrypted)
    return by_place | consequences.for_consumers([one.team for one in event.consumers], before, after, broken=broken)


def _broken(before: Any, after: Any) -> bool:
    try:
        return bool(incompatibilities(after, before) or incompatibilities(before, after))
    except InvalidSchemaError:  # not ours to say: `check` does
        return True

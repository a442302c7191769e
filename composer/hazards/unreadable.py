"""What was applied last, and what is to be applied, cannot read each other: whatever the record of versions says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer.graph.graph_changes import Update
from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.schema import InvalidSchemaError, incompatibilities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.hazards import Hazard, Judged


def judge(change: Judged) -> Iterator[Hazard]:
    """The first of what keeps either from reading the other's events; Pub/Sub refuses the new one then."""
    for one in change.changes:
        if not isinstance(one, Update) or one.after.type != SCHEMA.token:
            continue
        before, after = _definition(one.before.inputs), _definition(one.after.inputs)
        if before is None or after is None:
            continue
        for reader, writer, effect in (
            (after, before, "it cannot read what is stored and under way"),
            (before, after, "readers of the schema that was applied cannot read it, and Pub/Sub refuses it"),
        ):
            conflicts = _conflicts(reader, writer)
            if conflicts:
                place = f"at `{conflicts[0].path}` " if conflicts[0].path else ""
                yield change.hazard("ET809", "schema", f"{effect}: {place}{conflicts[0].reason}")


def _conflicts(reader: Any, writer: Any) -> Any:
    try:
        return incompatibilities(reader, writer)
    except InvalidSchemaError:  # not ours to say: `check` does
        return ()


def _definition(inputs: Any) -> Any:
    """The schema as plain values, None if it is not known."""
    value = inputs.get("definition")
    if isinstance(value, dict):
        return value.get("$json")
    try:
        return json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None

"""The text of a new definition: what its owner would have written, with comments where choices were made."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.spec.storage import KINDS
from composer.starter.schema_text import WIDTH, scalar, schema_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.model import SemanticType

SCHEMA_COMMENT = "# yaml-language-server: $schema=../../docs/schemas/event-type.schema.json\n"

LOGICAL = {
    "uuid": {"type": "string", "logicalType": "uuid"},
    "date": {"type": "int", "logicalType": "date"},
    "timestamp": {"type": "long", "logicalType": "timestamp-millis"},
}
"""Short names of types that people ask for and Avro spells at length."""


ASSUMED = "unknown, this is a default: how large is one encoded event, on average?"
"""Machines, cost and capacity follow from it, so that a default must not look like a finding."""


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """Everything that a new definition says; quantities as people write them. `notes` are comments by the dotted name
    of a field; `source` says in words where the schema is from; `assumed`: nobody said how large an event is."""

    name: str
    description: str
    owner: str
    importance: str
    finance_bearing: bool
    average: str
    peak: str
    event_size: str
    storage: str
    partitioning: str
    retention: str
    reader: str
    tier: str
    schema: Mapping[str, Any]
    notes: Mapping[str, str]
    dedupe_key: str = ""
    source: str = ""
    assumed: bool = False


FIRST_FIELDS: tuple[dict[str, Any], ...] = (
    {"name": "event_id", "type": LOGICAL["uuid"], "doc": "Made by the sender; the same in every attempt."},
    {"name": "occurred_at", "type": LOGICAL["timestamp"], "doc": "When it happened."},
)
"""What every event should have, for a definition that nothing is known of yet; about nobody (`harmless_meaning`)."""


def harmless_meaning(meanings: Mapping[str, SemanticType], lowest: str) -> str:
    """A field's meaning here that says nothing about anybody; "" if none does. A repository has its own words."""
    harmless = [one.key for one in meanings.values() if not one.personal and one.tier == lowest]
    return _USUAL if _USUAL in harmless else next(iter(harmless), "")


_USUAL = "system.operations"


def field(text: str, meaning: str) -> dict[str, Any]:
    """An Avro field from `name:type:semantic`; a `?` after the type lets it be left out. Raises ValueError, with a
    field of this meaning as an example."""
    parts = text.split(":")
    if len(parts) != 3 or not all(parts):
        raise ValueError(
            f"`{text}` is no field; write it as name:type:semantic, such as page_id:string:{meaning or '…'}"
        )
    name, kind, semantic = parts
    avro: object = LOGICAL.get(kind.removesuffix("?"), kind.removesuffix("?"))
    if kind.endswith("?"):
        return {"name": name, "type": ["null", avro], "default": None, "semantic": semantic}
    return {"name": name, "type": avro, "semantic": semantic}


def text(new: NewDefinition) -> str:
    """The file, ready to be written."""
    parts = [
        SCHEMA_COMMENT,
        f"event_type: {new.name}\n",
        _folded("description", new.description),
        f"owner: {scalar(new.owner)}\n",
        _line(f"importance: {scalar(new.importance)}", "high | normal | low: the delivery SLO follows from it"),
        _line(f"finance_bearing: {scalar(new.finance_bearing)}", "is money paid from it?"),
        "traffic:\n",
        _line(f"  average: {scalar(new.average)}", "events over a usual day"),
        _line(f"  peak: {scalar(new.peak)}", "the busiest minute of the year: everything is sized from it"),
        _line(f"  event_size: {scalar(new.event_size)}", ASSUMED if new.assumed else "one encoded event, on average"),
        "storage:\n",
        _line(f"  kind: {scalar(new.storage)}", " | ".join(KINDS)),
        _line(f"  partitioning: {scalar(new.partitioning)}", "hourly | daily"),
        f"  retention: {scalar(new.retention)}\n",
    ]
    if new.dedupe_key:
        parts += [
            "dedupe:\n",
            f"  key: {scalar(new.dedupe_key)}\n",
            _line("  window: 2d", "how far back duplicates come"),
        ]
    if new.reader:
        readers = f"  {scalar(new.tier)}: [{scalar(new.reader, quoted=True)}]"
        parts += ["access:\n", _line(readers, "who reads this tier, and those below it")]
    parts += ["schema:" + (f" # {new.source}" if new.source else "") + "\n"]
    parts += [f"  {line}\n" for line in schema_lines(new.schema, new.notes)]
    return "".join(parts)


def _line(text: str, comment: str) -> str:
    return f"{text:<30}  # {comment}\n"


def _folded(key: str, content: str) -> str:
    if len(key) + len(content) + 2 <= 80 and "\n" not in content:
        return f"{key}: {scalar(content)}\n"
    lines = textwrap.wrap(" ".join(content.split()), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return f"{key}: >-\n" + "".join(f"  {line}\n" for line in lines)

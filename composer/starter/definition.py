"""The text of a new definition: what its owner would have written, with comments where choices were made."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA_COMMENT = "# yaml-language-server: $schema=../../docs/schemas/event-type.schema.json\n"
WIDTH = 110

LOGICAL = {
    "uuid": {"type": "string", "logicalType": "uuid"},
    "date": {"type": "int", "logicalType": "date"},
    "timestamp": {"type": "long", "logicalType": "timestamp-millis"},
}
"""Short names of types that people ask for and Avro spells at length."""


@dataclass(frozen=True, slots=True)
class NewField:
    """A field of the new schema: `type` is Avro as plain values; `note` goes beside it as a comment."""

    name: str
    type: object
    semantic: str
    doc: str = ""
    note: str = ""

    @property
    def optional(self) -> bool:
        """Whether it may be left out of an event: then its default is null."""
        return isinstance(self.type, list) and self.type[:1] == ["null"]


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """Everything that a new definition says; quantities as people write them."""

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
    namespace: str
    fields: tuple[NewField, ...]
    dedupe_key: str = ""


FIRST_FIELDS = (
    NewField("event_id", LOGICAL["uuid"], "system.operations", "Made by the sender; the same in every attempt."),
    NewField("occurred_at", LOGICAL["timestamp"], "system.operations", "When it happened."),
)
"""What every event should have, for a definition that nothing is known of yet."""


def field(text: str) -> NewField:
    """A field from `name:type:semantic`; a `?` after the type lets it be left out. Raises ValueError with words."""
    parts = text.split(":")
    if len(parts) != 3 or not all(parts):
        raise ValueError(
            f"`{text}` is no field; write it as name:type:semantic, such as track_id:string:system.operations"
        )
    name, kind, semantic = parts
    avro: object = LOGICAL.get(kind.removesuffix("?"), kind.removesuffix("?"))
    return NewField(name, ["null", avro] if kind.endswith("?") else avro, semantic)


def text(new: NewDefinition) -> str:
    """The file, ready to be written."""
    parts = [
        SCHEMA_COMMENT,
        f"event_type: {new.name}\n",
        _folded("description", new.description),
        f"owner: {_scalar(new.owner)}\n",
        _line(f"importance: {_scalar(new.importance)}", "high | normal | low: the delivery SLO follows from it"),
        _line(f"finance_bearing: {_scalar(new.finance_bearing)}", "is money paid from it?"),
        "traffic:\n",
        _line(f"  average: {_scalar(new.average)}", "events over a usual day"),
        _line(f"  peak: {_scalar(new.peak)}", "the busiest minute of the year: everything is sized from it"),
        _line(f"  event_size: {_scalar(new.event_size)}", "one encoded event, on average"),
        "storage:\n",
        _line(f"  kind: {_scalar(new.storage)}", "gcs | bigquery"),
        _line(f"  partitioning: {_scalar(new.partitioning)}", "hourly | daily"),
        f"  retention: {_scalar(new.retention)}\n",
    ]
    if new.dedupe_key:
        parts += [
            "dedupe:\n",
            f"  key: {_scalar(new.dedupe_key)}\n",
            _line("  window: 2d", "how far back duplicates come"),
        ]
    if new.reader:
        parts += ["access:\n", f"  {_scalar(new.tier)}: [{_scalar(new.reader, quoted=True)}]\n"]
    parts += ["schema:\n", "  type: record\n", f"  name: {new.name}\n"]
    parts += [f"  namespace: {_scalar(new.namespace)}\n"] if new.namespace else []
    parts += ["  fields:\n", *(_field(one) for one in new.fields)]
    return "".join(parts)


def _line(text: str, comment: str) -> str:
    return f"{text:<32}# {comment}\n"


def _folded(key: str, words: str) -> str:
    if len(key) + len(words) + 2 <= 80 and "\n" not in words:
        return f"{key}: {_scalar(words)}\n"
    lines = textwrap.wrap(" ".join(words.split()), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return f"{key}: >-\n" + "".join(f"  {line}\n" for line in lines)


def _scalar(value: object, *, quoted: bool = False) -> str:
    """A value on one line, in quotes where YAML needs them."""
    style = '"' if quoted else None
    dumped: str = yaml.safe_dump(value, default_style=style, width=10**6, allow_unicode=True)
    return dumped.removesuffix("...\n").removesuffix("\n")


def _field(new: NewField) -> str:
    lines = [f"- name: {_scalar(new.name)}", *_type_lines(new.type)]
    if new.optional:
        lines.append("  default: null")
    if new.semantic:
        lines.append(f"  semantic: {_scalar(new.semantic)}" + (f"  # {new.note}" if new.note else ""))
    if new.doc:
        lines.append(f"  doc: {_scalar(new.doc)}")
    return "".join(f"    {line}\n" for line in lines)


def _type_lines(avro: object) -> Sequence[str]:
    flow: str = yaml.safe_dump(avro, default_flow_style=True, sort_keys=False, width=10**6, allow_unicode=True)
    short = flow.removesuffix("\n").removesuffix("\n...")
    if len(short) <= WIDTH - 20:
        return [f"  type: {short}"]
    block: str = yaml.safe_dump(avro, default_flow_style=None, sort_keys=False, width=WIDTH - 10, allow_unicode=True)
    return ["  type:", *(f"    {line}" for line in block.splitlines())]

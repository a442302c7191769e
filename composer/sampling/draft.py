"""What was found out: a schema with guesses, and what its owner is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Draft:
    """`schema` is an Avro record, with `semantic` where it was guessed; `notes` are comments by the dotted name of a
    field. `source` is the file's name, "" where there is none. `event_bytes`: one event encoded in Avro, on average;
    None where there are no events. `dedupe_key`: the field that is another one in each event, "" for none."""

    source: str
    schema: dict[str, Any]
    notes: Mapping[str, str] = field(default_factory=dict)
    events: int = 0
    event_bytes: int | None = None
    dedupe_key: str = ""

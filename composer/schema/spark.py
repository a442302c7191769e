"""What Spark, which looks for doubles, cannot read although it is legal Avro.

Source: "Apache Avro Data Source Guide" of Spark (no recursive schemas; decimals are those of Spark SQL), `DecimalType`
(38 digits at most), and `spark.sql.caseSensitive`, which is off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.schema.field_identity import key
from composer.schema.logical import logical
from composer.schema.walk import every_field, holds_itself

if TYPE_CHECKING:
    from composer.schema.walk import Path

DIGITS = 38


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A field that keeps Spark from reading the whole file: where it stands, why in words, and what to do."""

    path: Path
    reason: str
    hint: str


def unreadable(schema: Mapping[str, Any]) -> Iterator[Unreadable]:
    """Everything in a legal record schema that Spark refuses."""
    inside = holds_itself(schema)
    if inside is not None:
        names = [field["name"] for field in schema["fields"]]
        top = inside.split(".")[0].removesuffix("[]").removesuffix("{}")
        reason = f"`{inside}` is a record inside itself"
        yield Unreadable(("fields", names.index(top)), reason, "send it as a list of rows that refer to each other")
    taken: dict[tuple[Path, str], str] = {}
    for one in every_field(schema):
        for digits in _decimals(one.field["type"]):
            if digits > DIGITS:
                reason = f"`{one.name}` is a decimal of {digits} digits, and {DIGITS} are the most"
                yield Unreadable(one.path, reason, "make the precision smaller, or send it as a text")
        name = one.field["name"]
        other = taken.setdefault((one.path[:-1], key(name)), name)
        if other != name:
            reason = f"`{one.name}` differs from `{other}` only in capital letters"
            yield Unreadable(one.path, reason, "give it another name")


def _decimals(kind: Any) -> Iterator[int]:
    """The precision of decimals in a type, outside of records."""
    if isinstance(kind, list):
        for branch in kind:
            yield from _decimals(branch)
    elif isinstance(kind, Mapping) and kind.get("type") != "record":
        meant = logical(kind)
        if meant is not None and meant.name == "decimal":
            yield meant.precision
        for key in ("type", "items", "values"):
            yield from _decimals(kind.get(key))

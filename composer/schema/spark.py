"""What Spark, which looks for doubles, cannot read although it is legal Avro.

Source: "Apache Avro Data Source Guide" of Spark (no recursive schemas; decimals are those of Spark SQL), `DecimalType`
(38 digits at most), and `spark.sql.caseSensitive`, which is off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.schema.avro_names import full_name, named
from composer.schema.field_identity import key
from composer.schema.logical import logical
from composer.schema.walk import PRIMITIVES, every_field

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
    inside = _holds_itself(schema)
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


def _holds_itself(schema: Mapping[str, Any]) -> str | None:
    """The dotted name of the first field that holds a record which it is in; None in a schema of finite depth. For
    legal schemas."""
    return _recurs(schema, "", "", ())


def _recurs(kind: Any, dotted: str, space: str, above: tuple[str, ...]) -> str | None:
    if isinstance(kind, str):
        return dotted if kind not in PRIMITIVES and full_name(kind, space) in above else None
    if isinstance(kind, list):
        return next(filter(None, (_recurs(branch, dotted, space, above) for branch in kind)), None)
    if "fields" in kind:
        full, inside = named(kind, space)
        prefix = f"{dotted}." if dotted else ""
        within = (
            _recurs(field["type"], f"{prefix}{field['name']}", inside, (*above, full)) for field in kind["fields"]
        )
        return next(filter(None, within), None)
    ending = {"array": "[]", "map": "{}"}.get(kind["type"] if isinstance(kind["type"], str) else "", "")
    inner = kind.get("items") or kind.get("values") or kind["type"]
    return _recurs(inner, dotted + ending, space, above)

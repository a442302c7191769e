"""The BigQuery columns that an Avro schema becomes, as BigQuery itself derives them when it loads Avro files.

Source: "Loading Avro data from Cloud Storage", conversions of Avro types, with `useAvroLogicalTypes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from composer.schema.avro_names import full_name, named
from composer.schema.bigquery_types import (
    MEANS_THE_SAME,
    TYPES,
    UnderlyingColumn,
    branch_name,
    is_column_name,
    logical_column,
)
from composer.schema.field_identity import key
from composer.schema.logical import logical
from composer.schema.type_text import optional
from composer.schema.unchanged_fields import alike
from composer.schema.walk import PRIMITIVES, is_null

Column = dict[str, Any]
Around = tuple[str, tuple[str, ...]]
"""The namespace that a field stands in, and the full names of the records around it, the outermost first."""
Decorate = Callable[[str, Column], None]
"""Called with the dotted name of a leaf and its column, which it may change (tags, policies, encrypted type)."""

MAX_DEPTH = 15
MAX_COLUMNS = 10_000


class NotAColumnError(Exception):
    """A part of a schema that no BigQuery column can hold: `name` is dotted, `way_out` what to do about it."""

    def __init__(self, name: str, reason: str, way_out: str = "change its type") -> None:
        super().__init__(f"`{name}` {reason}")
        self.name = name
        self.reason = reason
        self.way_out = way_out


@dataclass(frozen=True, slots=True)
class _Derived:
    """A field where it stands, the column it became, how many that are, and the named types that it defines."""

    field: Mapping[str, Any]
    around: Around
    column: Column
    count: int
    defined: Mapping[str, tuple[Mapping[str, Any], str]]


Before = dict[str, _Derived]
"""By dotted name: fields that refer to nothing around them, as another version had them. What is written alike is
decorated alike."""


def columns(
    schema: Mapping[str, Any],
    decorate: Decorate = lambda _name, _column: None,
    before: Before | None = None,
) -> list[Column]:
    """The columns of a legal record schema. Raises NotAColumnError for what BigQuery cannot hold.

    `before`: what was derived for other versions, if they are one after the other; it is added to, and a field that is
    as it was has the same column, which nobody changes.
    """
    derived = _Columns(decorate, before)
    result = derived.record(schema, "", "", ())
    if derived.wrong:
        raise derived.wrong[0]
    return result


def refused(schema: Mapping[str, Any]) -> tuple[NotAColumnError, ...]:
    """Everything in a legal record schema that BigQuery cannot hold, in order; () if `columns` takes it."""
    derived = _Columns(lambda _name, _column: None)
    derived.record(schema, "", "", ())
    return tuple({str(one): one for one in derived.wrong}.values())


def underneath(schema: Mapping[str, Any]) -> tuple[UnderlyingColumn, ...]:
    """Every part of a legal record schema that BigQuery keeps without what its logical type means, in order."""
    derived = _Columns(lambda _name, _column: None)
    derived.record(schema, "", "", ())
    return tuple(dict.fromkeys(derived.underneath))


class _Columns:
    """One derivation: the named types seen so far, each with the namespace around it, and the number of columns."""

    def __init__(self, decorate: Decorate, before: Before | None = None) -> None:
        self.decorate = decorate
        self.before: Before = {} if before is None else before
        self.named = 0
        self.named_types: dict[str, tuple[Mapping[str, Any], str]] = {}
        self.count = 0
        self.too_many = False
        self.wrong: list[NotAColumnError] = []
        self.underneath: list[UnderlyingColumn] = []

    def refuse(self, name: str, reason: str, way_out: str = "change its type") -> None:
        """Note what is wrong, and go on: all of it is told at once."""
        self.wrong.append(NotAColumnError(name, reason, way_out))

    def record(self, record: Mapping[str, Any], prefix: str, namespace: str, above: tuple[str, ...]) -> list[Column]:
        full, space = named(record, namespace)
        if full in above:
            self.refuse(prefix.rstrip("."), "is a record inside itself, which BigQuery cannot store")
            return []
        if len(above) >= MAX_DEPTH:
            self.refuse(prefix.rstrip("."), f"is nested deeper than {MAX_DEPTH} records")
            return []
        if not record["fields"]:
            self.refuse(prefix.rstrip(".") or "schema", "is a record without fields, which BigQuery cannot store")
        self.named_types[full] = record, namespace
        result, taken = list[Column](), dict[str, str]()
        for field in record["fields"]:
            dotted = f"{prefix}{field['name']}"
            self.judge(field["name"], dotted, taken)
            result.append(self.derived(field, dotted, (space, (*above, full))))
        return result

    def derived(self, field: Mapping[str, Any], dotted: str, around: Around) -> Column:
        """The column of a field, unless it was derived before."""
        before = self.before.get(dotted)
        if before is not None and before.around == around and alike(before.field, field):
            self.count += before.count
            self.named_types.update(before.defined)
            return before.column
        count, wrong, named_before, types = self.count, len(self.wrong), self.named, self.named_types.keys() | set()
        column = self.column(field, dotted, around)
        if len(self.wrong) == wrong and self.named == named_before:
            defined = {name: self.named_types[name] for name in self.named_types.keys() - types}
            self.before[dotted] = _Derived(field, around, column, self.count - count, defined)
        return column

    def column(self, field: Mapping[str, Any], dotted: str, around: Around) -> Column:
        """The column of a field."""
        column: Column = {"name": field["name"]}
        self.fill(column, field["type"], dotted, *around)
        column.setdefault("mode", "REQUIRED")
        if field.get("doc"):
            column["description"] = field["doc"][:1024]
        if "fields" not in column:
            self.decorate(dotted, column)
        return column

    def judge(self, name: str, dotted: str, taken: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_COLUMNS and not self.too_many:
            self.too_many = True
            self.refuse(dotted, f"is one column more than the {MAX_COLUMNS} a table may have")
        if not is_column_name(name):
            self.refuse(dotted, "is no name that BigQuery takes for a column", "give it another name")
        other = taken.setdefault(key(name), name)
        if other is not name:
            self.refuse(dotted, f"differs from `{other}` only in capital letters", "give it another name")

    def fill(self, column: Column, kind: Any, dotted: str, namespace: str, above: tuple[str, ...]) -> None:
        """Set type, mode and inner fields of one column from an Avro type."""
        if isinstance(kind, list):
            self.union(column, kind, dotted, namespace, above)
            return
        if is_null(kind):
            column |= {"type": "STRING", "mode": "NULLABLE"}
            return
        if isinstance(kind, str):
            if kind in PRIMITIVES:
                column["type"] = TYPES[kind]
                return
            self.named += 1
            kind, namespace = self.named_types[full_name(kind, namespace)]
        inner = kind["type"]
        match inner:
            case "record":
                column["type"] = "RECORD"
                column["fields"] = self.record(kind, f"{dotted}.", namespace, above)
            case "array":
                self.repeated(column, kind["items"], dotted, namespace, above)
            case "map":
                value: Column = {"name": "value", "mode": "REQUIRED"}
                self.fill(value, kind["values"], f"{dotted}{{}}", namespace, above)
                if value["mode"] == "REQUIRED" and optional(kind["values"]):
                    value["mode"] = "NULLABLE"
                if "fields" not in value:
                    self.decorate(_field(dotted), value)
                text: Column = {"name": "key", "type": "STRING", "mode": "REQUIRED"}
                self.decorate(_field(dotted), text)
                column |= {"type": "RECORD", "mode": "REPEATED", "fields": [text, value]}
            case "enum" | "fixed":
                self.named_types[named(kind, namespace)[0]] = kind, namespace
                self.plain(column, kind, dotted)
            case str() if inner in PRIMITIVES:
                self.plain(column, kind, dotted)
            case _:
                self.fill(column, inner, dotted, namespace, above)

    def plain(self, column: Column, kind: Mapping[str, Any], dotted: str) -> None:
        """Set the type of a column from a type that holds no others."""
        underneath = TYPES[kind["type"]]
        column["type"] = logical_column(kind) or underneath
        meant = logical(kind)
        if (
            meant is not None
            and column["type"] in (underneath, "STRING")
            and (meant.name, underneath) not in MEANS_THE_SAME
        ):
            self.underneath.append(UnderlyingColumn(dotted, meant, column["type"]))

    def repeated(self, column: Column, items: Any, dotted: str, namespace: str, above: tuple[str, ...]) -> None:
        self.fill(column, items, f"{dotted}[]", namespace, above)
        if column.get("mode") == "REPEATED":
            self.refuse(dotted, "is an array of arrays (or of maps), which BigQuery cannot store")
        # of several types, null is a record without values; an item that is one type is not there at all
        several = isinstance(items, list) and sum(not is_null(branch) for branch in items) > 1
        if column.get("mode") == "NULLABLE" and not several:
            self.refuse(dotted, "is an array whose items may be null, which BigQuery cannot store")
        column["mode"] = "REPEATED"

    def union(self, column: Column, branches: list[Any], dotted: str, namespace: str, above: tuple[str, ...]) -> None:
        real = [branch for branch in branches if not is_null(branch)] or ["null"]
        if len(real) == 1:
            self.fill(column, real[0], dotted, namespace, above)
            if len(real) < len(branches):
                column.setdefault("mode", "NULLABLE")
            return
        column |= {"type": "RECORD", "mode": "NULLABLE" if len(real) < len(branches) else "REQUIRED", "fields": []}
        taken: set[str] = set()
        for branch in real:
            inner: Column = {"name": f"{branch_name(branch)}_value"}
            if key(inner["name"]) in taken:  # of a type from another namespace, or in other capitals
                reason = f"is a union of which two types become the column `{inner['name']}`"
                self.refuse(dotted, reason, "give one of them another name")
            taken.add(key(inner["name"]))
            self.fill(inner, branch, dotted, namespace, above)
            inner.setdefault("mode", "NULLABLE")
            if "fields" not in inner:
                self.decorate(_field(dotted), inner)
            column["fields"].append(inner)


def _field(dotted: str) -> str:
    """The field that items of arrays, and keys and values of maps, belong to."""
    return dotted.rstrip("[]{}")

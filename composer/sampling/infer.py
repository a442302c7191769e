"""Shapes of events → an Avro record: types, what may be missing, logical types, and what its owner should look at."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from composer.graph.name_limits import split_camel_case
from composer.kinds.bigquery.column_rules import RESERVED_PREFIXES
from composer.printing.visible import characters

if TYPE_CHECKING:
    from composer.sampling.shapes import Shape

_NO_NAME = re.compile(r"[^A-Za-z0-9_]")
_TIME = re.compile(r"(^|_)(at|ts|time|timestamp|date|when|seen|millis|ms)$|(At|Time|Timestamp|Date|Millis|Ts)$")
_SECONDS = range(10**9, 4 * 10**9)
_MILLIS = range(10**12, 4 * 10**12)
_MICROS = range(10**15, 4 * 10**15)
_NANOS = range(10**18, 4 * 10**18)
"""Numbers that are a time from 2001 to 2096, in seconds and smaller units since 1970."""
_EPOCHS = (
    (_SECONDS, "", "seconds"),
    (_MILLIS, "millis", "milliseconds"),
    (_MICROS, "micros", "microseconds"),
    (_NANOS, "", "nanoseconds"),
)
"""The value tells which of them a number may be, and a name that speaks of time that it is; else it is asked."""
_BETTER = {"seconds": "timestamp-millis", "nanoseconds": "timestamp-micros: BigQuery keeps no nanoseconds"}
LONGEST = 120
"""Characters of a name beyond which it is cut."""
FEW = 12
"""Distinct texts, seen many times each, that look like a closed list."""
_LOGICAL = {
    "uuid": {"type": "string", "logicalType": "uuid"},
    "date": {"type": "int", "logicalType": "date"},
    "millis": {"type": "long", "logicalType": "timestamp-millis"},
    "micros": {"type": "long", "logicalType": "timestamp-micros"},
}
_HINTS = {
    "nanos": "a time down to nanoseconds: better sent as timestamp-micros, BigQuery keeps no more",
    "local": "a time without its zone, so nobody knows when it was: better sent as timestamp-millis",
    "seconds": "seconds since 1970, as a text? Better sent as timestamp-millis",
}
"""Texts that are times which are better sent as something else."""
_FROM_ISO = {
    "date": "a text such as 2027-01-31 in the samples; Avro sends a number, of days since 1970",
    "millis": "an ISO text in the samples; Avro sends a number, of milliseconds since 1970",
    "micros": "an ISO text in the samples; Avro sends a number, of microseconds since 1970",
}
"""Texts that become numbers: whoever sends them has to convert them."""
_BYTES = {"date": 3, "millis": 6, "micros": 8}
"""What takes fewer bytes in Avro than as a text."""


@dataclass(slots=True)
class Inference:
    """One run: the record's name, names of records that are taken, and by dotted field name notes, forms of texts, and
    notes that show values: for fields that are nobody's personal data. `table`: only what BigQuery can keep."""

    name: str
    table: bool = False
    notes: dict[str, str] = field(default_factory=dict)
    forms: dict[str, frozenset[str]] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    bytes: int = 0

    def record(self, shape: Shape) -> dict[str, Any]:
        """The top-level record."""
        self.taken.add(self.name)
        return {"type": "record", "name": self.name, "fields": self._fields(shape, "")}

    def _fields(self, shape: Shape, prefix: str) -> list[dict[str, Any]]:
        fields, names = [], set[str]()
        for key, inner in shape.keys.items():
            name = self._avro_name(key, names)
            names.add(name.lower())
            dotted = f"{prefix}{name}"
            if name != key:
                self._note(dotted, f"`{_shown(key)}` in the samples")
            kind = self._type(inner, dotted, name)
            if inner.present < shape.kinds["object"] or "null" in inner.kinds:
                self.bytes += shape.kinds["object"]  # which branch it is
                fields.append({"name": name, "type": ["null", kind], "default": None})
            else:
                fields.append({"name": name, "type": kind})
        return fields

    def _type(self, shape: Shape, dotted: str, name: str) -> Any:
        kinds = shape.only
        if kinds == {"object"}:
            return self._object(shape, dotted, name)
        if kinds == {"array"} and shape.items is not None:
            self.bytes += shape.size
            return self._array(shape.items, dotted, name)
        if "larger integer" in kinds and kinds <= {"integer", "larger integer"}:
            self.bytes += shape.size
            self._note(dotted, "too large for 64 bits: sent as a text, for a double would round it?")
            return "string"
        if kinds <= {"integer", "larger integer", "number"} and kinds:
            self.bytes += shape.size
            return self._number(shape, dotted, name)
        if kinds == {"boolean"}:
            self.bytes += shape.size
            return "boolean"
        if kinds == {"string"}:
            return self._text(shape, dotted)
        self.bytes += shape.size
        if not kinds:
            self._note(dotted, "always null in the samples: what is it otherwise?")
        elif "too deep" in kinds:
            self._note(dotted, "nested too deeply to be columns: sent as a text of JSON?")
        else:
            self._note(dotted, f"it comes as {' and as '.join(sorted(kinds))}: decide on one")
        return "string"

    def _object(self, shape: Shape, dotted: str, name: str) -> Any:
        if not shape.keys and shape.values is None:
            self.bytes += shape.size
            self._note(dotted, "always empty in the samples: what is in it?")
            return {"type": "map", "values": "string"}
        if _is_map(shape):
            values = shape.as_map()
            self.bytes += shape.size + sum((len(key) + 1) * one.present for key, one in shape.keys.items())
            by_form = shape.values is None and shape.keyed_by_data()
            self._note(dotted, "its keys are data" if by_form else "its keys differ from event to event")
            inner = f"{dotted}{{}}" if values.only == {"object"} else dotted
            return {"type": "map", "values": self._maybe_null(values, inner, name)}
        record = self._record_name(name)
        return {"type": "record", "name": record, "fields": self._fields(shape, f"{dotted}.")}

    def _array(self, items: Shape, dotted: str, name: str) -> Any:
        if not items.present:
            self._note(dotted, "always empty in the samples: what is in it?")
            return {"type": "array", "items": "string"}
        one = name.removesuffix("s") or name
        inner = f"{dotted}[]" if _holds_record(items) else dotted  # only records have names of their own
        if not self.table:
            return {"type": "array", "items": self._maybe_null(items, inner, one)}
        lists, maps = items.only == {"array"}, items.only == {"object"} and _is_map(items)
        if lists or maps:
            return self._wrapped(items, dotted, one, "items" if lists else "entries")
        if "null" in items.kinds:
            self._note(dotted, "some are null, which BigQuery cannot keep: left out?")
        return {"type": "array", "items": self._type(items, inner, one)}

    def _wrapped(self, items: Shape, dotted: str, name: str, field: str) -> Any:
        """Lists or maps in a list, which BigQuery cannot keep, as a field of records in it."""
        record, inside = self._record_name(name), f"{dotted}[].{field}"
        self._note(inside, "BigQuery keeps no lists of lists or maps, so each is in a record: as you would?")
        kind = self._type(items, inside, name)
        return {
            "type": "array",
            "items": {"type": "record", "name": record, "fields": [{"name": field, "type": kind}]},
        }

    def _maybe_null(self, shape: Shape, dotted: str, name: str) -> Any:
        kind = self._type(shape, dotted, name)
        return ["null", kind] if "null" in shape.kinds else kind

    def _number(self, shape: Shape, dotted: str, name: str) -> Any:
        if "number" in shape.kinds:
            return "double"
        for times, kind, unit in _EPOCHS:
            if shape.lowest in times and shape.highest in times:
                if kind and _TIME.search(name):
                    return _LOGICAL[kind]
                better = f"timestamp-{kind}" if kind else _BETTER[unit]
                self._note(dotted, f"{unit} since 1970? Better sent as {better}")
        return "long"

    def _text(self, shape: Shape, dotted: str) -> Any:
        self.forms[dotted] = frozenset(shape.forms or ())
        for form in ("uuid", "date", "millis", "micros"):
            if form in (shape.forms or ()):
                if form in _FROM_ISO:
                    self._note(dotted, _FROM_ISO[form])
                self.bytes += _BYTES[form] * shape.kinds["string"] if form in _BYTES else shape.size
                return _LOGICAL[form]
        self.bytes += shape.size
        for form, hint in _HINTS.items():
            if form in (shape.forms or ()) and (form != "seconds" or _TIME.search(dotted)):
                self._note(dotted, hint)
        if 1 < len(shape.texts) <= FEW and shape.kinds["string"] >= 10 * len(shape.texts):
            symbols = sorted(shape.texts)
            if all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", symbol) for symbol in symbols):
                self.closed[dotted] = f"only {', '.join(symbols)} in the samples: an enum?"
        return "string"

    def _avro_name(self, key: str, taken: set[str]) -> str:
        """A legal name that no other field has, also where case does not count, as in BigQuery."""
        plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode() if not key.isascii() else key
        name = _NO_NAME.sub("_", plain)[:LONGEST]
        if not name.strip("_"):
            name = name if key == name and name else "field"
        if name[0].isdigit() or (self.table and name.upper().startswith(RESERVED_PREFIXES)):
            name = f"_{name}" if name[0].isdigit() else f"field{name}"
        unique, number = name, 1
        while unique.lower() in taken:
            number += 1
            unique = f"{name}_{number}"
        return unique

    def _record_name(self, name: str) -> str:
        base = "".join(word.capitalize() for part in name.split("_") for word in split_camel_case(part)) or "Record"
        unique, number = base, 1
        while unique in self.taken:
            number += 1
            unique = f"{base}{number}"
        self.taken.add(unique)
        return unique

    def _note(self, dotted: str, text: str) -> None:
        self.notes[dotted] = f"{self.notes[dotted]}; {text}" if dotted in self.notes else text


def _is_map(shape: Shape) -> bool:
    """True if an object's keys are data."""
    return shape.values is not None or not shape.keys or shape.keyed_by_data() or shape.sparse()


def _holds_record(shape: Shape) -> bool:
    return shape.only == {"object"} and (not _is_map(shape) or shape.as_map().only == {"object"})


def _shown(key: str) -> str:
    """A key as a comment can hold it."""
    return characters(key)

"""What values have been seen in one place of many events: small, whatever the number of events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

MOST_KEYS = 200
"""Keys of an object beyond which it is a map: its keys are data."""
MOST_VALUES = 20
"""Texts that are remembered one by one."""
DEEPEST = 24
"""Levels of objects and lists beyond which nobody looks."""

_TEXTS = {
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "millis": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,3})?)?(Z|[+-]\d\d:?\d\d)"),
    "micros": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "ip": re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,7}"),
    "phone": re.compile(r"\+\d[\d ()/-]{6,18}\d"),
}
"""What a text can be, recognised by its form. A time without a zone is none: nobody knows when it was."""


@dataclass(slots=True)
class Shape:
    """Values of one place. `present`: times it was there, null included; `kinds`: of which JSON type, by count.

    `lowest` and `highest` are of whole numbers; `forms` are names of `_TEXTS` that fit every text so far, None before
    the first; `texts` the first distinct ones; `size` the bytes that they take in Avro.
    """

    present: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    lowest: int = 0
    highest: int = 0
    forms: set[str] | None = None
    texts: dict[str, None] = field(default_factory=dict)
    size: int = 0
    keys: dict[str, Shape] = field(default_factory=dict)
    values: Shape | None = None
    """Values of an object that has too many keys: they are in one place."""
    items: Shape | None = None

    def add(self, value: Any, depth: int = 0) -> None:
        """Look at one more value."""
        self.present += 1
        kind = _kind(value)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if kind == "integer":
            first = self.kinds[kind] == 1
            self.lowest = value if first else min(self.lowest, value)
            self.highest = value if first else max(self.highest, value)
            self.size += _varint(value)
        elif kind == "string":
            self._text(value)
        elif kind in {"object", "array"} and depth >= DEEPEST:
            self.kinds["too deep"] = 1
        elif kind == "object":
            self._object(value, depth)
        elif kind == "array":
            self.items = self.items or Shape()
            for item in value:
                self.items.add(item, depth + 1)
            self.size += 2
        else:
            self.size += {"boolean": 1, "number": 8}.get(kind, 0)

    @property
    def only(self) -> set[str]:
        """The JSON types of what is not null."""
        return set(self.kinds) - {"null"}

    def _text(self, value: str) -> None:
        length = len(value.encode("utf-8", "replace"))
        self.size += length + _varint(length)
        if self.forms is None or self.forms:
            known = _TEXTS if self.forms is None else self.forms
            self.forms = {form for form in known if _TEXTS[form].fullmatch(value)}
        if len(self.texts) <= MOST_VALUES:
            self.texts.setdefault(value)

    def _object(self, value: dict[str, Any], depth: int) -> None:
        for key, inner in value.items():
            if self.values is None and key not in self.keys and len(self.keys) >= MOST_KEYS:
                self.values = Shape()
                for known in self.keys.values():
                    self.values.merge(known)
                self.keys = {}
            if self.values is not None:
                self.values.add(inner, depth + 1)
                self.size += len(key) + 1
            else:
                self.keys.setdefault(key, Shape()).add(inner, depth + 1)

    def merge(self, other: Shape) -> None:
        """Take in what was seen in another place, as if it had been here."""
        if "integer" in other.kinds:
            first = "integer" not in self.kinds
            self.lowest = other.lowest if first else min(self.lowest, other.lowest)
            self.highest = other.highest if first else max(self.highest, other.highest)
        self.present += other.present
        for kind, count in other.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + count
        if other.forms is not None:
            self.forms = set(other.forms) if self.forms is None else self.forms & other.forms
        for text in other.texts:
            if len(self.texts) <= MOST_VALUES:
                self.texts.setdefault(text)
        self.size += other.size
        for key, shape in other.keys.items():
            self.keys.setdefault(key, Shape()).merge(shape)
        for name in ("values", "items"):
            theirs = getattr(other, name)
            if theirs is not None:
                ours = getattr(self, name) or Shape()
                ours.merge(theirs)
                setattr(self, name, ours)


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer" if -(2**63) <= value < 2**63 else "number"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _varint(value: int) -> int:
    """Bytes of a number in Avro: seven bits in each, after zigzag."""
    zigzag = value << 1 if value >= 0 else (~value << 1) | 1
    return max(1, -(-zigzag.bit_length() // 7))

"""What values have been seen in one place of many events: small, whatever the number of events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MOST_KEYS = 200
"""Keys of an object beyond which it is a map: its keys are data."""
MANY_KEYS = 12
"""From this many on, keys that are in few of the objects are data, too."""
MOST_FIELDS = 5_000
"""Fields of an event beyond which nobody can mean them all."""
SHORT = 6
"""Characters of a number beyond which it is no abbreviation."""
MOST_VALUES = 20
"""Texts that are remembered one by one."""
DEEPEST = 14
"""Levels of objects and lists below an event beyond which nobody looks: BigQuery nests 15 records."""

_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = rf"{_DAY}[T ]([01]\d|2[0-3]):[0-5]\d"
_ZONE = r"(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)"
_TEXTS = {
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "date": re.compile(_DAY),
    "millis": re.compile(rf"{_TIME}(:[0-5]\d([.,]\d{{1,3}})?)?{_ZONE}"),
    "micros": re.compile(rf"{_TIME}(:[0-5]\d([.,]\d{{1,6}})?)?{_ZONE}"),
    "nanos": re.compile(rf"{_TIME}(:[0-5]\d([.,]\d{{1,9}})?)?{_ZONE}"),
    "local": re.compile(rf"{_TIME}(:[0-5]\d([.,]\d{{1,9}})?)?"),
    "seconds": re.compile(r"[123]\d{9}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "ip": re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,7}"),
    "phone": re.compile(r"\+\d[\d ()/-]{6,18}\d"),
}
"""What a text can be, recognised by its form."""
_DATED = frozenset({"date", "millis", "micros", "nanos", "local"})


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
            self.size += {"boolean": 1, "number": 8, "larger integer": 21}.get(kind, 0)

    @property
    def only(self) -> set[str]:
        """The JSON types of what is not null."""
        return set(self.kinds) - {"null"}

    @property
    def fields(self) -> int:
        """How many different fields there are, at every level."""
        inside = [*self.keys.values(), *filter(None, (self.values, self.items))]
        return len(self.keys) + sum(one.fields for one in inside)

    def _text(self, value: str) -> None:
        length = len(value.encode("utf-8", "replace"))
        self.size += length + _varint(length)
        if self.forms is None or self.forms:
            candidates = _TEXTS if self.forms is None else self.forms
            fits = {form for form in candidates if _TEXTS[form].fullmatch(value)}
            self.forms = fits - _DATED if fits & _DATED and not _is_day(value[:10]) else fits
        if len(self.texts) <= MOST_VALUES:
            self.texts.setdefault(value)

    def _object(self, value: dict[str, Any], depth: int) -> None:
        for key, inner in value.items():
            most = MOST_KEYS if depth else MOST_FIELDS
            if self.values is None and key not in self.keys and len(self.keys) >= most:
                self.values = self.as_map()
                self.keys = {}
            if self.values is not None:
                self.values.add(inner, depth + 1)
                self.size += len(key) + 1
            else:
                self.keys.setdefault(key, Shape()).add(inner, depth + 1)

    def keyed_by_data(self) -> bool:
        """True if keys have the form of values: addresses, numbers, days, ids. One is enough: nobody names a field so,
        and what may be somebody's gets into no name."""
        return any(is_data(key) for key in self.keys)

    def named_by_data(self) -> bool:
        """True if this cannot be an event: some keys say who or when, or most are data. A short number among names may
        be a name, as people shorten them."""
        data = [key for key in self.keys if is_data(key)]
        return 2 * len(data) > len(self.keys) or any(len(key.strip()) > SHORT for key in data)

    def sparse(self) -> bool:
        """True if an object's keys look like data: values are of one kind, and there are many keys, each in few of the
        objects, or no key was there twice: names of people have no form that could be known."""
        if len({frozenset(one.only) for one in self.keys.values()}) != 1:
            return False
        objects, seen = self.kinds["object"], sum(inner.present for inner in self.keys.values())
        few = len(self.keys) >= MANY_KEYS and seen * 10 <= len(self.keys) * objects
        return few or (objects > 1 and seen == len(self.keys) >= objects)

    def as_map(self) -> Shape:
        """All that was seen under any key of an object, in one place."""
        values = Shape()
        if self.values is not None:
            values.merge(self.values)
        for inner in self.keys.values():
            values.merge(inner)
        return values

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


_DATA = re.compile(
    r"[+-]?\d[\d.,:/ ()_-]*"  # numbers, days, times, telephone numbers
    r"|\+?\(?\d[\d ()/.-]{5,}\d"
    r"|[0-9a-fA-F]{16,}"  # digests
    r"|eyJ[\w-]{8,}(\.[\w-]*){0,2}"  # signed tokens
    r"|(?=(?:[^\d]*\d){4})(?=.*[A-Za-z])[A-Za-z0-9+/=]{16,}"  # ids, and other bytes as text
    r"|[^@\s]+@[^@\s]+"  # addresses, also of hosts without a dot
    r"|(https?|ftp|urn|mailto|tel|spotify):\S+"
)
"""Keys that are data, beside the forms that texts have."""


def is_data(key: str) -> bool:
    """True if a key of an object looks like a value, by its form alone."""
    text = key.strip()
    return bool(_DATA.fullmatch(text)) or any(form.fullmatch(text) for form in _TEXTS.values())


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer" if -(2**63) <= value < 2**63 else "larger integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _is_day(text: str) -> bool:
    """True if there is such a day: months have ends."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _varint(value: int) -> int:
    """Bytes of a number in Avro: seven bits in each, after zigzag."""
    zigzag = value << 1 if value >= 0 else (~value << 1) | 1
    return max(1, -(-zigzag.bit_length() // 7))

"""Values in the words of people: short, references by name, and a unit on every number that has one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.documents.spelling import whole
from composer.graph.properties import ABSENT
from composer.printing.plurals import counted
from composer.units import Quantity, Seconds

if TYPE_CHECKING:
    from composer.graph.properties import PropertyChange
    from composer.units import Unit

WIDTH = 100
"""Longer values are cut; `--format json` has them whole."""


def value_text(value: Any, width: int = WIDTH) -> str:
    """One value on one line."""
    return cut(_text(value), width)


class Shown(str):
    """A value in a sentence: not the composer's words, however much it looks like them."""

    __slots__ = ()


def change_text(change: PropertyChange, width: int = WIDTH) -> str:
    """`7d → 14d`, `added "x"`, `removed "x"`, `stays as it is`, or for lists of plain values what comes and goes."""
    return "".join(change_parts(change, width))


def change_parts(change: PropertyChange, width: int = WIDTH) -> tuple[str, ...]:
    """As `change_text`, each value by itself, as `Shown`."""
    before, after = change.before, change.after
    was, now = Shown(value_text(before, width)), Shown(value_text(after, width))
    if before is ABSENT:
        return "added ", now
    if change.stays:
        return "stays as it is, no longer stated: ", was
    if after is ABSENT:
        return "removed ", was
    if _plain_list(before) and _plain_list(after):
        removed = [f"-{_text(item)}" for item in before if item not in after]
        come = [f"+{_text(item)}" for item in after if item not in before]
        if removed or come:
            return (Shown(cut(" ".join(removed + come), 2 * width)),)
    old, new = quantity_text(change.unit, before), quantity_text(change.unit, after)
    return (was, " → ", now, f"  ({old} → {new})" if old and new else "")


def quantity_text(unit: Unit | None, value: Any) -> str:
    """A property of a resource that counts something, as people think of it; "" for anything else, and if nothing is
    gained. `unit`: what a number counts."""
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,12}s", value):  # as Google writes lengths of time
        text = str(Seconds(value[:-1]))
        return text if text != value else ""
    if unit is None:
        return ""
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,12}", value):  # as Google writes long whole numbers
        value = int(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        return ""
    if issubclass(unit, int) and value != int(value):  # half a machine: a bound between two
        return ""
    text = unit(value).rounded
    return "" if text == f"{value:.15g}" else text


def settled_text(value: Any, width: int = WIDTH) -> str:
    """A settled value as people write it, with its unit; `-` for nothing."""
    if value in ("", [], None, ()):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        inner = [settled_text(one, width) for one in value.values()]
        return cut(" ".join(one for one in inner if one != "-"), width)
    if isinstance(value, list | tuple):
        return cut(", ".join(settled_text(item, width) for item in value), width)
    return str(value) if isinstance(value, Quantity) else value_text(value, width)


def cut(text: str, width: int) -> str:
    """The text, or its beginning and how much more there is, where it is too long for a line or two. A text in quotes
    that is cut ends in a quote."""
    if len(text) <= width:
        return text
    shortened = text[: width - 20]
    at_word = shortened.rpartition(" ")[0]
    shortened = _HALF_ESCAPE.sub(r"\1", at_word if len(at_word) > width // 2 else shortened)
    closing = '"' if _ESCAPED.sub("", shortened).count('"') % 2 else ""
    more = counted(len(text) - len(shortened), "more character", "more characters")
    return f"{shortened} …{closing} ({more})"


_ESCAPED = re.compile(r"\\.")
_HALF_ESCAPE = re.compile(r"((?:^|[^\\])(?:\\\\)*)\\(?:u[0-9a-f]{0,3})?$")


def _text(value: Any) -> str:
    if value is ABSENT:
        return "not set"
    if isinstance(value, dict):
        if "$ref" in value:
            return f"{value['$ref']}.{value['output']}"
        if "$join" in value:
            return "".join(part if isinstance(part, str) else f"{{{_text(part)}}}" for part in value["$join"])
        if "$json" in value:
            return _text(value["$json"])
    if isinstance(value, str):
        return whole(value) if not re.fullmatch(r"[\w./:@-]+", value) else value
    return whole(plain(value), tight=True)


def plain(value: Any) -> Any:
    """The value with references as text, for showing only."""
    if isinstance(value, dict):
        if "$json" in value:
            return plain(value["$json"])
        if {"$ref", "$join"} & value.keys():
            return _text(value)
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def _plain_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str | int | float) for item in value)

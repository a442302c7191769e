"""What to write instead of a default that does not fit its type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from composer.schema.defaults import INT, LONG

_TRUTH = {**dict.fromkeys(("yes", "on", "y", "true"), "true"), **dict.fromkeys(("no", "off", "n", "false"), "false")}
_OTHERWISE = "write a value of the type, or leave the default out"
_EPOCH = date(1970, 1, 1)


def fitting_default(default: Any, kind: Any) -> str:
    """A hint: the value that was probably meant by this default, written as its type has it; else what may be done."""
    if default is None and isinstance(kind, str):
        return f'write `type: ["null", {kind}]` if it may be missing, or a default that is a {kind}, or leave it out'
    if isinstance(kind, list):  # a union: its only branch beside null is what may have been meant
        others = [one for one in kind if one != "null"]
        return fitting_default(default, others[0]) if len(others) == 1 and default is not None else _OTHERWISE
    logical = kind.get("logicalType") if isinstance(kind, Mapping) else None
    inner = kind.get("type") if isinstance(kind, Mapping) else kind
    meant = _meant(default, inner, logical) if isinstance(inner, str) else ""
    return f"{meant}, or leave the default out" if meant else _OTHERWISE


def _meant(default: Any, kind: str, logical: object) -> str:
    """A hint at what to write, or "" where nobody can tell."""
    match kind:
        case "string" | "bytes" if isinstance(default, bool | int | float):
            return f'put it in quotes: "{str(default).lower()}"'
        case "boolean" if isinstance(default, str) and default.strip().lower() in _TRUTH:
            return f"write `{_TRUTH[default.strip().lower()]}`"
        case "int" | "long" | "float" | "double" if isinstance(default, str):
            return _number(default, kind, logical)
        case "int" | "long" if isinstance(default, float):
            return f"write a whole number, or make the type `double`, which `{default}` is"
        case "int" if isinstance(default, int) and LONG[0] <= default <= LONG[1] and not isinstance(default, bool):
            return f"an int is at most {INT[1]} and at least {INT[0]}: make the type `long`"
        case "array":
            return (
                "write `[]` for an empty list" if not default else f"for example [{default}]" if _short(default) else ""
            )
        case "map" | "record" if not default:
            return "write `{}` for nothing in it"
    return ""


def _number(text: str, kind: str, logical: object) -> str:
    """A text where a number is needed: one in quotes, or a day in a field of days."""
    if text.strip().lstrip("+-").isdecimal():
        return "remove the quotes"
    if logical == "date" and kind == "int":
        try:
            days = (date.fromisoformat(text.strip()) - _EPOCH).days
        except ValueError:
            return "write the number of days since 1970-01-01"
        return f"write {days}, the days from 1970-01-01 to then"
    return ""


def _short(default: Any) -> bool:
    return isinstance(default, str) and len(default) <= 40 and default.isalnum()

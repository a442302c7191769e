"""Property values in the words of people: short, references by name, seconds also as days."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from composer.graph.properties import ABSENT
from composer.spec.quantities import Duration

if TYPE_CHECKING:
    from composer.graph.properties import Path

WIDTH = 72
"""Longer values are cut in the middle; `--format json` has them whole."""


def value_text(value: Any, width: int = WIDTH) -> str:
    """One value on one line."""
    return cut(_text(value), width)


def change_text(path: Path, before: Any, after: Any, width: int = WIDTH) -> str:
    """`7d → 14d`, `added "x"`, `removed "x"`, or for lists of plain values what is added and removed."""
    if before is ABSENT:
        return f"added {value_text(after, width)}"
    if after is ABSENT:
        return f"removed {value_text(before, width)}"
    if _plain_list(before) and _plain_list(after):
        gone = [f"-{_text(item)}" for item in before if item not in after]
        come = [f"+{_text(item)}" for item in after if item not in before]
        if gone or come:
            return cut(" ".join(gone + come), 2 * width)
    words = f"{value_text(before, width)} → {value_text(after, width)}"
    old, new = spoken(path, before), spoken(path, after)
    return f"{words}  ({old} → {new})" if old and new else words


def spoken(path: Path, value: Any) -> str:
    """Seconds and milliseconds as a duration that people think in; "" for anything else, and if nothing is gained."""
    name = str(path[-1]) if path else ""
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]*s", value):
        text = str(Duration(int(value[:-1])))
        return text if text != value else ""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        if name.endswith("_ms") and value % 1000 == 0:
            return str(Duration(value // 1000))
        if name in SECONDS or name.endswith("_seconds"):
            return str(Duration(value))
    return ""


SECONDS = frozenset(
    {
        "retention",
        "landing_retention",
        "window",
        "slo",
        "recovery",
        "subscription_retention",
        "ack_deadline",
        "retry_minimum",
        "retry_maximum",
        "dead_letter_retention",
    }
)
"""Settled values that are seconds."""


def cut(text: str, width: int) -> str:
    """The text, or its beginning and its end where it is too long for a line."""
    if len(text) <= width:
        return text
    tail = width // 4
    return f"{text[: width - tail - 1]}…{text[-tail:]}"


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
        return json.dumps(value, ensure_ascii=False) if not re.fullmatch(r"[\w./:@-]+", value) else value
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


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

"""A settled definition for people: every value with where it comes from."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from composer.graph.properties import dotted
from composer.policy.resolve import WRITTEN
from composer.reports.plan_groups import short_type
from composer.reports.values import SECONDS, spoken, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.explanation import EventTypeShown, Value
    from composer.graph.properties import Path
    from composer.model import Reason
    from composer.reports.paint import Paint

SECTIONS = {
    "Who and what": ("name", "domain", "owner", "importance", "finance_bearing", "lifecycle", "cell", "consumers"),
    "Traffic": ("traffic", "dedupe"),
    "Delivery": ("delivery",),
    "Objectives and alerts": ("reliability",),
    "Storage": ("storage",),
    "Access": ("access",),
}
VALUE_WIDTH = 40
LEFT_OUT = "left out"
"""Reasons that start so have a place too, but nothing is to be seen there."""


def render(shown: EventTypeShown, paint: Paint) -> str:
    """The definition with everything settled, section by section; then its fields and its resources."""
    event = shown.event
    lines = [
        f"{paint('name', event.name)}  {paint('faint', f'{shown.file}, environment {shown.environment}')}",
        *textwrap.wrap(event.description, 100, initial_indent="  ", subsequent_indent="  "),
    ]
    width = max(len(dotted(value.path)) for value in shown.values if value.path[0] != "fields")
    for title, keys in SECTIONS.items():
        values = [value for value in shown.values if value.path[0] in keys]
        if values:
            lines += ["", paint("strong", title), *(_line(value, width, paint) for value in values)]
    lines += ["", paint("strong", f"Fields ({len(event.fields)})"), *_fields(shown, paint)]
    lines += ["", paint("strong", f"Resources ({len(shown.resources)})"), *_resources(shown, paint)]
    lines += ["", paint("faint", f"Why one of them is what it is: composer explain {event.name}:storage.retention")]
    return "\n".join(lines) + "\n"


def settled_text(path: Path, value: object, width: int = VALUE_WIDTH) -> str:
    """A settled value as people write it: durations with units, rates a second."""
    if path[-1] in SECONDS:
        return spoken(path, value) or value_text(value, width)
    if path[0] == "traffic":
        return f"{value:,.10g}{'B' if path[-1] == 'event_bytes' else '/s'}"
    if value in ("", [], None):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) and path[0] in {"dedupe", "consumers"}:
        return " ".join(settled_text((*path, key), inner, width) for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(settled_text(path, item, width) for item in value)
    return value_text(value, width)


def place(reason: Reason) -> str:
    """Where it is written, or else why it is so, in a few words."""
    where = f"{reason.file}:{reason.line}" if reason.file else ""
    if where and (reason.words == WRITTEN or reason.file.endswith(f"/{reason.words}")):
        return where
    if reason.words.startswith(LEFT_OUT) or not where:
        return reason.words
    return f"{reason.words}, {where}"


def _line(value: Value, width: int, paint: Paint) -> str:
    text = settled_text(value.path, value.value)
    return f"  {dotted(value.path):{width}}  {text:{VALUE_WIDTH}}  {paint('reason', place(value.reason))}".rstrip()


def _fields(shown: EventTypeShown, paint: Paint) -> Iterator[str]:
    fields = shown.event.fields
    names = max((len(field.path) for field in fields), default=0)
    keys = max((len(field.semantic.key) for field in fields), default=0)
    tiers = max((len(field.semantic.tier) for field in fields), default=0)
    for field in fields:
        meaning = field.semantic
        key = f"by the {meaning.encryption}'s key" if meaning.encryption else ""
        notes = ", ".join(
            note for note in ("personal" if meaning.personal else "", f"encrypted {key}" * bool(key)) if note
        )
        said = f"  {field.path:{names}}  {meaning.key or '(not annotated)':{keys}}  {meaning.tier:{tiers}}  "
        yield f"{said}{paint('reason', notes)}".rstrip()


def _resources(shown: EventTypeShown, paint: Paint) -> Iterator[str]:
    roles = max((len(one.role) for one in shown.resources), default=0)
    kinds = max((len(short_type(one.type)) for one in shown.resources), default=0)
    for one in shown.resources:
        held = " (protected)" if one.protect else ""
        yield f"  {one.role:{roles}}  {short_type(one.type):{kinds}}  {paint('reason', one.name + held)}"

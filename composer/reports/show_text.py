"""A settled definition for people: every value with where it comes from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.graph.properties import dotted
from composer.policy.resolve import WRITTEN
from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.styled_text import width_of
from composer.printing.visible import prose
from composer.reports.plan_groups import short_type
from composer.reports.value_text import settled_text
from composer.schema.type_text import type_summary
from composer.schema.walk import every_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.model import Reason
    from composer.operations.explanation import EventTypeShown, Value
    from composer.printing.blocks import Block

SECTIONS = {
    "Who and what": (
        *("name", "former_names", "domain", "owner", "importance", "finance_bearing", "probe"),
        *("lifecycle", "cell", "consumers"),
    ),
    "Traffic": ("traffic", "dedupe"),
    "Delivery": ("delivery",),
    "Objectives and alerts": ("reliability",),
    "Storage": ("storage",),
    "Access": ("access",),
}
LEFT_OUT = "left out"
"""Reasons that start so have a place too, but nothing is to be seen there."""
OFTEN = 3
"""A reason that so many values of a section have is said once, above them."""


def render(shown: EventTypeShown) -> Iterator[Block]:
    """The definition with everything settled, section by section; then its fields and its resources."""
    event = shown.event
    yield Line([Styled(event.name, "name"), "  ", Styled(f"{shown.file}, environment {shown.environment}", "faint")])
    yield Line(prose(event.description), indent=2, hang=0)
    for title, keys in SECTIONS.items():
        values = [value for value in shown.values if value.path[0] in keys]
        if values:
            yield BLANK
            yield from _section(title, values, shown.file)
    yield from (BLANK, Line(Styled(f"Fields ({len(event.fields)})", "strong")))
    yield from _fields(shown)
    yield from (BLANK, Line(Styled(f"Resources ({len(shown.resources)})", "strong")), *_resources(shown))
    yield BLANK
    yield Line(Styled(f"Why one of them is what it is: composer explain {event.name}:storage.retention", "faint"))


def place(reason: Reason) -> str:
    """The place that says it, or else why it is so, in a few words."""
    where = f"{reason.file}:{reason.line}" if reason.file else ""
    if where and (reason.text == WRITTEN or reason.file.endswith(f"/{reason.text}")):
        return where
    if reason.text.startswith(LEFT_OUT) or not where:
        return reason.text.removeprefix(f"{LEFT_OUT} of the definition: ")
    return f"{reason.text}, {where}"


def _section(title: str, values: list[Value], file: str) -> Iterator[Block]:
    reason, where = often(values) if len({value.reason.text for value in values}) == 1 else ("", "")
    suffix = f"  {shared_reason(reason, where)}" if reason else ""
    yield Line([Styled(title, "strong"), Styled(suffix, "reason")])
    rows = []
    for value in values:
        why = within(value.reason, reason, where) if value.reason.text == reason else place(value.reason)
        why = f"line {value.reason.line}" if why == f"{file}:{value.reason.line}" else why.replace(file, "this file")
        rows.append((dotted(value.path), settled_text(value.value), Styled(why, "reason")))
    yield Table(rows, indent=2, wrapped=(1, 2))


def often(values: Sequence[Value]) -> tuple[str, str]:
    """The reason that OFTEN or more of these values have, with the file that all of those are from; "" for none."""
    counts = Counter(value.reason.text for value in values if value.reason.text != WRITTEN)
    reason, count = next(iter(counts.most_common(1)), ("", 0))
    files = {value.reason.file for value in values if value.reason.text == reason}
    return (reason, files.pop() if len(files) == 1 else "") if count >= OFTEN else ("", "")


def shared_reason(reason: str, file: str) -> str:
    """A reason of many values, as it stands above them."""
    return (
        f"{reason}: {file}" if file and not reason.startswith(LEFT_OUT) and not file.endswith(f"/{reason}") else reason
    )


def within(reason: Reason, shared: str, file: str) -> str:
    """The origin of one of those values."""
    if shared.startswith(LEFT_OUT) or not reason.line:
        return ""
    return f"line {reason.line}" if file else f"{reason.file}:{reason.line}"


def _fields(shown: EventTypeShown) -> Iterator[Block]:
    """Fields by who may read them and how they are protected, each with its type and its meaning."""
    types = {_bare(field.name): type_summary(field.field["type"]) for field in every_field(shown.event.schema)}
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for field in shown.event.fields:
        meaning = field.semantic
        about = (
            meaning.tier,
            "personal" if meaning.personal else "",
            f"encrypted by the {meaning.encryption}'s key" if meaning.encryption else "",
            "deprecated" if field.deprecated else "",
            "in older events only" if field.removed else "",
        )
        row = field.path, types.get(_bare(field.path), ""), meaning.key or "(not annotated)"
        groups.setdefault(", ".join(filter(None, about)), []).append(row)
    width = max((width_of(row[0]) for rows in groups.values() for row in rows), default=0)
    kinds = max((width_of(row[1]) for rows in groups.values() for row in rows), default=0)
    for protection, rows in groups.items():
        yield Line(Styled(protection, "faint"), 2)
        aligned = [(f"{path:{min(width, 24)}}", f"{kind:{min(kinds, 24)}}", key) for path, kind, key in rows]
        yield Table(aligned, indent=4, wrapped=(1, 2))


def _bare(path: str) -> str:
    return path.removesuffix("[]").removesuffix("{}")


def _resources(shown: EventTypeShown) -> Iterator[Block]:
    """Resources by kind."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for one in shown.resources:
        held = " (protected)" if one.protect else ""
        kinds.setdefault(short_type(one.type), []).append((one.role, f"{one.name}{held}"))
    width = max((len(role) for rows in kinds.values() for role, _ in rows), default=0)
    for kind, rows in kinds.items():
        yield Line(Styled(kind, "faint"), indent=2)
        yield Table([(f"{role:{min(width, 36)}}", name) for role, name in rows], indent=4)

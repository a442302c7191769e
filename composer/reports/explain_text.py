"""Explanations for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.bucket_timeline import in_minutes
from composer.graph import cell_of, is_shared
from composer.graph.properties import dotted
from composer.plans.provenance import ENVIRONMENT
from composer.policy.resolve import WRITTEN
from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.plurals import counted
from composer.printing.visible import prose
from composer.reports import alert_levels_text
from composer.reports.plan_groups import short_type
from composer.reports.show_text import OFTEN, often, place, shared_reason, within
from composer.reports.value_text import quantity_text, settled_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.capacity.bucket_timeline import Timeline
    from composer.graph import ResourceGraph
    from composer.model import Environment
    from composer.operations.explanation import EventTypeShown, Input, ResourceExplained, Value
    from composer.printing.blocks import Block, Cell

CAUSES = 6
NEIGHBOURS = 20


def values(name: str, settled: Iterable[Value]) -> Iterator[Block]:
    """One settled value: what it is, why, where that is written, and what comes from it; several as a table."""
    listed = list(settled)
    if len(listed) > 1:
        yield Table([_row(one, place(one.reason)) for one in listed], wrapped=(1, 2))
        yield BLANK
        yield Line(f"One of them: composer explain {name}:{dotted(listed[0].path)}")
    else:
        for value in listed:
            yield from _value(name, value)


def _value(name: str, value: Value) -> Iterator[Block]:
    text = settled_text(value.value, 200)
    yield Line([Styled(f"{name}:{dotted(value.path)}", "name"), " is ", Styled(text, "strong")])
    reason = "it is written so in the definition" if value.reason.text == WRITTEN else value.reason.text
    if value.reason.file.endswith(f"/{reason}"):
        reason = f"the organisation's policy says so: {reason}"
    rows = [("because", reason)]
    if value.reason.file:
        column = f":{value.reason.column}" if value.reason.column else ""
        rows.append(("at", f"{value.reason.file}:{value.reason.line}{column}"))
    rows += [("used in" if not index else "", used) for index, used in enumerate(value.used_in)]
    yield Table(rows, indent=2)


def event_type(shown: EventTypeShown) -> Iterator[Block]:
    """The parts of an Event Type, and why each is there."""
    event = shown.event
    yield Line(
        [
            Styled(event.name, "name"),
            f" belongs to {event.owner.name}, is of {event.importance.value} importance",
            f" and {event.lifecycle.state.value}; {shown.file} defines it.",
        ],
        hang=0,
    )
    yield BLANK
    many = counted(len(shown.resources), "resource")
    yield Line(Styled(f"It gets {many} in environment {shown.environment}", "strong"))
    yield Table([(one.role, one.because) for one in shown.resources], indent=2)
    if shown.alerts:
        yield from (BLANK, Line(Styled("Who is told, and how long after something breaks", "strong")))
        yield alert_levels_text.table(shown.alerts)
    if shown.timeline:
        yield from (BLANK, Line(Styled("The way of a bucket: how long after its end, usually and at worst", "strong")))
        yield from _timeline(shown.timeline)
    decided = [one for one in shown.values if one.reason.text != WRITTEN and one.path[0] != "fields"]
    yield from (BLANK, Line(Styled("Settled for it, because the definition does not say it", "strong")))
    yield from _decided(decided)
    yield BLANK
    yield Line(f"One value: composer explain {event.name}:{dotted(decided[0].path) if decided else 'importance'}")
    yield Line(f"How long events are kept, and why that is allowed: composer explain {event.name}:retention")
    yield Line(f"One resource: composer explain {shown.resources[0].id if shown.resources else event.name}")


def _timeline(way: Timeline) -> Iterator[Block]:
    """When each step has ended, and what is left of the promise."""
    usual = worst = 0
    rows: list[tuple[Cell, ...]] = []
    for step in way.steps:
        usual, worst = usual + step.usual, worst + step.worst
        rows.append((step.name, str(in_minutes(usual)), str(in_minutes(worst)), Styled(step.what, "reason")))
    left = f"{in_minutes(way.slack)} are left at worst" if way.slack >= 0 else "which is too short (ET227)"
    rows.append((Styled("SLO", "strong"), "", str(way.promised), Styled(f"is promised: {left}", "reason")))
    yield Table(rows, indent=2, wrapped=(3,))


def shared(graph: ResourceGraph, environment: Environment) -> Iterator[Block]:
    """All that Event Types of a cell share, of its foundation or its platform, and why each part is there."""
    cell = environment.cell(cell_of(graph.owner))
    where = f"{cell.project} in {cell.region}"
    yield Line([Styled(graph.owner, "name"), f" is what all Event Types of the cell share: {where}."], hang=0)
    yield BLANK
    if not graph.resources:
        yield Line(f"It holds nothing of its own: {environment.keeper(cell.project).name} keeps the project.")
        return
    many = counted(len(graph.resources), "resource")
    yield Line(Styled(f"It holds {many} in environment {environment.name}", "strong"))
    yield Table([(one.role, one.because) for one in graph.resources], indent=2)
    yield BLANK
    yield Line(f"One of them: composer explain {graph.resources[0].id}")


def _decided(values: list[Value]) -> Iterator[Block]:
    """Values by what decided them: a reason that many have stands above them."""
    groups: dict[str, list[Value]] = {}
    for one in values:
        groups.setdefault(one.reason.text, []).append(one)
    rest = [one for group in groups.values() if len(group) < OFTEN for one in group]
    yield Table([_row(one, place(one.reason)) for one in rest], indent=2, wrapped=(1, 2))
    for group in groups.values():
        reason, where = often(group)
        if reason:
            yield Line(Styled(shared_reason(reason, where), "reason"), indent=2)
            yield Table([_row(one, within(one.reason, reason, where)) for one in group], indent=4, wrapped=(1, 2))


def _row(one: Value, why: str) -> tuple[Cell, ...]:
    return dotted(one.path), settled_text(one.value), Styled(why, "reason")


def resource(explained: ResourceExplained) -> Iterator[Block]:
    """One resource: why it exists, its inputs and where they come from, and its neighbours."""
    one = explained.resource
    made_by = f"the {explained.facet}" if is_shared(explained.resource.id) else f"the facet {explained.facet}"
    protected = "yes: it holds data or cannot be made again, so nothing deletes it in passing"
    about = [
        ("kind", f"{short_type(one.type)} ({one.type})"),
        ("name", one.name),
        ("made by", f"{made_by}, in environment {explained.environment}"),
        ("protected", protected if one.protect else "no"),
    ]
    if explained.causes:
        about.append(("there by", "; ".join(_cause(cause) for cause in explained.causes)))
    yield Line(Styled(one.id, "name"))
    yield from (Line(prose(one.because), indent=2, hang=0), BLANK, Table(about, indent=2))
    yield from (BLANK, Line(Styled("Inputs", "strong")), *_inputs(explained.inputs))
    yield from _neighbours("Needs", explained.needs)
    yield from _neighbours("Needed by", explained.needed_by)
    if any(item.immutable for item in explained.inputs):
        yield BLANK
        yield Line(Styled("! cannot be changed in place: another value replaces the resource", "faint"))


def _inputs(inputs: tuple[Input, ...]) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    for item in inputs:
        mark = Styled("!", "replace") if item.immutable else ""
        quantity = quantity_text(item.unit, item.value)
        rows.append((mark, dotted(item.path), value_text(item.value) + (f"  ({quantity})" if quantity else "")))
        rows += [("", "", Styled(f"from {_cause(cause)}", "reason")) for cause in item.causes[:CAUSES]]
        if len(item.causes) > CAUSES:
            rest = ", ".join(dotted(cause.path) for cause in item.causes[CAUSES:])
            rows.append(("", "", Styled(f"and from {rest}", "reason")))
    yield Table(rows)


def _cause(cause: Value) -> str:
    if cause.path[0] == ENVIRONMENT:
        return f"{dotted(cause.path)}: {cause.reason.file}"
    plain = settled_text(cause.value, 60) if not isinstance(cause.value, dict | list) else ""
    return f"{dotted(cause.path)}{f' {plain}' if plain else ''}: {place(cause.reason)}"


def _neighbours(title: str, ids: tuple[str, ...]) -> Iterator[Block]:
    if not ids:
        return
    yield from (BLANK, Line(Styled(title, "strong")), *(Line(name, indent=2) for name in ids[:NEIGHBOURS]))
    if len(ids) > NEIGHBOURS:
        yield Line(f"and {len(ids) - NEIGHBOURS} more", indent=2)

"""Explanations for people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from composer.graph.properties import dotted
from composer.kinds import KINDS
from composer.plans.influence import ENVIRONMENT
from composer.policy.resolve import WRITTEN
from composer.reports import staggering
from composer.reports.show_text import place, settled_text
from composer.reports.values import spoken, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.explanation import EventTypeShown, Input, ResourceExplained, Value
    from composer.reports.paint import Paint


def values(name: str, found: Iterable[Value], paint: Paint) -> str:
    """Settled values: what each is, why, where that is written, and what comes from it."""
    blocks = ["\n".join(_value(name, value, paint)) for value in found]
    return "\n\n".join(blocks) + "\n"


def _value(name: str, value: Value, paint: Paint) -> Iterator[str]:
    text = settled_text(value.path, value.value, 200)
    yield f"{paint('name', f'{name}:{dotted(value.path)}')} is {paint('strong', text)}"
    words = "it is written so in the definition" if value.reason.words == WRITTEN else value.reason.words
    if value.reason.file.endswith(f"/{words}"):
        words = f"the organisation's policy says so: {words}"
    yield f"  because  {words}"
    if value.reason.file:
        column = f":{value.reason.column}" if value.reason.column else ""
        yield f"  at       {value.reason.file}:{value.reason.line}{column}"
    for index, used in enumerate(value.used_in):
        yield f"  {'used in' if not index else '':7}  {used}"


def event_type(shown: EventTypeShown, paint: Paint) -> str:
    """What an Event Type is made of, and why each part is there."""
    event = shown.event
    head = (
        f"{paint('name', event.name)} belongs to {event.owner.name}, is of {event.importance.value} importance and "
        f"{event.lifecycle.state.value}; {shown.file} defines it."
    )
    lines = [head, "", paint("strong", f"It gets {len(shown.resources)} resources in environment {shown.environment}")]
    width = max((len(one.id) for one in shown.resources), default=0)
    lines += [f"  {one.id:{width}}  {one.because}" for one in shown.resources]
    if shown.told:
        lines += [
            "",
            paint("strong", "Who is told, and how long after something breaks"),
            *staggering.lines(shown.told),
        ]
    decided = [one for one in shown.values if one.reason.words != WRITTEN and one.path[0] != "fields"]
    wide = max((len(dotted(one.path)) for one in decided), default=0)
    lines += ["", paint("strong", "Settled for it, because the definition does not say it")]
    for one in decided:
        text = settled_text(one.path, one.value)
        lines.append(f"  {dotted(one.path):{wide}}  {text:14}  {paint('reason', place(one.reason))}")
    lines += [
        "",
        f"One value: composer explain {event.name}:{dotted(decided[0].path) if decided else 'importance'}",
        f"How long events are kept, and why that is allowed: composer explain {event.name}:retention",
        f"One resource: composer explain {shown.resources[0].id if shown.resources else event.name}",
    ]
    return "\n".join(lines) + "\n"


def resource(found: ResourceExplained, paint: Paint) -> str:
    """One resource: why it exists, its inputs and where they come from, and its neighbours."""
    one = found.resource
    noun = KINDS[one.type].noun if one.type in KINDS else one.type
    made_by = "the platform" if found.facet == "platform" else f"the facet {found.facet}"
    about = [
        ("kind", f"{noun} ({one.type})"),
        ("name", one.name),
        ("made by", f"{made_by}, in environment {found.environment}"),
        (
            "protected",
            "yes: it holds data or cannot be made again, so nothing deletes it in passing" if one.protect else "no",
        ),
    ]
    if found.causes:
        about.append(("there by", "; ".join(_cause(cause) for cause in found.causes)))
    lines = [paint("name", one.id), *(f"  {line}" for line in textwrap.wrap(one.because, 100)), ""]
    lines += [f"  {key:9}  {text}" for key, text in about]
    lines += ["", paint("strong", "Inputs"), *_inputs(found.inputs, paint)]
    lines += _neighbours("Needs", found.needs, paint) + _neighbours("Needed by", found.needed_by, paint)
    if any(item.immutable for item in found.inputs):
        lines += ["", paint("faint", "! cannot be changed in place: another value replaces the resource")]
    return "\n".join(lines) + "\n"


def _inputs(inputs: tuple[Input, ...], paint: Paint) -> Iterator[str]:
    width = max((len(dotted(item.path)) for item in inputs), default=0)
    for item in inputs:
        mark = paint("replace", "!") if item.immutable else " "
        duration = spoken(item.path, item.value)
        text = value_text(item.value, 84) + (f"  ({duration})" if duration else "")
        yield f"{mark} {dotted(item.path):{width}}  {text}"
        for cause in item.causes[:6]:
            yield f"  {'':{width}}  {paint('reason', f'from {_cause(cause)}')}"
        if len(item.causes) > 6:
            rest = ", ".join(dotted(cause.path) for cause in item.causes[6:])
            yield f"  {'':{width}}  {paint('reason', f'and from {rest}')}"


def _cause(cause: Value) -> str:
    if cause.path[0] == ENVIRONMENT:
        return f"{dotted(cause.path)}: {cause.reason.file}"
    plain = settled_text(cause.path, cause.value, 40) if not isinstance(cause.value, dict | list) else ""
    return f"{dotted(cause.path)}{f' {plain}' if plain else ''}: {place(cause.reason)}"


def _neighbours(title: str, ids: tuple[str, ...], paint: Paint) -> list[str]:
    if not ids:
        return []
    more = [f"  and {len(ids) - 20} more"] if len(ids) > 20 else []
    return ["", paint("strong", title), *(f"  {name}" for name in ids[:20]), *more]

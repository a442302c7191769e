"""A plan as Markdown for a comment on a pull request: complete where it fits, never longer than a comment may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph.changes import Delete, loses_data, subject
from composer.graph.properties import dotted
from composer.reports import hazards_text, schemas_told
from composer.reports.plan_groups import SIGNS, TIMES, Single, action_of, grouped, short_type
from composer.reports.plan_text import (
    cause_text,
    cost_lines,
    counted,
    headline,
    left_lines,
    names_text,
    nothing_to_do,
    summary,
)
from composer.reports.values import change_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph.changes import Change
    from composer.plans.planning import OwnerChanges, Plan
    from composer.reports.plan_groups import Shared

LIMIT = 60_000
"""A comment on GitHub holds 65,536 characters."""
LOSSES_SHOWN = 100


def render(plan: Plan) -> str:
    """The plan. What does not fit is named at the end; data loss and the shared changes always fit."""
    if not plan.owners:
        return f"{nothing_to_do(plan)}\n"
    found = grouped(plan)
    blocks = [f"### {headline(plan)}", f"**{summary(plan)}**", *cost_lines(plan)]
    if found.losses:
        blocks.append("\n".join(_losses(found.losses)))
    if plan.hazards:
        blocks.append(hazards_text.markdown(plan.hazards))
    if plan.schemas:
        blocks.append(schemas_told.markdown(plan.schemas))
    if found.shared:
        blocks.append("#### The same in many Event Types\n\n" + "\n".join(_shared_lines(found.shared)))
    if plan.undefined:
        gone = ", ".join(f"`{name}`" for name in plan.undefined[:50])
        blocks.append(f"Applied, but without a definition now, and not removed: {gone}")
    blocks += left_lines(plan)
    details = [
        *((single.owner, "\n".join(_owner(single, plan))) for single in found.owners),
        *((owner.owner, "\n".join(_fresh(owner))) for owner in found.fresh),
    ]
    room = LIMIT - sum(len(block) + 2 for block in blocks) - 500
    left: list[str] = []
    for name, text in details:
        if len(text) + 2 <= room and not left:
            blocks.append(text)
            room -= len(text) + 2
        else:
            left.append(name)
    if left:
        blocks.append(f"There is no room for {len(left)} more: {names_text(left, 10)}. `composer plan` shows them.")
    return "\n\n".join(blocks) + "\n"


def _losses(losses: tuple[Change, ...]) -> Iterator[str]:
    yield "> [!CAUTION]"
    yield f"> **DATA LOSS: {len(losses)} resource{'s' if len(losses) > 1 else ''} holding data would be destroyed**"
    for change in losses[:LOSSES_SHOWN]:
        what = "is deleted" if isinstance(change, Delete) else "is replaced: deleted, and made anew empty"
        yield f"> - `{subject(change).id}` ({short_type(subject(change).type)}) {what}"
    if len(losses) > LOSSES_SHOWN:
        yield f"> - and {len(losses) - LOSSES_SHOWN} more"


def _shared_lines(shared: tuple[Shared, ...]) -> Iterator[str]:
    yield "| | what | resources | Event Types | change | because |"
    yield "|---|---|---|---|---|---|"
    for one in shared[:60]:
        values = "<br>".join(
            _cell(text) + (f" {TIMES}{count}" if len(one.values) > 1 else "") for text, count in one.values[:3]
        )
        values += f"<br>and {len(one.values) - 3} other values" if len(one.values) > 3 else ""
        why = "<br>".join(_cell(cause_text(cause)) for cause, _ in one.causes[:2])
        lost = " **DESTROYS DATA**" if one.loses_data else ""
        yield (
            f"| {SIGNS[one.action]} {one.action}{lost} | {_cell(one.what)} | {one.resources} "
            f"| {len(one.owners)} | {values} | {why} |"
        )
    if len(shared) > 60:
        yield f"\nand {len(shared) - 60} more kinds of changes"


def _owner(single: Single, plan: Plan) -> Iterator[str]:
    loud = " ⚠️" if any(loses_data(change) for change in single.changes) else ""
    yield f"<details><summary><b>{_html(single.owner)}</b>: {counted(single.changes)}{loud}</summary>\n"
    for common in single.common:
        one = common.property
        roles = ", ".join(f"`{name.partition('/')[2]}`" for name in common.resources)
        yield f"- ~ update {len(common.resources)} resources: {roles}"
        yield f"  - `{dotted(one.path)}`: {_cell(change_text(one.path, one.before, one.after))}"
        for cause in common.causes[:2]:
            yield f"    <br><sub>because {_cell(cause_text(cause))}</sub>"
    for part in single.parts:
        resource, action = subject(part.change), action_of(part.change)
        lost = " **DESTROYS DATA**" if loses_data(part.change) else ""
        yield f"- {SIGNS[action]} {action} `{resource.id}` ({short_type(resource.type)}){lost}"
        said: set[str] = set()
        for one in part.properties:
            what = (
                f"refers to {value_text(one.after)}, which changes"
                if one.via
                else change_text(one.path, one.before, one.after)
            )
            forced = ", **forces replacement**" if one.forces_replacement else ""
            yield f"  - `{dotted(one.path)}`: {_cell(what)}{forced}"
            for cause in plan.causes.get((resource.id, one.path), ())[:2]:
                if (words := cause_text(cause)) not in said:
                    yield f"    <br><sub>because {_cell(words)}</sub>"
                said.add(words)
        if not part.properties:
            yield f"  - {_html(resource.because)}"
    yield "\n</details>"


def _fresh(owner: OwnerChanges) -> Iterator[str]:
    yield f"<details><summary><b>{_html(owner.owner)}</b>: new, {len(owner.changes)} resources</summary>\n"
    for change in owner.changes:
        resource = subject(change)
        yield f"- + `{resource.role}` ({short_type(resource.type)}): {_html(resource.because)}"
    yield "\n</details>"


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cell(text: str) -> str:
    """Text that neither ends a table's cell nor is read as Markdown or HTML."""
    escaped = _html(text).replace("|", "\\|").replace("\n", " ")
    for mark in "*_`":
        escaped = escaped.replace(mark, f"\\{mark}")
    return escaped

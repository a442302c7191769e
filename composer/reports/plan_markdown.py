"""A plan as Markdown for a comment on a pull request: complete where it fits, never longer than a comment may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph.graph_changes import Delete, loses_data, subject
from composer.graph.properties import dotted
from composer.printing import markdown
from composer.printing.markdown import Markdown, code, fill, folded, joined, text
from composer.printing.plurals import counted
from composer.reports import hazards_text, schema_effects_text
from composer.reports.plan_groups import SIGNS, TIMES, SingleChange, action_of, grouped, short_type
from composer.reports.plan_sentences import (
    actions_text,
    adopted_lines,
    cause_parts,
    cost_lines,
    headline,
    names_text,
    new_lines,
    nothing_to_do,
    retained_lines,
    summary,
)
from composer.reports.value_text import Shown, change_parts, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph.graph_changes import Change
    from composer.graph.properties import PropertyChange
    from composer.plans.owner_changes import OwnerChanges
    from composer.plans.planning import Plan
    from composer.printing.output import Document
    from composer.reports.plan_groups import Shared

LIMIT = 60_000
"""A comment on GitHub holds 65,536 characters."""
LOSSES_SHOWN = 100
SHARED_SHOWN = 60


def render(plan: Plan, more: Markdown = Markdown("")) -> Document:  # noqa: B008  frozen
    """The plan, and `more` after it. What does not fit is named at the end; data loss and the shared changes always
    fit."""
    return markdown.document((*_blocks(plan), more))


def _blocks(plan: Plan) -> list[Markdown]:
    if not plan.owners:
        hazards = [hazards_text.markdown(plan.hazards)] if plan.hazards else []
        return [text(nothing_to_do(plan)), *hazards]
    groups = grouped(plan)
    blocks = [fill("### {}", headline(plan)), *map(text, new_lines(plan)), fill("**{}**", summary(plan))]
    blocks += map(text, cost_lines(plan))
    if groups.losses:
        blocks.append(joined(_losses(groups.losses)))
    if plan.hazards:
        blocks.append(hazards_text.markdown(plan.hazards))
    if plan.schemas:
        blocks.append(schema_effects_text.markdown(plan.schemas))
    if groups.shared:
        blocks += [Markdown("#### The same in many Event Types"), *_shared(groups.shared)]
    if plan.undefined:
        undefined = joined(map(code, plan.undefined[:50]), ", ")
        blocks.append(fill("Applied, but without a definition now, and not removed: {}", undefined))
    blocks += map(text, (*adopted_lines(plan), *retained_lines(plan)))
    details = [
        *((single.owner, _owner(single, plan)) for single in groups.owners),
        *((owner.owner, _fresh(owner)) for owner in groups.fresh),
    ]
    room = LIMIT - sum(len(block) + 2 for block in blocks) - 500
    omitted: list[str] = []
    for name, block in details:
        if len(block) + 2 <= room and not omitted:
            blocks.append(block)
            room -= len(block) + 2
        else:
            omitted.append(name)
    if omitted:
        note = f"There is no room for {len(omitted)} more: {names_text(omitted, 10)}. `composer plan` shows them."
        blocks.append(text(note))
    return blocks


def _losses(losses: tuple[Change, ...]) -> Iterator[Markdown]:
    yield Markdown("> [!CAUTION]")
    yield fill("> **DATA LOSS: {} holding data would be destroyed**", counted(len(losses), "resource"))
    for change in losses[:LOSSES_SHOWN]:
        what = "is deleted" if isinstance(change, Delete) else "is replaced: deleted, and made anew empty"
        one = subject(change)
        yield fill("> - {} ({}) {}", code(one.id), short_type(one.type), what)
    if len(losses) > LOSSES_SHOWN:
        yield Markdown(f"> - and {len(losses) - LOSSES_SHOWN} more")


def _shared(shared: tuple[Shared, ...]) -> Iterator[Markdown]:
    head = ("", "what", "resources", "Event Types", "change", "because")
    yield markdown.table(head, map(_shared_row, shared[:SHARED_SHOWN]))
    if len(shared) > SHARED_SHOWN:
        yield Markdown(f"and {counted(len(shared) - SHARED_SHOWN, 'more kind')} of changes")


def _shared_row(one: Shared) -> tuple[Markdown, ...]:
    values = [
        fill("{}{}", sentence_text(value), Markdown(f" {TIMES}{count}" if len(one.values) > 1 else ""))
        for value, count in one.values[:3]
    ]
    if len(one.values) > 3:
        values.append(Markdown(f"and {counted(len(one.values) - 3, 'other value')}"))
    return (
        Markdown(f"{SIGNS[one.action]} {one.action}{' **DESTROYS DATA**' if one.loses_data else ''}"),
        text(one.what),
        Markdown(f"{one.resources}"),
        Markdown(f"{len(one.owners)}"),
        joined(values, "<br>"),
        joined((sentence_text(cause_parts(cause)) for cause, _ in one.causes[:2]), "<br>"),
    )


def _owner(single: SingleChange, plan: Plan) -> Markdown:
    loud = " ⚠" if any(loses_data(change) for change in single.changes) else ""
    return folded((single.owner, f"{actions_text(single.changes)}{loud}"), joined(_changes(single, plan)))


def _changes(single: SingleChange, plan: Plan) -> Iterator[Markdown]:
    for common in single.common:
        roles = joined((code(name.partition("/")[2]) for name in common.resources), ", ")
        yield fill("- ~ update {}: {}", counted(len(common.resources), "resource"), roles)
        yield _property(common.property)
        for cause in common.causes[:2]:
            yield _because(cause_parts(cause))
    for part in single.parts:
        resource, action = subject(part.change), action_of(part.change)
        lost = Markdown(" **DESTROYS DATA**" if loses_data(part.change) else "")
        sign = Markdown(SIGNS[action])
        yield fill("- {} {} {} ({}){}", sign, action, code(resource.id), short_type(resource.type), lost)
        shown: set[tuple[str, ...]] = set()
        for one in part.properties:
            yield _property(one)
            for cause in plan.causes.get((resource.id, one.path), ())[:2]:
                if (reason := cause_parts(cause)) not in shown:
                    yield _because(reason)
                shown.add(reason)
        if not part.properties:
            yield fill("  - {}", resource.because)


def _property(one: PropertyChange) -> Markdown:
    refers = ("refers to ", Shown(value_text(one.after)), ", which changes")
    forced = Markdown(", **forces replacement**" if one.forces_replacement else "")
    return fill("  - {}: {}{}", code(dotted(one.path)), sentence_text(refers if one.via else change_parts(one)), forced)


def _because(reason: tuple[str, ...]) -> Markdown:
    return fill("    <br><sub>because {}</sub>", sentence_text(reason))


def sentence_text(sentence: tuple[str, ...]) -> Markdown:
    """A sentence in which each value is code, whatever stands in it."""
    return joined((code(one) if isinstance(one, Shown) else text(one) for one in sentence), "")


def _fresh(owner: OwnerChanges) -> Markdown:
    rows = (subject(change) for change in owner.changes)
    return folded(
        (owner.owner, f"new, {counted(len(owner.changes), 'resource')}"),
        joined(fill("- + {} ({}): {}", code(one.role), short_type(one.type), one.because) for one in rows),
    )

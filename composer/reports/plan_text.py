"""A plan for people in a terminal: what loses data first, then what many share, then each Event Type."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.graph.graph_changes import Create, Delete, Replace, loses_data, subject
from composer.graph.properties import DEPENDS_ON, NAME, PROTECT, TYPE, PropertyChange, dotted
from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.plurals import counted
from composer.printing.visible import prose
from composer.reports import hazards_text, schema_effects_text
from composer.reports.plan_groups import (
    SIGNS,
    TIMES,
    Grouped,
    Part,
    Shared,
    SingleChange,
    action_of,
    grouped,
    short_type,
)
from composer.reports.plan_sentences import (
    actions_text,
    adopted_lines,
    cause_text,
    cost_lines,
    headline,
    names_text,
    new_lines,
    nothing_to_do,
    retained_lines,
    summary,
    undefined_lines,
)
from composer.reports.value_text import change_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.graph.graph_changes import Change
    from composer.plans.owner_changes import OwnerChanges
    from composer.plans.planning import Plan
    from composer.printing.blocks import Block, Cell

FRESH_IN_FULL = 3
VALUES_SHOWN = 3
SPECIAL = {TYPE: "kind of resource", NAME: "cloud name", PROTECT: "protected", DEPENDS_ON: "waits for"}


def render(plan: Plan) -> Iterator[Block]:
    """The whole plan, ending with a line that counts. One line if there is nothing to do, but for hazards of policy."""
    if not plan.owners:
        yield Line(nothing_to_do(plan), hang=0)
        yield from hazards_text.lines(plan.hazards, simulated=plan.simulated)
        yield from (
            Line(text, hang=0) for text in (*undefined_lines(plan), *adopted_lines(plan), *retained_lines(plan))
        )
        return
    groups = grouped(plan)
    parts: list[list[Block]] = [
        [Line(Styled(headline(plan), "strong")), *(Line(text) for text in new_lines(plan))],
        [*_losses(groups, plan)],
        [*hazards_text.lines(plan.hazards, simulated=plan.simulated)],
        [*_shared_block(groups)],
        *([*_owner(single, plan)] for single in groups.owners),
        [*_fresh(groups.fresh)],
        [*schema_effects_text.lines(plan.schemas)],
        [Line(text, hang=0) for text in undefined_lines(plan)],
        [Line(text) for text in (*adopted_lines(plan), *retained_lines(plan))],
        [Line(text) for text in cost_lines(plan)],
        [Line(Styled(summary(plan), "strong"))],
    ]
    for number, part in enumerate(part for part in parts if part):
        yield from (BLANK, *part) if number else part


def _losses(groups: Grouped, plan: Plan) -> Iterator[Block]:
    if not groups.losses:
        return
    many = counted(len(groups.losses), "resource")
    yield Line(Styled(f" DATA LOSS: {many} holding data would be destroyed ", "danger"))
    for change in groups.losses:
        resource = subject(change)
        what = "is deleted" if isinstance(change, Delete) else "is replaced: deleted, and made anew empty"
        name = Styled(f"{SIGNS[action_of(change)]} {resource.id}", "danger-text")
        yield Line([name, f"  {short_type(resource.type)} {change.before.name} {what}"], 2)  # type: ignore[union-attr]
    if not plan.simulated:
        yield Line("`up` refuses this outside a simulated environment; what holds data goes only by its lifecycle.", 2)


def _shared_block(groups: Grouped) -> Iterator[Block]:
    if groups.shared:
        yield Line(Styled("The same in many Event Types", "strong"))
    for one in groups.shared:
        yield from _shared(one)


def _shared(one: Shared) -> Iterator[Block]:
    """One shared change: what, on how many, with which values, why, and where."""
    roles = f" ({names_text(one.roles)})" if len(one.roles) > 1 or one.action in {"update", "replace"} else ""
    forced = "  cannot be changed in place: replaced" if one.action == "replace" else ""
    many = f"  {TIMES}{one.resources} in {counted(len(one.owners), 'Event Type')}{roles}{forced}"
    lost = Styled("  DESTROYS DATA" if one.loses_data else "", "danger-text")
    yield Line([Styled(f"{SIGNS[one.action]} {one.what}", one.action), many, lost], 2, hang=4)
    for parts, count in one.values[:VALUES_SHOWN]:
        yield Line("".join(parts) + (f"  {TIMES}{count}" if len(one.values) > 1 else ""), 6)
    if len(one.values) > VALUES_SHOWN:
        yield Line(f"and {counted(len(one.values) - VALUES_SHOWN, 'other value')}", 6)
    for cause, _ in one.causes[:3]:
        yield Line(Styled(f"because {cause_text(cause)}", "reason"), 6)
    yield Line(Styled(names_text(one.owners), "faint"), 6, hang=0)


def _owner(single: SingleChange, plan: Plan) -> Iterator[Block]:
    yield Line([Styled(single.owner, "name"), Styled(f"  {actions_text(single.changes)}", "faint")])
    for one in single.common:
        roles = names_text([name.partition("/")[2] for name in one.resources])
        yield Line([Styled(f"~ {counted(len(one.resources), 'resource')}", "update"), f": {roles}"], 2, hang=4)
        yield Table([_property(one.property)], indent=6)
        for cause in one.causes[:2]:
            yield Line(Styled(f"because {cause_text(cause)}", "reason"), 6)
    yield from _parts(single.parts, plan)


def _parts(parts: Sequence[Part], plan: Plan) -> Iterator[Block]:
    """Changes of resources: those of a row of resources that say no more than a sentence as one table."""
    rows: list[tuple[Cell, ...]] = []
    for part in parts:
        rows.append(_head(part))
        below = [*_below(part, plan)]
        if below:
            yield from (Table(rows, indent=2), *below)
            rows = []
    yield Table(rows, indent=2)


def _head(part: Part) -> tuple[Cell, ...]:
    resource, action = subject(part.change), action_of(part.change)
    description = {
        "create": prose(resource.because),
        "update": "stays as it is" if all(one.stays for one in part.properties) else "",
        "replace": f"is replaced, {order_text(part.change)}",
        "delete": "is no longer wanted",
    }[action]
    lost = Styled("  DESTROYS DATA" if loses_data(part.change) else "", "danger-text")
    name = Styled(f"{SIGNS[action]} {resource.id}", action)
    return name, Styled(short_type(resource.type), "faint"), (description, lost)


def order_text(change: Change) -> str:
    """Which of the old and the new resource a replacement leaves alone for a while."""
    return (
        "the old one goes first" if isinstance(change, Replace) and change.deletes_first else "the new one comes first"
    )


def _below(part: Part, plan: Plan) -> Iterator[Block]:
    resource = subject(part.change)
    if isinstance(part.change, Create | Delete):
        for cause in plan.causes.get((resource.id, ()), ())[:2]:
            yield Line(Styled(f"because {cause_text(cause)}", "reason"), 6)
    shown: set[str] = set()
    rows: list[tuple[Cell, ...]] = []
    for one in part.properties:
        rows.append(_property(one))
        causes = [cause_text(cause) for cause in plan.causes.get((resource.id, one.path), ())[:2]]
        rows += [("", Styled(f"because {text}", "reason")) for text in causes if text not in shown]
        shown |= {*causes}
    if rows:
        yield Table(rows, indent=6)


def _property(one: PropertyChange) -> tuple[Cell, Cell]:
    refers = f"refers to {value_text(one.after)}, which does not stay the same"
    description = refers if one.via else change_text(one)
    forced = Styled("  forces replacement" if one.forces_replacement else "", "replace")
    return SPECIAL.get(str(one.path[0]), dotted(one.path)), (description, forced)


def _fresh(fresh: tuple[OwnerChanges, ...]) -> Iterator[Block]:
    if not fresh:
        return
    if len(fresh) <= FRESH_IN_FULL:
        for owner in fresh:
            many = counted(len(owner.changes), "resource")
            yield Line([Styled(owner.owner, "name"), Styled(f"  new: {many} to create", "faint")])
            resources = [subject(change) for change in owner.changes]
            yield Table(
                [
                    (Styled(f"+ {one.role}", "create"), Styled(short_type(one.type), "faint"), prose(one.because))
                    for one in resources
                ],
                indent=2,
            )
        return
    kinds = Counter(short_type(subject(change).type) for owner in fresh for change in owner.changes)
    yield Line(Styled(f"{len(fresh)} new Event Types: {counted(kinds.total(), 'resource')} to create", "strong"))
    ordered = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
    yield Line(", ".join(f"{count} {kind}" for kind, count in ordered), 2, hang=0)
    yield Line(names_text([owner.owner for owner in fresh], 12), 2, hang=0)

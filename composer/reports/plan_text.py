"""A plan for people in a terminal: what loses data first, then what many share, then each Event Type."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.graph import PLATFORM
from composer.graph.changes import Create, Delete, loses_data, subject
from composer.graph.properties import ABSENT, DEPENDS_ON, NAME, PROTECT, TYPE, PropertyChange, dotted
from composer.policy.resolve import WRITTEN
from composer.reports import hazards_text, schemas_told
from composer.reports.money import delta
from composer.reports.paint import Paint
from composer.reports.plan_groups import SIGNS, TIMES, Grouped, Part, Shared, Single, action_of, grouped, short_type
from composer.reports.values import change_text, cut, spoken, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.graph.changes import Change
    from composer.plans.causes import Cause
    from composer.plans.planning import OwnerChanges, Plan

NAMES_SHOWN = 6
FRESH_IN_FULL = 3
SPECIAL = {TYPE: "kind of resource", NAME: "cloud name", PROTECT: "protected", DEPENDS_ON: "waits for"}
PAST = {"create": "to create", "update": "to update", "replace": "to replace", "delete": "to delete"}


def render(plan: Plan, paint: Paint = Paint()) -> str:  # noqa: B008  frozen
    """The whole plan as text, ending with one line that counts. One line if there is nothing to do."""
    if not plan.owners:
        return "\n".join([nothing_to_do(plan), *_undefined(plan), *left_lines(plan)]) + "\n"
    found = grouped(plan)
    blocks = [
        [f"{paint('strong', headline(plan))}"],
        [*_losses(found, plan, paint)],
        [*hazards_text.lines(plan.hazards, paint, simulated=plan.simulated)],
        [*_shared_block(found, paint)],
        *([*_owner(single, plan, paint)] for single in found.owners),
        [*_fresh(found.fresh, paint)],
        [*schemas_told.lines(plan.schemas, paint)],
        [*_undefined(plan)],
        [*left_lines(plan)],
        [*cost_lines(plan)],
        [paint("strong", summary(plan))],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def left_lines(plan: Plan) -> Iterator[str]:
    """What stays in place though its Event Type has moved on."""
    for owner, ids in plan.left.items():
        roles = ", ".join(name.partition("/")[2] for name in ids)
        yield f"{owner} leaves in place what holds data or can never be made again, for `composer cleanup`: {roles}"


def cost_lines(plan: Plan) -> Iterator[str]:
    """What the changes do to the monthly bill, unless nothing."""
    if plan.cost and plan.cost.cents:
        said = f"{delta(plan.cost.cents)} {plan.cost.currency} a month"
        yield f"≈ {said}, once storage is full (`composer cost` says more)"


def headline(plan: Plan) -> str:
    """What is compared with what."""
    return f"Plan for environment {plan.environment}, compared with {_against(plan)}"


def nothing_to_do(plan: Plan) -> str:
    """The one line for a plan without changes."""
    count = f"{plan.compared} Event Type{'s' if plan.compared != 1 else ''}"
    return f"Nothing to do: {count} of environment {plan.environment} as in {_against(plan)}."


def summary(plan: Plan) -> str:
    """The last line: what would happen to how much."""
    counts = plan.counts()
    said = ", ".join(f"{counts[action]} {words}" for action, words in PAST.items() if counts[action])
    changed = sum(not owner.owner.startswith(PLATFORM) for owner in plan.owners)
    where = f"in {changed} of {plan.compared} Event Types" if changed else "in the platform"
    if changed and changed != len(plan.owners):
        where += " and in the platform"
    destroy = "DESTROYS" if counts["data_loss"] == 1 else "DESTROY"
    lost = f" {counts['data_loss']} of them {destroy} DATA." if counts["data_loss"] else ""
    return f"{said} {where}.{lost}"


def _against(plan: Plan) -> str:
    if plan.against.kind == "ledger":
        return "what was last applied"
    commit = f" ({plan.against.commit[:10]})" if not plan.against.commit.startswith(plan.against.ref) else ""
    return f"{plan.against.ref}{commit}"


def _losses(found: Grouped, plan: Plan, paint: Paint) -> Iterator[str]:
    if not found.losses:
        return
    many = len(found.losses)
    yield paint("danger", f" DATA LOSS: {many} resource{'s' if many > 1 else ''} holding data would be destroyed ")
    for change in found.losses:
        resource = subject(change)
        what = "is deleted" if isinstance(change, Delete) else "is replaced: deleted, and made anew empty"
        name = paint("danger-text", f"  {SIGNS[action_of(change)]} {resource.id}")
        yield f"{name}  {short_type(resource.type)} {change.before.name} {what}"  # type: ignore[union-attr]
    if not plan.simulated:
        yield "  `up` refuses this outside a simulated environment; what holds data goes only by its lifecycle."


def _shared_block(found: Grouped, paint: Paint) -> Iterator[str]:
    if not found.shared:
        return
    yield paint("strong", "The same in many Event Types")
    for one in found.shared:
        yield from shared_lines(one, paint)


def shared_lines(one: Shared, paint: Paint) -> Iterator[str]:
    """One shared change: what, on how many, with which values, why, and where."""
    sign = paint(one.action, f"{SIGNS[one.action]} {one.what}")
    lost = paint("danger-text", "  DESTROYS DATA") if one.loses_data else ""
    roles = f" ({names_text(one.roles)})" if len(one.roles) > 1 or one.action in {"update", "replace"} else ""
    forced = "  cannot be changed in place: replaced" if one.action == "replace" else ""
    yield f"  {sign}  {TIMES}{one.resources} in {len(one.owners)} Event Types{roles}{forced}{lost}"
    for text, count in one.values[:3]:
        yield f"      {text}" + (f"  {TIMES}{count}" if len(one.values) > 1 else "")
    if len(one.values) > 3:
        yield f"      and {len(one.values) - 3} other values"
    for cause, _ in one.causes[:3]:
        yield paint("reason", f"      because {cause_text(cause)}")
    yield paint("faint", f"      {names_text(one.owners)}")


def names_text(names: Sequence[str], shown: int = NAMES_SHOWN) -> str:
    """Names with commas; of many, the first and how many more."""
    more = f" and {len(names) - shown} more" if len(names) > shown + 1 else ""
    return ", ".join(names[: shown if more else None]) + more


def _owner(single: Single, plan: Plan, paint: Paint) -> Iterator[str]:
    yield paint("name", single.owner) + paint("faint", "  " + counted(single.changes))
    for one in single.common:
        roles = names_text([name.partition("/")[2] for name in one.resources])
        yield f"  {paint('update', f'~ {len(one.resources)} resources')}: {roles}"
        yield from _property(one.property, 0, paint)
        for cause in one.causes[:2]:
            yield paint("reason", f"      because {cause_text(cause)}")
    parts = single.parts
    if not parts:
        return
    ids = min(max(len(subject(part.change).id) for part in parts), 60)
    types = max(len(short_type(subject(part.change).type)) for part in parts)
    for part in parts:
        yield from _part(part, plan, paint, (ids, types))


def counted(changes: Iterable[Change]) -> str:
    """`2 to create, 1 to update`."""
    counts = Counter(action_of(change) for change in changes)
    return ", ".join(f"{counts[action]} {words}" for action, words in PAST.items() if counts[action])


def _part(part: Part, plan: Plan, paint: Paint, widths: tuple[int, int]) -> Iterator[str]:
    resource, action = subject(part.change), action_of(part.change)
    head = paint(action, f"{SIGNS[action]} {resource.id:{widths[0]}}")
    kind = paint("faint", f"{short_type(resource.type):{widths[1]}}")
    lost = paint("danger-text", "  DESTROYS DATA") if loses_data(part.change) else ""
    words = {
        "create": resource.because,
        "update": "",
        "replace": "is replaced",
        "delete": "is no longer wanted",
    }[action]
    yield f"  {head}  {kind}  {words}".rstrip() + lost
    if isinstance(part.change, Create | Delete):
        for cause in plan.causes.get((resource.id, ()), ())[:2]:
            yield paint("reason", f"      because {cause_text(cause)}")
    width = max((len(_label(one)) for one in part.properties), default=0)
    shown: set[str] = set()
    for one in part.properties:
        yield from _property(one, min(width, 48), paint)
        causes = [cause_text(cause) for cause in plan.causes.get((resource.id, one.path), ())[:2]]
        for text in causes:
            if text not in shown:
                yield paint("reason", f"      {'':{min(width, 48)}}  because {text}")
            shown.add(text)


def _property(one: PropertyChange, width: int, paint: Paint) -> Iterator[str]:
    label = _label(one)
    if one.via:
        said = f"refers to {value_text(one.after)}, which does not stay the same"
    else:
        said = change_text(one.path, one.before, one.after)
    forced = paint("replace", "  forces replacement") if one.forces_replacement else ""
    yield f"      {label:{width}}  {said}{forced}"


def _label(one: PropertyChange) -> str:
    return cut(SPECIAL.get(str(one.path[0]), dotted(one.path)), 60)


def cause_text(cause: Cause) -> str:
    """The settled value, what it was where that is known, why it is what it is, and where that is written."""
    place = f"{cause.reason.file}:{cause.reason.line}" if cause.reason.file else ""
    changed = ""
    if cause.before is not ABSENT and cause.before != cause.after and not isinstance(cause.after, dict | list):
        old, new = (spoken(cause.path, value) or value_text(value, 30) for value in (cause.before, cause.after))
        changed = f" {old} → {new}"
    if cause.reason.words == WRITTEN and place:
        return f"{dotted(cause.path)}{changed} in {place}"
    return f"{dotted(cause.path)}{changed}: {cause.reason.words}{f' ({place})' if place else ''}"


def _fresh(fresh: tuple[OwnerChanges, ...], paint: Paint) -> Iterator[str]:
    if not fresh:
        return
    if len(fresh) <= FRESH_IN_FULL:
        for owner in fresh:
            yield paint("name", owner.owner) + paint("faint", f"  new: {len(owner.changes)} resources to create")
            ids = min(max(len(subject(change).role) for change in owner.changes), 60)
            types = max(len(short_type(subject(change).type)) for change in owner.changes)
            for change in owner.changes:
                resource = subject(change)
                name = paint("create", f"+ {resource.role:{ids}}")
                yield f"  {name}  {paint('faint', f'{short_type(resource.type):{types}}')}  {resource.because}"
        return
    kinds = Counter(short_type(subject(change).type) for owner in fresh for change in owner.changes)
    total = sum(kinds.values())
    yield paint("strong", f"{len(fresh)} new Event Types: {total} resources to create")
    yield "  " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda x: (-x[1], x[0])))
    yield "  " + names_text([owner.owner for owner in fresh], 12)


def _undefined(plan: Plan) -> Iterator[str]:
    if plan.undefined:
        many = len(plan.undefined)
        yield (
            f"Applied, but without a definition now: {names_text(plan.undefined)}. "
            f"{'Nothing of them is' if many > 1 else 'Nothing of it is'} removed: a missing file deletes nothing."
        )

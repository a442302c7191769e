"""What is said of a plan in one line each, in a terminal and in a comment alike."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.graph import is_shared
from composer.graph.properties import ABSENT, dotted
from composer.policy.resolve import WRITTEN
from composer.printing.plurals import counted, number_of
from composer.reports.money import delta
from composer.reports.plan_groups import (
    action_of,
)
from composer.reports.value_text import Shown, settled_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.graph.graph_changes import Change
    from composer.plans.causes import Cause
    from composer.plans.planning import Plan


NAMES_SHOWN = 6


VERBS = {"create": "to create", "update": "to update", "replace": "to replace", "delete": "to delete"}


def retained_lines(plan: Plan) -> Iterator[str]:
    """Say what stays in place though its Event Type has moved on."""
    for owner, ids in plan.retained.items():
        roles = ", ".join(name.partition("/")[2] for name in ids)
        yield f"{owner} leaves in place what holds data or can never be made again: {roles}"


def adopted_lines(plan: Plan) -> Iterator[str]:
    """Say what is taken over as it is, by Event Type."""
    roles: dict[str, list[str]] = {}
    for resource in plan.adopted:
        owner, _, role = resource.partition("/")
        roles.setdefault(owner, []).append(role)
    for owner, its in roles.items():
        yield f"{owner} takes over as it is, without touching it: {', '.join(its)}"


def cost_lines(plan: Plan) -> Iterator[str]:
    """Say what the changes do to the monthly bill, unless nothing."""
    if plan.cost and plan.cost.cents:
        cost = f"{delta(plan.cost.cents)} {plan.cost.currency} a month"
        yield f"≈ {cost}, once storage is full (`composer cost` says more)"


def headline(plan: Plan) -> str:
    """Say what is compared with what."""
    return f"Plan for environment {plan.environment}, compared with {_against(plan)}"


def new_lines(plan: Plan) -> Iterator[str]:
    """Say why everything is new, where what is compared with does not know the environment."""
    if plan.against.lacks == "environment":
        yield f"There is no environment {plan.environment} in {plan.against.ref} yet: everything is new."
    elif plan.against.lacks == "repository":
        yield f"There are no Event Types in {plan.against.ref} yet: everything is new."


def nothing_to_do(plan: Plan) -> str:
    """The one line for a plan without changes."""
    count = counted(plan.compared, "Event Type")
    are = number_of(plan.compared, "is", "are")
    return f"Nothing to do: {count} of environment {plan.environment} {are} as in {_against(plan)}."


def summary(plan: Plan) -> str:
    """The last line: what would happen to how much."""
    counts = plan.counts()
    actions = ", ".join(f"{counts[action]} {phrase}" for action, phrase in VERBS.items() if counts[action])
    changed = sum(not is_shared(owner.owner) for owner in plan.owners)
    shared = dict.fromkeys(owner.owner.partition(":")[0] for owner in plan.owners if is_shared(owner.owner))
    places = [f"in {changed} of {counted(plan.compared, 'Event Type')}"] if changed else []
    *most, last = [*places, *(f"in the {one}" for one in shared)]
    where = f"{', '.join(most)} and {last}" if most else last
    destroy = "DESTROYS" if counts["data_loss"] == 1 else "DESTROY"
    lost = f" {counts['data_loss']} of them {destroy} DATA." if counts["data_loss"] else ""
    return f"{actions} {where}.{lost}"


def _against(plan: Plan) -> str:
    if plan.against.kind == "ledger":
        return "what was last applied"
    commit = f" ({plan.against.commit[:10]})" if not plan.against.commit.startswith(plan.against.ref) else ""
    return f"{plan.against.ref}{commit}"


def names_text(names: Sequence[str], shown: int = NAMES_SHOWN) -> str:
    """Names with commas; of many, the first and how many more."""
    more = f" and {len(names) - shown} more" if len(names) > shown + 1 else ""
    return ", ".join(names[: shown if more else None]) + more


def actions_text(changes: Iterable[Change]) -> str:
    """`2 to create, 1 to update`."""
    counts = Counter(action_of(change) for change in changes)
    return ", ".join(f"{counts[action]} {phrase}" for action, phrase in VERBS.items() if counts[action])


def cause_text(cause: Cause) -> str:
    """The settled value, what it was where that is known, why it is what it is, and where that is written."""
    return "".join(cause_parts(cause))


def cause_parts(cause: Cause) -> tuple[str, ...]:
    """As `cause_text`, each value by itself, as `Shown`."""
    place = f"{cause.reason.file}:{cause.reason.line}" if cause.reason.file else ""
    changed: tuple[str, ...] = ()
    if cause.before is not ABSENT and cause.before != cause.after and not isinstance(cause.after, dict | list):
        old, new = (Shown(settled_text(value, 60)) for value in (cause.before, cause.after))
        changed = (" ", old, " → ", new)
    if cause.reason.text == WRITTEN and place:
        return dotted(cause.path), *changed, f" in {place}"
    return dotted(cause.path), *changed, f": {cause.reason.text}{f' ({place})' if place else ''}"


def undefined_lines(plan: Plan) -> Iterator[str]:
    """Say what is applied and has no definition any more."""
    if plan.undefined:
        nothing = number_of(len(plan.undefined), "Nothing of it is", "Nothing of them is")
        yield (
            f"Applied, but without a definition now: {names_text(plan.undefined)}. "
            f"{nothing} removed: a missing file deletes nothing."
        )

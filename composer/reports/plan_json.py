"""A plan as `composer/plan/v1`, whole: docs/schemas/plan.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph.graph_changes import Replace, Update, loses_data, subject
from composer.graph.properties import ABSENT, dotted
from composer.reports import hazards_text
from composer.reports.plan_groups import action_of, grouped
from composer.reports.value_text import plain

if TYPE_CHECKING:
    from composer.graph.graph_changes import Change
    from composer.graph.properties import PropertyChange
    from composer.plans.causes import Cause
    from composer.plans.planning import Plan
    from composer.reports.plan_groups import Shared

FORMAT = "composer/plan/v1"


def document(plan: Plan) -> dict[str, Any]:
    """Every change of every owner, and the shared ones once more as groups."""
    against: dict[str, str] = {"kind": plan.against.kind}
    if plan.against.kind == "base":
        against |= {"ref": plan.against.ref, "commit": plan.against.commit}
    if plan.against.lacks:
        against["lacks"] = plan.against.lacks
    return {
        "format": FORMAT,
        "environment": plan.environment,
        "against": against,
        "summary": {
            "event_types": plan.compared,
            "changed": [owner.owner for owner in plan.owners],
            **plan.counts(),
        },
        "cost": _cost(plan),
        "hazards": hazards_text.document(plan.hazards),
        "schemas": {
            owner: {place: list(sentences) for place, sentences in by_place.items()}
            for owner, by_place in plan.schemas.items()
        },
        "shared": [_shared(one) for one in grouped(plan).shared],
        "owners": {
            owner.owner: {
                "new": owner.new,
                "before": owner.before,
                "after": owner.after,
                "changes": [_change(change, plan) for change in owner.changes],
            }
            for owner in plan.owners
        },
        "undefined": list(plan.undefined),
        "left": {owner: list(ids) for owner, ids in plan.retained.items()},
        **({"adopted": list(plan.adopted)} if plan.adopted else {}),
    }


def _cost(plan: Plan) -> dict[str, str] | None:
    if plan.cost is None:
        return None
    whole, rest = divmod(abs(plan.cost.cents), 100)
    return {"monthly": f"{'-' if plan.cost.cents < 0 else ''}{whole}.{rest:02}", "currency": plan.cost.currency}


def _shared(one: Shared) -> dict[str, Any]:
    return {
        "action": one.action,
        "what": one.what,
        "resources": one.resources,
        "event_types": list(one.owners),
        "loses_data": one.loses_data,
        "values": [{"change": "".join(parts), "resources": count} for parts, count in one.values],
    }


def _change(change: Change, plan: Plan) -> dict[str, Any]:
    resource = subject(change)
    properties = change.properties if isinstance(change, Update | Replace) else ()
    return {
        "action": action_of(change),
        "id": resource.id,
        "type": resource.type,
        "name": resource.name,
        "because": resource.because,
        "protect": resource.protect,
        "loses_data": loses_data(change),
        **({"deletes_first": change.deletes_first} if isinstance(change, Replace) else {}),
        "properties": [_property(one, resource.id, plan) for one in properties],
        "causes": [_cause(cause) for cause in plan.causes.get((resource.id, ()), ())],
    }


def _property(one: PropertyChange, resource_id: str, plan: Plan) -> dict[str, Any]:
    entry: dict[str, Any] = {"path": dotted(one.path), "forces_replacement": one.forces_replacement}
    if one.before is not ABSENT:
        entry["before"] = one.before
    if one.after is not ABSENT:
        entry["after"] = one.after
    if one.via:
        entry["via"] = one.via
    if one.stays:
        entry["stays"] = True
    entry["causes"] = [_cause(cause) for cause in plan.causes.get((resource_id, one.path), ())]
    return entry


def _cause(cause: Cause) -> dict[str, Any]:
    entry: dict[str, Any] = {"path": dotted(cause.path), "words": cause.reason.text}
    if cause.reason.file:
        entry |= {"file": cause.reason.file, "line": cause.reason.line, "column": cause.reason.column}
    if cause.before is not ABSENT and _simple(cause.before) and _simple(cause.after):
        entry |= {"before": plain(cause.before), "after": plain(cause.after)}
    return entry


def _simple(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)

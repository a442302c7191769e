"""`composer/show/v1` and `composer/explain/v1`: docs/schemas/show.schema.json and explain.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph.graph import resource_json
from composer.graph.properties import dotted
from composer.plans.settled_values import simple
from composer.policy.resolve import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.capacity.bucket_timeline import Timeline
    from composer.graph import ResourceGraph
    from composer.model import Reason
    from composer.operations.explanation import EventTypeShown, ResourceExplained, Value
    from composer.operations.fact_explanation import Fact


def show(shown: EventTypeShown) -> dict[str, Any]:
    """The whole settled Event Type, its reasons by path, and its resources."""
    return {
        "format": "composer/show/v1",
        "environment": shown.environment,
        "file": shown.file,
        "event_type": simple(shown.event),
        "because": {dotted(value.path): _reason(value.reason) for value in shown.values},
        "resources": [
            {"id": one.id, "type": one.type, "name": one.name, "protect": one.protect, "because": one.because}
            for one in shown.resources
        ],
    }


def event_type(shown: EventTypeShown) -> dict[str, Any]:
    """Every settled value of an Event Type with its reason, and why each resource exists."""
    return {
        "format": "composer/explain/v1",
        "environment": shown.environment,
        "event_type": shown.event.name,
        "values": [_value(value) for value in shown.values],
        "resources": [{"id": one.id, "because": one.because} for one in shown.resources],
        "told": [
            {
                "alert": one.resource,
                "what": one.what,
                "severity": one.severity,
                "channels": list(one.channels),
                "after_seconds": one.after,
                "shared": one.shared,
            }
            for one in shown.alerts
        ],
        **({"timeline": _timeline(shown.timeline)} if shown.timeline else {}),
    }


def shared(graph: ResourceGraph, environment: str) -> dict[str, Any]:
    """Why each resource exists that the Event Types of a cell share."""
    return {
        "format": "composer/explain/v1",
        "environment": environment,
        "shared": graph.owner,
        "resources": [{"id": one.id, "because": one.because} for one in graph.resources],
    }


def _timeline(way: Timeline) -> dict[str, Any]:
    """The way of a bucket: seconds of each step, and what is left of the promise."""
    return {
        "steps": [
            {"step": one.name, "what": one.what, "usual_seconds": int(one.usual), "worst_seconds": int(one.worst)}
            for one in way.steps
        ],
        "promised_seconds": int(way.promised),
        "slack_seconds": int(way.slack),
    }


def values(name: str, environment: str, settled: Iterable[Value]) -> dict[str, Any]:
    """Settled values with their reasons and uses."""
    return {
        "format": "composer/explain/v1",
        "environment": environment,
        "event_type": name,
        "values": [{**_value(value), "used_in": list(value.used_in)} for value in settled],
    }


def facts(environment: str, shown: Iterable[Fact]) -> dict[str, Any]:
    """Values of environment and policy files, and what they decide."""
    return {"format": "composer/explain/v1", "environment": environment, "facts": [_fact(one) for one in shown]}


def _fact(fact: Fact) -> dict[str, Any]:
    place = fact.place
    return {
        "path": fact.name,
        "value": simple(fact.value),
        "because": {"words": fact.meaning or WRITTEN, "file": place.file, "line": place.line, "column": place.column},
        "settles": dict(sorted(fact.settles.items())),
        **({} if fact.changes is None else {"changes": fact.changes, "shared_changes": fact.shared}),
        "event_types": fact.of,
    }


def resource(explained: ResourceExplained) -> dict[str, Any]:
    """One resource with everything around it."""
    return {
        "format": "composer/explain/v1",
        "environment": explained.environment,
        "resource": {
            **resource_json(explained.resource),
            "facet": explained.facet,
            "causes": [_value(cause) for cause in explained.causes],
            "inputs_from": {
                dotted(item.path): {"immutable": item.immutable, "causes": [_value(cause) for cause in item.causes]}
                for item in explained.inputs
            },
            "needs": list(explained.needs),
            "needed_by": list(explained.needed_by),
        },
    }


def _value(value: Value) -> dict[str, Any]:
    return {"path": dotted(value.path), "value": value.value, "because": _reason(value.reason)}


def _reason(reason: Reason) -> dict[str, Any]:
    entry: dict[str, Any] = {"words": reason.text}
    if reason.file:
        entry |= {"file": reason.file, "line": reason.line, "column": reason.column}
    return entry

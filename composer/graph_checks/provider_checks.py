"""What Google would refuse in compiled resources, said before anything is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Span
from composer.kinds import KINDS
from composer.kinds.unknown_values import values_at
from composer.kinds.validation import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph import ResourceGraph


def refusals(graph: ResourceGraph, place: Span, event_type: str = "") -> Iterator[Diagnostic]:
    """Diagnostics at `place` (the definition, or the environment file) for what a kind's rules do not allow."""
    for resource_id, message in _refused(graph):
        yield Diagnostic(
            "ET606",
            f"Google would refuse `{resource_id}`: {message}",
            place,
            f"see where the value comes from: composer explain {resource_id}",
            event_type=event_type,
        )


def _refused(graph: ResourceGraph) -> Iterator[tuple[str, str]]:
    inputs = {resource.id: resource.inputs for resource in graph.resources}
    for resource in graph.resources:
        kind = KINDS[resource.type]
        for violation in violations(kind, resource.inputs):
            yield resource.id, violation.message
        for parent in kind.parents:
            if not parent.forbids:
                continue
            for value in values_at(resource.inputs, tuple(parent.property.split("."))):
                named = value.get("$ref", "") if isinstance(value, dict) else ""
                if inputs.get(named, {}).get(parent.forbids) is not None:
                    yield named, parent.refusal_message(named) + "."

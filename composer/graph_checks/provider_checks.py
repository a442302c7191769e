"""What Google would refuse in compiled resources, said before anything is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.diagnostics import Diagnostic, Span
from composer.kinds import KINDS
from composer.kinds.unknown_values import values_at
from composer.kinds.validation import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.documents.marks import Path
    from composer.graph import ResourceGraph


def refusals(
    graph: ResourceGraph, place: Span, event_type: str = "", written: Document | None = None
) -> Iterator[Diagnostic]:
    """Diagnostics for what a kind's rules do not allow: where the refused value stands in `written`, the environment
    file; at `place` (the definition, or the cell) where it is from nowhere there."""
    for resource_id, message, value in _refused(graph):
        decides = _written_at(written.value, value, ()) if written is not None else None
        yield Diagnostic(
            "ET606",
            f"Google would refuse `{resource_id}`: {message}",
            place if decides is None or written is None else written.span(decides),
            f"see where the value comes from: composer explain {resource_id}",
            event_type=event_type,
        )


def _written_at(node: Any, value: Any, path: Path) -> Path | None:
    """Where a text is written in a document; None where it is not, or is no text."""
    if not isinstance(value, str):
        return None
    if isinstance(node, dict | list):
        steps = node.items() if isinstance(node, dict) else enumerate(node)
        return next((one for step, inner in steps if (one := _written_at(inner, value, (*path, step)))), None)
    return path if node == value else None


def _value_at(inputs: Any, path: str) -> Any:
    """The value at the path of a violation (`labels.a`, `conditions[0]`); None where nothing is."""
    for step in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(inputs, list) and step.isdigit() and int(step) < len(inputs):
            inputs = inputs[int(step)]
        else:
            inputs = inputs.get(step) if isinstance(inputs, dict) else None
    return inputs


def _refused(graph: ResourceGraph) -> Iterator[tuple[str, str, Any]]:
    """The resource, Google's words, and the value that it would refuse."""
    inputs = {resource.id: resource.inputs for resource in graph.resources}
    for resource in graph.resources:
        kind = KINDS[resource.type]
        for violation in violations(kind, resource.inputs):
            yield resource.id, violation.message, _value_at(resource.inputs, violation.path)
        for parent in kind.parents:
            if not parent.forbids:
                continue
            for value in values_at(resource.inputs, tuple(parent.property.split("."))):
                named = value.get("$ref", "") if isinstance(value, dict) else ""
                if inputs.get(named, {}).get(parent.forbids) is not None:
                    yield named, parent.refusal_message(named) + ".", None

"""What Google would refuse in compiled resources, said before anything is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Span
from composer.kinds import KINDS
from composer.kinds.validate import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph import ResourceGraph

CODES = {"ET606": "Google would accept every resource."}


def refusals(graph: ResourceGraph, place: Span, event_type: str = "") -> Iterator[Diagnostic]:
    """Diagnostics at `place` (the definition, or the environment file) for what a kind's rules do not allow."""
    for resource in graph.resources:
        for violation in violations(KINDS[resource.type], resource.inputs):
            yield Diagnostic(
                "ET606",
                f"Google would refuse `{resource.id}`: {violation.message}",
                place,
                f"see where the value comes from: composer explain {resource.id}",
                event_type=event_type,
            )

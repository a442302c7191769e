"""A run as `composer/up/v1`: how every stack ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.engine.events import (
    ResourceDone,
    RunFinished,
    StackFailed,
    StackNoted,
    StackNotTried,
    StackRecovered,
    StackSkipped,
    StackSucceeded,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.engine.events import Event
    from composer.live.failures import Failure


def document(environment: str, action: str, events: Iterable[Event]) -> dict[str, Any]:
    """The whole run, stacks in order of name."""
    stacks: dict[str, dict[str, Any]] = {}
    resources: dict[str, list[dict[str, str]]] = {}
    recovered: dict[str, list[str]] = {}
    noted: dict[str, list[str]] = {}
    summary: dict[str, Any] = {}
    for event in events:
        match event:
            case StackSucceeded(stack, seconds, changes):
                stacks[stack] = {"outcome": "succeeded", "seconds": round(seconds, 3), "changes": dict(changes)}
            case StackFailed(stack, seconds, failures):
                failed = [_failure(failure) for failure in failures]
                stacks[stack] = {"outcome": "failed", "seconds": round(seconds, 3), "failures": failed}
            case StackSkipped(stack, because):
                stacks[stack] = {"outcome": "skipped", "because": because}
            case StackNotTried(stack, because):
                stacks[stack] = {"outcome": "not tried", "because": because}
            case StackRecovered(stack, message):
                recovered.setdefault(stack, []).append(message)
            case StackNoted(stack, message):
                noted.setdefault(stack, []).append(message)
            case ResourceDone(stack, resource, operation):
                resources.setdefault(stack, []).append({"id": resource, "operation": operation})
            case RunFinished():
                summary = _summary(event)
            case _:
                pass
    for stack, entry in stacks.items():
        entry["resources"] = resources.get(stack, [])
        entry["recovered"] = recovered.get(stack, [])
        entry["noted"] = noted.get(stack, [])
    return {
        "format": "composer/up/v1",
        "environment": environment,
        "action": action,
        "stacks": {stack: stacks[stack] for stack in sorted(stacks)},
        "summary": summary,
    }


def _failure(failure: Failure) -> dict[str, str]:
    return {
        "resource": failure.resource,
        "message": failure.what,
        "hint": failure.way_out,
        "detail": failure.detail,
    }


def _summary(event: RunFinished) -> dict[str, Any]:
    return {
        "seconds": round(event.seconds, 3),
        "succeeded": len(event.succeeded),
        "skipped": len(event.skipped),
        "failed": len(event.failed),
        "not_tried": len(event.not_tried),
        "cancelled": event.cancelled,
    }

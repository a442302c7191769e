"""What may end as `composer/cleanup/v1`: docs/schemas/cleanup.schema.json. Amounts are texts: no cent is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.reports.money import amount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from composer.lifecycle.gates import Due, Gate
    from composer.live.evidence import Evidence

FORMAT = "composer/cleanup/v1"


def document(environment: str, dues: Sequence[Due]) -> dict[str, Any]:
    """Everything that may end, with its gates."""
    return {"format": FORMAT, "environment": environment, "dues": [_due(due) for due in dues]}


def _due(due: Due) -> dict[str, Any]:
    return {
        "event_type": due.event_type,
        "state": due.state.value,
        "target": due.target.value if due.target else None,
        "open": due.open,
        "gates": [_gate(gate) for gate in due.gates],
        "removed": [{"id": one.id, "type": one.type, "name": one.name} for one in due.resources],
        "freed_a_month": None if due.cents is None else amount(due.cents),
        "currency": due.currency or None,
    }


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "question": gate.question.value,
        "open": gate.open,
        "readable": gate.readable,
        "number": gate.number,
        "text": gate.text,
        "opener": None if gate.open else gate.opener or None,
        "evidence": [_evidence(one) for one in gate.evidence],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "source": one.source,
        "starts": _time(one.starts),
        "ends": _time(one.ends),
        "retention_seconds": one.retention,
        "delay_seconds": one.delay,
        "enabled_since": _time(one.enabled_since) if one.enabled_since else None,
        "control": {"name": one.control.name, "days_without_data": [_time(end) for end in one.control.missing]}
        if one.control
        else None,
        "refusal": one.refusal or None,
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

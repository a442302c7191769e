"""The capacity of a fleet as `composer/capacity/v1`: docs/schemas/capacity.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.capacity.demand import QUANTITIES

if TYPE_CHECKING:
    from datetime import date

    from composer.capacity.growth import Growth
    from composer.capacity.quotas import Use
    from composer.capacity.summary import CellUse, FleetCapacity

FORMAT = "composer/capacity/v1"


def document(fleet: FleetCapacity, growth: Growth | None, today: date) -> dict[str, Any]:
    """Every cell, every quota, and every limit that an Event Type meets alone."""
    first = fleet.binds_first
    return {
        "format": FORMAT,
        "environment": fleet.environment,
        "event_types": sum(len(one.event_types) for one in fleet.cells),
        "cells": [_cell(one) for one in fleet.cells],
        "quotas": [_use(use, fleet, growth, today) for use in fleet.uses],
        "single": [
            {
                "limit": one.name,
                "event_type": one.event_type,
                "used": one.used,
                "value": one.limit.value,
                "unit": one.limit.unit,
                "source": one.limit.source,
            }
            for one in fleet.singles
        ],
        "binds_first": first and {"limit": first.quota.name, "cells": [one.cell.name for one in fleet.cells_of(first)]},
        "growth": growth and {"text": growth.text, "from": today.isoformat()},
        "not_placed": list(fleet.homeless),
        "left_out": list(fleet.excluded),
    }


def _cell(one: CellUse) -> dict[str, Any]:
    resources = {token: count for token, count in sorted(one.taken.items()) if token not in QUANTITIES}
    return {
        "name": one.cell.name,
        "project": one.cell.project,
        "region": one.cell.region,
        "event_types": list(one.event_types),
        "quantities": {name: one.taken.get(name, 0) for name in QUANTITIES if name != "traffic.event_bytes"},
        "resources": resources,
    }


def _use(use: Use, fleet: FleetCapacity, growth: Growth | None, today: date) -> dict[str, Any]:
    quota = use.quota
    entry: dict[str, Any] = {
        "limit": quota.name,
        "counts": quota.counts,
        "project": quota.scope.project,
        "region": quota.scope.region or None,
        "cells": [one.cell.name for one in fleet.cells_of(use)],
        "used": use.used,
        "of_platform": use.fixed,
        "value": quota.value,
        "left": use.remaining,
        "share": round(use.share, 4),
        "raised": bool(quota.raised),
        "unit": quota.limit.unit,
        "source": quota.limit.source,
        "room_for_event_types": fleet.room(use),
    }
    if growth:
        full = growth.full_on(use, today)
        entry["full_on"] = full.isoformat() if full else None
    return entry

"""Event Types as `composer/list/v1`: docs/schemas/list.schema.json. Amounts are texts, so that no cent is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.reports.money import amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.reports.list_rows import Row

FORMAT = "composer/list/v1"


def document(
    environment: str, currency: str, asked: Mapping[str, Sequence[str]], rows: Sequence[Row], unread: int
) -> dict[str, Any]:
    """The rows, what was asked for, and how many definitions could not be read."""
    return {
        "format": FORMAT,
        "environment": environment,
        "currency": currency or None,
        "asked": {kind: list(values) for kind, values in asked.items()},
        "event_types": [_row(row) for row in rows],
        "unread": unread,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "owner": row.owner,
        "domain": row.domain,
        "importance": row.importance,
        "state": row.state,
        "storage": {"kind": row.storage, "partitioning": row.partitioning, "retention_seconds": row.retention},
        "traffic": {"average_per_second": row.average, "peak_per_second": row.peak},
        "cell": row.cell,
        "consumers": list(row.consumers),
        "cost_a_month": None if row.cents is None else amount(row.cents),
        "file": row.file,
        "line": row.line,
    }

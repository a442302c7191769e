"""Exposure as `composer/exposure/v1`: docs/schemas/exposure.schema.json."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from composer.reports.exposure_rows import by_principal, by_semantic
from composer.units import whole_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.privacy.exposure import Exposure
    from composer.reports.exposure_rows import Row

FORMAT = "composer/exposure/v1"


def document(
    environment: str, asked: Mapping[str, Any], selected: Sequence[Row], exposures: Sequence[Exposure]
) -> dict[str, Any]:
    """Every field that was asked for, and what they add up to. Days that are null are for ever."""
    named = {row.event_type for row in selected}
    return {
        "format": FORMAT,
        "environment": environment,
        "asked": dict(asked),
        "fields": [_row(row) for row in selected],
        "before_encryption": {
            one.event_type: sorted(one.handlers) for one in exposures if one.event_type in named and one.handlers
        },
        "may_let_in": {
            one.event_type: sorted(one.governors) for one in exposures if one.event_type in named and one.governors
        },
        "table_without_columns": {
            one.event_type: sorted(one.beside) for one in exposures if one.event_type in named and one.beside
        },
        "by_semantic": {
            key: {
                "event_types": sorted(total.event_types),
                "fields": len(total.rows),
                "encrypted": total.encrypted,
                "clear_readers": sorted(total.clear_readers),
                "days_in_clear": _days(total.oldest),
            }
            for key, total in by_semantic(selected).items()
        },
        "by_principal": {
            principal: {
                "event_types": sorted(total.event_types),
                **dict.fromkeys(("clear", "key", "masked"), 0),
                **Counter(row.readable(principal) for row in total.rows),
            }
            for principal, total in by_principal(selected).items()
        },
    }


def _row(row: Row) -> dict[str, Any]:
    one = row.exposed
    return {
        "event_type": row.event_type,
        "owner": row.owner,
        "field": one.path,
        "semantic": one.semantic,
        "personal": one.personal,
        "tier": one.tier,
        "encryption": one.encryption or None,
        "key": row.key or None,
        "readers": sorted(one.clear),
        "key_holders": sorted(one.holders),
        "masked_readers": sorted(one.masked),
        "masking": one.masking or None,
        "days_in_clear": _days(row.oldest),
        "days_kept": _days(row.retention),
    }


def _days(seconds: int | None) -> int | None:
    return None if seconds is None else whole_days(seconds)

"""Erasure of one person as `composer/erasure/v1`: docs/schemas/erasure.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.privacy.erasure import binding
from composer.privacy.erasure_advice import advice
from composer.units import whole_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.privacy.erasure import CopyLeft, Erasure
    from composer.privacy.exposure import FieldExposure

FORMAT = "composer/erasure/v1"


def document(
    environment: str, asked: Mapping[str, Any], erasures: Sequence[Erasure], key_restorable: int
) -> dict[str, Any]:
    """`key_restorable`: seconds, of policy. Days count from the person's last event; 0 is at once, null for ever."""
    last = binding(erasures)
    about = [one for one in erasures if one.copies]
    return {
        "format": FORMAT,
        "environment": environment,
        "asked": dict(asked),
        "days_identified": _days(last.identified) if last else 0,
        "binds": {"event_type": last.event_type, "resource": last.binding.copy.resource}
        if last and last.binding
        else None,
        "days_key_can_be_restored": _days(key_restorable),
        "event_types": {one.event_type: _event_type(one) for one in about},
        "without_people": sorted(one.event_type for one in erasures if not one.copies),
    }


def _event_type(one: Erasure) -> dict[str, Any]:
    return {
        "owner": one.owner,
        "storage": one.storage,
        "days_identified": _days(one.identified),
        "days_readable": _days(one.readable),
        "copies": [_copy(remainder) for remainder in one.copies],
        "advice": [{"resources": list(piece.resources), "words": piece.text} for piece in advice(one)],
    }


def _copy(remainder: CopyLeft) -> dict[str, Any]:
    return {
        "resource": remainder.copy.resource,
        "copy": remainder.copy.noun,
        "before_encryption": remainder.copy.clear,
        "state": remainder.state,
        "days_kept": _days(remainder.copy.oldest),
        "unreadable_at_once": [one.path for one in remainder.sealed],
        "identifying": [_field(one) for one in remainder.identifying],
        "others": [_field(one) for one in remainder.others],
    }


def _field(one: FieldExposure) -> dict[str, Any]:
    return {"field": one.path, "semantic": one.semantic, "encryption": one.encryption or None}


def _days(seconds: int | None) -> int | None:
    return None if seconds is None else whole_days(seconds)

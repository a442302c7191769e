"""How long what is allowed may stay so: waivers and tolerated findings end, or are no exceptions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from composer.policy.waivers import today
from composer.printing.day_counts import in_days
from composer.units import DAY

if TYPE_CHECKING:
    from composer.spec.privacy import WaiversPolicy


def too_late(policy: WaiversPolicy, expires: str) -> tuple[str, str] | None:
    """The message and the way out for a last day that is further away than policy lets one be; None for all others."""
    if policy.longest is None:
        return None
    days = int(policy.longest.seconds // DAY)
    latest = today() + timedelta(days=days)
    if date.fromisoformat(expires) <= latest:
        return None
    message = f"{expires} is further away than the {in_days(policy.longest.seconds)} that anything may be allowed for"
    hint = (
        f"end it on {latest} at the latest and have it approved again then; what is to stay so for good is written "
        "into policy or the definition (`longest` in waivers.yaml says how long)"
    )
    return message, hint

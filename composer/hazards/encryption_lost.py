"""A field leaves encryption, or moves to a key that protects less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.day_counts import for_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.hazards import Hazard, Judged

STRENGTH = {"": 0, "type": 1, "user": 2}


def judge(change: Judged) -> Iterator[Hazard]:
    """Fields whose encryption differs."""
    for was, will in change.fields():
        path = f"fields.{will.path}"
        before, after = STRENGTH[was.encryption], STRENGTH[will.encryption]
        if before and not after:
            yield change.hazard("ET801", path, "leaves encryption")
        elif after < before:
            message = (
                "is encrypted with the Event Type's key instead of the user's: erasing a person no longer erases it"
            )
            yield change.hazard("ET801", path, message)
        elif after and not before:
            duration = for_days(change.was.oldest(was), "up to ")
            message = f"is encrypted from now on; what was delivered before stays in clear, {duration}"
            yield change.hazard("ET808", path, message)
        elif after > before:
            message = "is encrypted with users' keys from now on; what was delivered before keeps the Event Type's key"
            yield change.hazard("ET808", path, message)

"""Readers of lower tiers see more of a column than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model.storage.lookup import with_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.hazards import Hazard, Judged

STRENGTH = {"": 4, "ALWAYS_NULL": 3, "DEFAULT_MASKING_VALUE": 3, "SHA256": 2, "EMAIL_MASK": 1}
"""How little is seen: without masking the query fails; a digest can be joined; an e-mail mask shows the domain."""
SEEN = {
    "": "nothing, their queries fail",
    "ALWAYS_NULL": "NULL",
    "DEFAULT_MASKING_VALUE": "a default value",
    "SHA256": "a digest that can be joined",
    "EMAIL_MASK": "the domain of the address",
}


def judge(change: Judged) -> Iterator[Hazard]:
    """Columns in both fleets that somebody reads masked."""
    if not (with_columns(change.was.storage) and with_columns(change.will.storage)):
        return
    for was, will in change.fields():
        if STRENGTH.get(will.masking, 0) < STRENGTH.get(was.masking, 0) and will.masked:
            seen = SEEN.get(will.masking, will.masking)
            message = f"shows readers of lower tiers {seen} instead of {SEEN.get(was.masking, was.masking)}"
            yield change.hazard("ET805", f"fields.{will.path}", message)

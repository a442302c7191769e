"""Personal data is kept longer in clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.hazards import longer
from composer.printing.day_counts import for_days, in_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.hazards import Hazard, Judged


def judge(change: Judged) -> Iterator[Hazard]:
    """Personal fields whose last copy in clear exists longer, waiting and soft delete included, or may do so."""
    for was, will in change.fields():
        if not (was.personal or will.personal):
            continue
        before, after = change.was.oldest(was), change.will.oldest(will)
        if longer(before, after):
            message = f"exists in clear {for_days(after, 'up to ')} instead of {in_days(before)}"
            yield change.hazard("ET804", f"fields.{will.path}", message)
        elif longer(was.limit, will.limit):
            message = (
                f"may exist in clear {for_days(will.limit)} instead of {in_days(was.limit)}, whenever it is kept longer"
            )
            yield change.hazard("ET804", f"fields.{will.path}", message)

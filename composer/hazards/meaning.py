"""A field is said, or counted by policy, to need less protection than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model.storage.lookup import with_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.hazards import Hazard, Judged


def judge(change: Judged) -> Iterator[Hazard]:
    """Fields that are no longer personal, or in a lower tier."""
    files = with_columns(change.will.storage) is False
    for was, will in change.fields():
        effects = []
        if was.personal and not will.personal:
            effects.append("counts as personal no longer")
        if change.rank(will.tier) < change.rank_before(was.tier):
            same = will.tier == was.tier
            effects.append(f"is {will.tier}, a lower tier now" if same else f"is {will.tier} instead of {was.tier}")
        if effects:
            why = f", as `{will.semantic}` instead of `{was.semantic}`" if was.semantic != will.semantic else ""
            yield change.hazard("ET802", f"fields.{will.path}", f"{' and '.join(effects)}{why}")
        elif change.rank(will.tier) > change.rank_before(was.tier) and files and will.clear:
            message = f"is {will.tier} from now on, but files are read as a whole: who reads them still reads it"
            yield change.hazard("ET808", f"fields.{will.path}", message)

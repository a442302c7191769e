"""What can be done about the copies that the key of a person does not reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.privacy.copy import TABLE_NOUN
from composer.privacy.erasure import later

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.privacy.erasure import CopyLeft, Erasure
    from composer.privacy.exposure import FieldExposure

ROWS = (
    "delete the rows of the person before their key is destroyed (time travel and fail-safe keep them for some days "
    "more)"
)
FILES = (
    "write the files of the person's days again without them before their key is destroyed (soft delete keeps the old "
    "ones for some days more)"
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about some copies."""

    resources: tuple[str, ...]
    text: str


def advice(erasure: Erasure) -> Iterator[Advice]:
    """One piece a group of copies that the same helps with; nothing where the key of the person does it all."""
    on_its_way = [one for one in erasure.copies if one.copy.clear and one.identifying]
    if on_its_way:
        yield _waiting(on_its_way)
    for one in erasure.copies:
        if one.copy.clear:
            continue
        if one.identifying:
            yield Advice((one.copy.resource,), _identified(one))
        elif one.others:
            yield Advice(
                (one.copy.resource,),
                "no field left there says whose it is. Where fields together single somebody out all the same (rare "
                f"values, exact times): {_removed(one)}; or keep less, for less long (`storage.retention`)",
            )


def _waiting(copies: Sequence[CopyLeft]) -> Advice:
    """Advise to wait: what is not encrypted yet goes by itself, and what could go sooner is everybody's."""
    longest = max(copies, key=lambda one: later(one.copy.oldest)).copy
    part = max(longest.parts, key=lambda one: later(one.seconds))
    return Advice(
        tuple(one.copy.resource for one in copies),
        f"wait until it goes: nothing is encrypted there yet. Longest by what is {part.description}: "
        "`storage.landing_retention` and importance.yaml (`recovery`, `subscription_retention`) say how long",
    )


def _identified(one: CopyLeft) -> str:
    meanings = ", ".join(sorted({f"`{field.semantic}`" for field in one.identifying}))
    ways = [_removed(one)]
    if _of_the_type(one.identifying):
        ways.append("that takes the Event Type's key, which opens what belongs to others and therefore stays")
    ways.append(
        f"from then on: `encryption: user` for {meanings} (semantic_types.yaml), or a shorter `storage.retention`"
    )
    return "; ".join(ways)


def _removed(one: CopyLeft) -> str:
    return ROWS if one.copy.noun == TABLE_NOUN else FILES


def _of_the_type(fields: Sequence[FieldExposure]) -> bool:
    return any(field.encryption == "type" for field in fields)

"""Whether a name, symbol or phrase that was taken out of a table is asked about all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.personal_names.documentation import spaced
from composer.spec.protection import Still

if TYPE_CHECKING:
    from composer.base.policy_differences import Loss
    from composer.model import Policies
    from composer.personal_names.name_table import Likeness

_BESIDE = "zzz"
"""A word that means nothing in any language."""


def asked(loss: Loss, before: Policies, now: Policies) -> tuple[str, ...]:
    """The items still lost, judged by what is asked about: another row, or another language, may have them."""
    still = loss.weakens.still
    if still is None:
        return loss.items
    if still is Still.MEANING:
        return () if _as_protected(loss.was, loss.now, before, now) else loss.items
    return tuple(one for one in loss.items if not _as_before(one, still, before, now))


def _as_before(item: str, still: Still, before: Policies, now: Policies) -> bool:
    if still is Still.SYMBOL:
        symbols = [item.upper().replace(" ", "_")] * 2
        return _as_protected(before.names.of_symbols(symbols), now.names.of_symbols(symbols), before, now)
    if still is Still.PHRASE:
        text = spaced(item)
        return _as_protected(before.names.docs.phrases.get(text), now.names.docs.phrases.get(text), before, now)
    people = sorted(before.names.people & now.names.people)
    name = {
        Still.NAME: f"{_BESIDE} {item}",
        Still.ALONE: item,
        Still.AFTER_PEOPLE: f"{people[0]} {item}" if people else item,
    }[still]
    return _looks_as_protected(before.names.of_name(name), now.names.of_name(name), before, now)


def _looks_as_protected(was: Likeness | None, will: Likeness | None, before: Policies, now: Policies) -> bool:
    if was is None or will is None:
        return was is None
    narrower = will.text_only and not was.text_only
    return not narrower and _as_protected(was.semantic, will.semantic, before, now)


def _as_protected(was: str | None, will: str | None, before: Policies, now: Policies) -> bool:
    """True if one meaning asks for at least as much as another; what meant nothing asked for nothing."""
    if was is None or was == will:
        return True
    old = before.semantic_types.get(was)
    new = now.semantic_types.get(will or "")
    if old is None or new is None:
        return old is None
    return new.personal >= old.personal and now.rank(new.tier) >= before.rank(old.tier)

"""Hazards of a plan for people, in a terminal or as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.hazards.lifecycle_departures import refused
from composer.model.waiver import EVERYWHERE
from composer.printing.blocks import Line, Styled
from composer.printing.markdown import Markdown, code, fill, joined
from composer.printing.plurals import counted, number_of
from composer.reports.hazards_grouped import Effect, effects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from composer.hazards import Hazard
    from composer.printing.blocks import Block

SHOWN = 40
"""Effects in one report; what else there is, is counted."""
NAMES = 4


def lines(hazards: Iterable[Hazard], *, simulated: bool = False) -> Iterator[Block]:
    """The block of a plan; nothing without hazards."""
    hazards = tuple(hazards)
    grouped = effects(hazards)
    if not grouped:
        return
    unwaived = sum(bool(one.open) for one in grouped)
    if unwaived:
        needs = number_of(unwaived, "needs", "need")
        yield Line(Styled(f" HAZARDS: {counted(unwaived, 'change')} {needs} a waiver ", "danger"))
    else:
        yield Line(Styled("Hazards, none of which needs a waiver any more", "strong"))
    for one in grouped[:SHOWN]:
        mark = Styled("!", "danger-text") if one.open else "·"
        subjects = f"  {', '.join(f'`{it}`' for it in _subjects(one))}{_more(one)}".rstrip()
        yield Line([mark, " ", Styled(_who(one), "name"), subjects], 2)
        yield Line(f"{one.message}{_allowed(one)}", 4, hang=0)
    if len(grouped) > SHOWN:
        yield Line(f"and {len(grouped) - SHOWN} more", 2)
    if unwaived:
        yield Line(_what_up_does(hazards, simulated=simulated), 2)


def _what_up_does(hazards: Collection[Hazard], *, simulated: bool) -> str:
    names = tuple(sorted({one.event_type for one in refused(hazards, simulated=simulated)}))
    if not simulated:
        return "`up` refuses these until they are signed in stacks/policy/waivers.yaml, by those whom it names."
    if not names:
        return "This environment is simulated, so `up` goes on; a real one is refused until they are signed."
    return (
        f"`up` refuses the step that the lifecycle does not allow ({_some(names)}), although this environment is "
        "simulated: take it back, or begin anew with `composer down NAME`, then `composer up`."
    )


def markdown(hazards: Iterable[Hazard]) -> Markdown:
    """The block of a comment on a pull request; empty without hazards."""
    grouped = effects(hazards)
    if not grouped:
        return Markdown("")
    unwaived = sum(bool(one.open) for one in grouped)
    kind = Markdown("CAUTION" if unwaived else "NOTE")
    many = Markdown(counted(unwaived, "hazard") if unwaived else "No hazards")
    parts = [fill("> [!{}]\n> **{} to allow**", kind, many)]
    for one in grouped[:SHOWN]:
        allowed = f" (needs a waiver of {', '.join(one.open)})" if one.open else _allowed(one)
        subjects = joined(map(code, _subjects(one)), ", ")
        parts.append(fill("> - **{}** {}{}: {}{}", _who(one), subjects, Markdown(_more(one)), one.message, allowed))
    if len(grouped) > SHOWN:
        parts.append(Markdown(f"> - and {len(grouped) - SHOWN} more"))
    return joined(parts)


def document(hazards: Iterable[Hazard]) -> list[dict[str, Any]]:
    """Every hazard by itself, for programs."""
    return [
        {
            "code": one.code,
            "event_type": one.event_type,
            "path": one.path,
            "effect": one.message,
            "needs_waiver": one.open,
            "waiver": {"approver": one.waiver.approver, "expires": one.waiver.expires.isoformat()}
            if one.waiver
            else None,
        }
        for one in hazards
    ]


def _who(effect: Effect) -> str:
    names = effect.event_types
    if names == (EVERYWHERE,):
        return "Policy"
    return names[0] if len(names) == 1 else f"{len(names)} Event Types ({_some(names)})"


def _subjects(effect: Effect) -> tuple[str, ...]:
    return effect.subjects[:NAMES]


def _more(effect: Effect) -> str:
    rest = len(effect.subjects) - NAMES
    return f" and {rest} more" if rest > 0 else ""


def _allowed(effect: Effect) -> str:
    if effect.open:
        return f" [{', '.join(effect.open)}]"
    return f" (allowed by {effect.waived_by})" if effect.waived_by else ""


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:NAMES]) + (" …" if len(names) > NAMES else "")

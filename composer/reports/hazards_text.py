"""Hazards of a plan for people, in a terminal or as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.reports.hazards_grouped import Effect, effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.hazards import Hazard
    from composer.reports.paint import Paint

SHOWN = 40
"""Effects in one report; what else there is, is counted."""
NAMES = 4


def lines(hazards: Iterable[Hazard], paint: Paint, *, simulated: bool = False) -> Iterator[str]:
    """The block of a plan; nothing without hazards."""
    found = effects(hazards)
    if not found:
        return
    left = sum(bool(one.open) for one in found)
    if left:
        yield paint("danger", f" HAZARDS: {left} {'changes need' if left > 1 else 'change needs'} a waiver ")
    else:
        yield paint("strong", "Hazards, none of which needs a waiver any more")
    for one in found[:SHOWN]:
        yield f"  {_mark(one, paint)} {paint('name', _who(one))}  {_what(one, _quoted)}"
        yield f"    {one.words}" + _allowed(one)
    if len(found) > SHOWN:
        yield f"  and {len(found) - SHOWN} more"
    if left and simulated:
        yield "  This environment is simulated, so `up` goes on; a real one is refused until they are signed."
    elif left:
        yield "  `up` refuses these until they are signed in stacks/policy/waivers.yaml, by those whom it names."


def markdown(hazards: Iterable[Hazard]) -> str:
    """The block of a comment on a pull request; "" without hazards."""
    found = effects(hazards)
    if not found:
        return ""
    left = sum(bool(one.open) for one in found)
    said = [f"> [!{'CAUTION' if left else 'NOTE'}]", f"> **{left or 'No'} hazard{'' if left == 1 else 's'} to allow**"]
    for one in found[:SHOWN]:
        code = f" (needs a waiver of {', '.join(one.open)})" if one.open else _allowed(one)
        said.append(f"> - **{_escaped(_who(one))}** {_what(one, _code)}: {_escaped(one.words)}{_escaped(code)}")
    if len(found) > SHOWN:
        said.append(f"> - and {len(found) - SHOWN} more")
    return "\n".join(said)


def document(hazards: Iterable[Hazard]) -> list[dict[str, Any]]:
    """Every hazard by itself, for programs."""
    return [
        {
            "code": one.code,
            "event_type": one.event_type,
            "path": one.path,
            "effect": one.words,
            "needs_waiver": one.open,
            "waiver": {"approver": one.waiver.approver, "expires": one.waiver.expires.isoformat()}
            if one.waiver
            else None,
        }
        for one in hazards
    ]


def _mark(effect: Effect, paint: Paint) -> str:
    return paint("danger-text", "!") if effect.open else "·"


def _who(effect: Effect) -> str:
    names = effect.event_types
    return names[0] if len(names) == 1 else f"{len(names)} Event Types ({_some(names)})"


def _what(effect: Effect, quoted: Any) -> str:
    rest = len(effect.subjects) - NAMES
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(quoted(one) for one in effect.subjects[:NAMES]) + more


def _allowed(effect: Effect) -> str:
    if effect.open:
        return f" [{', '.join(effect.open)}]"
    return f" (allowed by {effect.waived_by})" if effect.waived_by else ""


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:NAMES]) + (" …" if len(names) > NAMES else "")


def _quoted(name: str) -> str:
    return f"`{name}`"


def _code(name: str) -> str:
    return f"`{name.replace('`', '')}`"


def _escaped(text: str) -> str:
    for mark, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("*", "\\*"), ("_", "\\_")):
        text = text.replace(mark, safe)
    return text.replace("\n", " ")

"""Rows of policy that protect less than in a git base and that no Event Type uses yet: nothing else would tell, and the
next Event Type would have no protection to lose."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Span
from composer.hazards import days, longer
from composer.hazards.masking import SEEN
from composer.hazards.masking import STRENGTH as SHOWN
from composer.policy import waivers
from composer.policy.meanings import STRENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.model import SemanticType
    from composer.pipeline import Settled
    from composer.policy import Policies


def weakened_rows(settled: Settled, then: Settled) -> Iterator[Diagnostic]:
    """Hazards of rows that no field of the base means; those of all others are said at their Event Types."""
    now, before = settled.policies, then.policies
    if now is None or before is None:
        return
    used = {field.semantic.key for event in then.event_types.values() for field in event.fields}
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in sorted(now.semantic_types.keys() & before.semantic_types.keys() - used):
        for code, words in _effects(before.semantic_types[key], now.semantic_types[key], before, now):
            if not any(one.expires >= waivers.today() and one.covers(code, "*", "", key) for one in now.waivers):
                together[code, words].append(key)
    for (code, words), keys in together.items():
        row = now.places[f"semantic_types.{keys[0]}"]
        others = f" (and {len(keys) - 1} more)" if len(keys) > 1 else ""
        hint = (
            f'take it back, or have {waivers.WAIVABLE[code]} sign a waiver of {code} with `event_type: "*"` and '
            f"`semantic: {keys[0]}`"
        )
        message = f"`{keys[0]}`{others}, which no Event Type holds yet: {words}"
        yield Diagnostic(code, message, Span(row.file, row.line, row.column), hint)


def _effects(was: SemanticType, will: SemanticType, before: Policies, now: Policies) -> Iterator[tuple[str, str]]:
    if STRENGTH[will.encryption] < STRENGTH[was.encryption]:
        whose = "would be encrypted with the Event Type's key instead of the user's"
        yield "ET801", whose if will.encryption else "would not be encrypted any more"
    if was.personal and not will.personal:
        yield "ET802", "would count as personal no longer"
    if will.tier != was.tier and now.rank(will.tier) < before.rank(was.tier):
        yield "ET802", f"would be {will.tier} instead of {was.tier}"
    if longer(was.retention, will.retention):
        yield "ET804", f"may exist in clear for {days(will.retention)} instead of {days(was.retention)}"
    if SHOWN.get(will.masking, 0) < SHOWN.get(was.masking, 0):
        seen = SEEN.get(will.masking, will.masking)
        yield "ET805", f"would show readers of lower tiers {seen} instead of {SEEN.get(was.masking, was.masking)}"

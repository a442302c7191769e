"""The retention proof, copy by copy: what adds up, and which field says how long is too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.printing.blocks import BLANK, Line, Styled
from composer.units import Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.printing.blocks import Block
    from composer.privacy.retention_proof import Verdict


def text(event_type: str, environment: str, verdicts: Sequence[Verdict]) -> Iterator[Block]:
    """The proof for people."""
    if not verdicts:
        yield Line(f"{event_type} keeps no events in environment {environment}: there is nothing to prove.")
        return
    holds = all(one.holds for one in verdicts)
    head = f"{event_type}:retention {'holds' if holds else 'does NOT hold'} in environment {environment}"
    yield Line(Styled(head, "strong" if holds else "danger-text"))
    yield Line("The oldest that an event can be in each place, from publication on, in the worst case:", hang=0)
    for one in verdicts:
        yield from (BLANK, *_verdict(one))


def _verdict(verdict: Verdict) -> Iterator[Block]:
    copy, field = verdict.copy, verdict.strictest
    mark = "ok " if verdict.holds else Styled("NOT", "danger-text")
    state = "nothing is encrypted yet" if copy.clear else "encrypted fields are encrypted"
    yield Line([mark, "  ", Styled(copy.resource, "name"), f"  {copy.noun}, {state}"], hang=5)
    parts = " + ".join(f"{_time(part.seconds)} {part.description}" for part in copy.parts if part.seconds != 0)
    yield Line(_time(copy.oldest) + (f" = {parts}" if parts else ": nothing is kept there"), indent=5)
    if field is None:
        yield Line("nothing in clear there has a limit", indent=5)
        return
    sign = "<=" if verdict.holds else ">"
    more = f"; {verdict.beside} more would be outlived" if verdict.beside else ""
    limit = f"{sign} {_time(field.limit)}, as long as `{field.path}` ({field.semantic}) may be in clear{more}"
    yield Line(limit, indent=5)


def document(event_type: str, environment: str, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The proof as a part of `composer/explain/v1`. Null seconds are for ever; a null field has no limit."""
    return {
        "format": "composer/explain/v1",
        "environment": environment,
        "event_type": event_type,
        "retention": [
            {
                "resource": one.copy.resource,
                "copy": one.copy.noun,
                "before_encryption": one.copy.clear,
                "parts": [{"words": part.description, "seconds": part.seconds} for part in one.copy.parts],
                "oldest_seconds": one.copy.oldest,
                "strictest": {
                    "field": one.strictest.path,
                    "semantic": one.strictest.semantic,
                    "limit_seconds": one.strictest.limit,
                }
                if one.strictest
                else None,
                "holds": one.holds,
            }
            for one in verdicts
        ],
    }


def _time(seconds: int | None) -> str:
    return "for ever" if seconds is None else Seconds(seconds).parts

"""A permission: one rule is not asked for at one place, by somebody, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.rules import rule

if TYPE_CHECKING:
    from datetime import date

    from composer.diagnostics import Span
    from composer.rules import Role, Rule

EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One permission. `path` is "" for the whole Event Type; it counts up to and including `expires`.

    With a meaning in `semantic` it is for hazards to fields that meant this, in one Event Type or (`*`) in all.
    `broken`: its row is wrong somewhere, which is told; what it allows is clear, and nothing else is said of it.
    """

    code: str
    event_type: str
    path: str
    reason: str
    approver: str
    expires: date
    place: Span
    semantic: str = ""
    broken: bool = False

    @property
    def rule(self) -> Rule:
        """The row of what it allows exceptions from."""
        return rule(self.code)

    @property
    def role(self) -> Role | None:
        """Who may approve it; None where nobody may."""
        return self.rule.waivable_by

    def covers(self, rule: Rule, event_type: str, path: str, semantic: str = "") -> bool:
        """True if this is what it allows, `path` being where `explain` would name it."""
        if self.rule is not rule or self.event_type not in {event_type, EVERYWHERE}:
            return False
        if self.semantic and semantic != self.semantic and not semantic.startswith(f"{self.semantic}."):
            return False
        return not self.path or is_at(path, self.path)


def is_at(name: str, target: str) -> bool:
    """True if a field is what was said, or inside it."""
    return name == target or name.startswith((f"{target}.", f"{target}[", f"{target}{{"))

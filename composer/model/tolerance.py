"""A finding of an audit that is left as it is for a while: what was changed by hand in an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from composer.diagnostics import Span

APPROVED_BY: Mapping[str, Role] = {
    "drifted": Role.PLATFORM,
    "missing": Role.PLATFORM,
    "orphan": Role.PLATFORM,
    "open-to-everybody": Role.PRIVACY,
    "extra-grant": Role.PRIVACY,
    "inherited-access": Role.PRIVACY,
    "account-key": Role.PRIVACY,
    "reads-along": Role.PRIVACY,
    "zombie": Role.PLATFORM,
    "unowned": Role.PLATFORM,
    "applied-by-something-else": Role.PLATFORM,
}
"""Who may leave what as it is, by what audits call it."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One finding, by its identity, that counts as none up to and including `expires`; `place`: its row."""

    finding: str
    reason: str
    approver: str
    expires: date
    place: Span

    @property
    def role(self) -> Role | None:
        """Who may approve it; None where audits find no such thing."""
        return APPROVED_BY.get(self.finding.partition(":")[0])

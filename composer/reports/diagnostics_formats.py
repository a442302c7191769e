"""What `check` found, in every format: one function a reader, all of the same signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.model.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Findings:
    """The diagnostics of a run, in order, and what they were found in: `event_types` definitions, in `seconds`.

    `waived` were found, too, but waivers.yaml allows them today.
    """

    diagnostics: tuple[Diagnostic, ...]
    event_types: int
    seconds: float
    waived: tuple[tuple[Diagnostic, Waiver], ...] = ()

    @property
    def errors(self) -> int:
        """The number failing the check."""
        return sum(diagnostic.is_error for diagnostic in self.diagnostics)

    @property
    def warnings(self) -> int:
        """The number not failing it."""
        return len(self.diagnostics) - self.errors

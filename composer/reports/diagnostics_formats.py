"""What `check` found, in every format: a module `diagnostics_FORMAT` each, with `render(findings, view)`."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from composer.diagnostics import Diagnostic
    from composer.model.waiver import Waiver
    from composer.printing.output import Report

    Sources = Callable[[str], Sequence[str] | None]
    """The lines of a file as a person sees them; None if they cannot be shown."""

FORMATS = ("text", "json", "github")
"""For people, for programs, and as annotations of a pull request."""

WIDEST = 100
"""Of a longer line of a file, the part that matters is shown."""


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


@dataclass(frozen=True, slots=True)
class View:
    """What a format may need of where findings are read: the lines of files, how wide a line may be, and the `prefix`
    of the repository of definitions inside the checkout, "" or `a/b/`."""

    sources: Sources
    width: int = WIDEST
    prefix: str = ""


class _Format(Protocol):
    def render(self, findings: Findings, view: View) -> Report: ...


def render(form: str, findings: Findings, view: View) -> Report:
    """The report in one of `FORMATS`."""
    module = cast("_Format", importlib.import_module(f"composer.reports.diagnostics_{form}"))
    return module.render(findings, view)

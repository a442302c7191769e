"""Regions that no file may name, since Google has none of that name: nothing could be made there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic
from composer.kinds.regions import unknown_region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.model import Environment, Policies
    from composer.policy.policy_files import PolicyFiles
    from composer.spec import policy as spec


def problems(environment: Environment, policies: Policies) -> Iterator[Diagnostic]:
    """Diagnostics for the cells of an environment."""
    document = environment.written[environment.name]
    for index, cell in enumerate(environment.cells):
        wrong = unknown_region(cell.region, policies.opened_regions)
        if wrong:
            message, hint = wrong
            span = document.span(("cells", index, "region"))
            yield Diagnostic("ET708", message, span, hint, cells=(cell.name,))


def judge_limits(files: PolicyFiles, limits: spec.LimitsPolicy) -> None:
    """Complain about the regions that rows of limits.yaml hold in."""
    for name, row in limits.limits.items():
        for index, region in enumerate(row.regions):
            wrong = unknown_region(region, limits.opened_regions)
            if wrong:
                message, hint = wrong
                files.complain("ET708", message, "limits", ("limits", name, "regions", index), hint)

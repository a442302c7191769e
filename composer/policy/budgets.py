"""Environments that spend money without anybody having said how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.model import Environment


def problems(environment: Environment) -> Iterator[Diagnostic]:
    """A warning about an environment of real events without a budget; simulations and mirrors may go without."""
    if environment.simulated or environment.mirror or environment.budget:
        return
    document = environment.written[environment.name]
    yield Diagnostic(
        "ET720",
        f"nobody is told when `{environment.name}` costs more than it was meant to",
        document.key_span(("environment",)),
        "add `budget: {billing_account: …, monthly: …}`; `evco cost` says what the fleet is expected to cost, and "
        "gcloud billing projects describe names the account",
    )

"""`up --plan FILE`: exactly what a saved plan says is applied, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from composer.cli import saved_documents
from composer.graph import is_shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph import ResourceGraph
    from composer.ledger import Record


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """For each owner that changes, the fingerprints of its graph before ("" if it was not there) and after."""

    environment: str
    owners: Mapping[str, tuple[str, str]]


def read(path: str, environment: str) -> SavedPlan:
    """The plan in a file that `plan --format json --out FILE` wrote; a usage error for anything else."""
    hint = "is no plan; `composer plan --format json --out FILE` writes one"
    plan, against = saved_documents.read(path, "--plan", "composer/plan/v1", _plan, hint)
    if against != "ledger":
        message = "compares with a git base, not with what is applied; make it without --base"
        raise click.BadParameter(f"'{path}' {message}", param_hint="--plan")
    if plan.environment != environment:
        message = f"is for environment {plan.environment}, and this is {environment}"
        raise click.BadParameter(f"'{path}' {message}", param_hint="--plan")
    return plan


def _plan(document: Any) -> tuple[SavedPlan, str]:
    """The plan in a document, and what it compares with."""
    owners = {owner: (str(one["before"]), str(one["after"])) for owner, one in document["owners"].items()}
    return SavedPlan(str(document["environment"]), owners), str(document["against"]["kind"])


def out_of_date(plan: SavedPlan, graphs: Mapping[str, ResourceGraph], records: Mapping[str, Record]) -> tuple[str, ...]:
    """The reasons why the plan cannot be applied, in words. What was applied since as planned is fine, and left out."""
    reasons = []
    for owner, (before, after) in plan.owners.items():
        now = records[owner].graph.fingerprint if owner in records else ""
        if owner not in graphs:
            reasons.append(f"{owner} has no definition any more")
        elif graphs[owner].fingerprint != after:
            reasons.append(f"{owner} is defined differently by now")
        elif now not in {before, after}:
            reasons.append(f"{owner} was applied by somebody else since")
    for owner in graphs:
        recorded = records[owner].graph.fingerprint if owner in records else ""
        if is_shared(owner) and owner not in plan.owners and graphs[owner].fingerprint != recorded:
            reasons.append(f"{owner} has changed, and the plan does not hold it")
    return tuple(reasons)

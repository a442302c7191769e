"""The whole preflight of one environment: what every project, cell and program is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.kinds.permissions import of_kinds
from composer.preflight.network_rows import network_rows
from composer.preflight.program_rows import program_rows
from composer.preflight.project_rows import agent_rows, api_rows, permission_rows
from composer.preflight.quota_rows import quota_rows
from composer.preflight.row import About, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.capacity.summary import FleetCapacity
    from composer.graph import ResourceGraph
    from composer.live.google import Google
    from composer.model import Environment
    from composer.preflight.row import Row


def preflight(
    google: Google, environment: Environment, graphs: Iterable[ResourceGraph], fleet: FleetCapacity
) -> Report:
    """Everything that must be there before these graphs can be applied, as Google tells it now."""
    order = [*About]
    rows = [*_rows(google, environment, needed_permissions(graphs), fleet)]
    if environment.simulated:
        rows = [_without_google(row, environment.name) for row in rows]
    return Report(environment.name, tuple(sorted(rows, key=lambda row: (order.index(row.about), row.project))))


def _without_google(row: Row, environment: str) -> Row:
    """The row with a repair that reaches the local cloud, which plays what the environment file says."""
    if not row.repair or row.repair.startswith("composer "):
        return row
    repairs = {
        About.NETWORK: "write `network: {managed: …}` in the environment file, then run `composer up`",
        About.QUOTA: "write `quotas: {…}` at the cell in the environment file",
    }
    return replace(row, repair=repairs.get(row.about, f"composer up --environment {environment}"))


def needed_permissions(graphs: Iterable[ResourceGraph]) -> tuple[str, ...]:
    """Exactly the permissions that it takes to apply these graphs, in order."""
    return of_kinds({resource.type for graph in graphs for resource in graph.resources})


def _rows(google: Google, environment: Environment, needed: Sequence[str], fleet: FleetCapacity) -> Iterator[Row]:
    for cell in environment.cells:
        if environment.keeps_project(cell):
            yield from api_rows(google, cell, environment.name)
            yield from agent_rows(google, cell, environment.name)
            yield from permission_rows(google, cell.project, needed)
        yield from network_rows(google, environment, cell)
    yield from quota_rows(google, fleet)
    yield from program_rows(google, environment)

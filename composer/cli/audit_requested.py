"""What an audit compares, as definitions, environment and ledger say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.audit.audit_request import AuditRequest
    from composer.stages import Checked


def requested(checked: Checked, only: Sequence[str] | None = None) -> AuditRequest:
    """Definitions, and what the ledger has of their owners and of others. `only`: the owners that were asked for."""
    from composer import pipeline
    from composer.audit.audit_request import AuditRequest
    from composer.cli import engine_run
    from composer.graph import cell_of, is_shared
    from composer.ledger import Ledger
    from composer.preflight import bootstrap

    events, environment = checked.event_types, checked.environment
    desired = {graph.owner: graph for graph in pipeline.graphs(checked)}
    owners = {*desired, *Ledger.of(environment).owners()}
    applied = engine_run.applied(checked, owners)
    cells = {
        owner: environment.cell(cell_of(owner) if is_shared(owner) else events[owner].cell)
        if is_shared(owner) or owner in events
        else environment.cells[0]
        for owner in owners
    }
    return AuditRequest(
        environment=environment.name,
        desired=desired,
        applied={owner: record.graph for owner, record in applied.records.items()},
        cells=cells,
        states={name: event.lifecycle.state for name, event in events.items()},
        team_of={name: event.owner.name for name, event in events.items()},
        teams={event.owner.name for event in events.values()},
        only=None if only is None else frozenset(only),
        bootstrapped=bootstrap.grants(environment),
        unknown={**applied.unknown, **{owner: why or "a damaged record" for owner, why in applied.unreadable.items()}},
    )

"""What a run knows from before and writes down: the ledger's records, the states' versions, the platforms' outputs."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from composer.engine.desired import provider_version, same
from composer.engine.failures import failure
from composer.engine.job import stack_name
from composer.engine.stack_state import States
from composer.graph import build_graph
from composer.ledger import Ledger, Record, composer_version
from composer.ledger.former import as_since, carried_on
from composer.system.private_folders import STATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.engine.desired import Desired, Request
    from composer.engine.job import Done, Job
    from composer.graph import ResourceGraph
    from composer.live.failures import Failure

_REAL = "real "
"""What stands before the provider's version in records of stacks that the real one applied to the local cloud."""
_MADE_BY_REAL = (
    "the real provider applied this stack, and the built-in one does not know its ids",
    "go on with `composer up --provider real`; or empty the local cloud with `composer local reset` first",
)


class RunRecords:
    """Read once when the run begins: one listing of the backend, one batch of the ledger."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._ledger = Ledger.of(request.environment)
        owners = {desired.owner for desired in request.desired}
        owners |= {owner for desired in request.desired for owner in desired.graph.crossing.platforms}
        records = request.records or {}
        self._written: dict[str, Record] = {}
        self._records = {**records, **self._ledger.read(sorted(owners - records.keys()))}
        self._versions = States(request.environment.backend).versions()
        self._cloud, self.damaged = _cloud_of(request)
        self.outputs: dict[str, Mapping[str, Mapping[str, Any]]] = {}
        for owner in owners - {desired.owner for desired in request.desired if request.action == "up"}:
            self.use_recorded_outputs(owner)

    def use_recorded_outputs(self, owner: str) -> None:
        """Let event graphs refer to what the ledger says of a platform that is not touched now."""
        record = self._records.get(owner)
        if record is not None and record.outputs:
            self.outputs[owner] = record.outputs

    def exists(self, stack: str) -> bool:
        """True if the backend has such a stack."""
        return stack in self._versions

    def was_applied(self, desired: Desired) -> bool:
        """True if something was applied to this very cloud: it may be there still, with or without a state."""
        return desired.owner in self._records and not self.elsewhere(desired)

    def unchanged(self, desired: Desired, applied: str) -> bool:
        """True if the stack can be left alone."""
        version = self._versions.get(stack_name(self._request.environment.name, desired.owner), "")
        return not self.elsewhere(desired) and same(self._records.get(desired.owner), applied, version)

    def elsewhere(self, desired: Desired) -> bool:
        """True if it was applied to another simulated cloud than there is now: nothing of it is there."""
        record = self._records.get(desired.owner)
        return record is not None and record.cloud not in {"", self._cloud}

    def other_provider(self, desired: Desired) -> Failure | None:
        """Why this run's provider cannot go on with what another one made; None if it can."""
        record = self._records.get(desired.owner)
        if record is None or self.elsewhere(desired) or self._request.real_provider:
            return None
        return failure(*_MADE_BY_REAL) if record.provider.startswith(_REAL) else None

    def recorded_graph(self, desired: Desired) -> ResourceGraph:
        """The graph that was applied last, as far as it is known."""
        record = self._records.get(desired.owner)
        return desired.graph if record is None else record.graph

    def record(self, desired: Desired, work: Job, done: Done) -> None:
        """Write down what was applied, and first what it was compiled from."""
        if self._request.shared is not None:
            self._ledger.keep_shared(*self._request.shared)
        graph, now = _as_ended(desired.graph, done.absent), datetime.now(UTC).isoformat(timespec="seconds")
        old = self._records.get(desired.owner)
        before = old.graph if old is not None and not self.elsewhere(desired) else None
        made = Record(
            owner=desired.owner,
            stack=work.stack,
            graph=graph,
            applied=work.applied,
            state_version=done.state_version,
            definition_hash=desired.definition_hash,
            schema_versions=desired.schema_versions,
            commit=self._request.commit,
            time=now,
            composer=composer_version(),
            provider=f"{_REAL if self._request.real_provider else ''}{provider_version()}",
            outputs=done.outputs,
            declared=desired.declared,
            written=desired.written,
            cloud=self._cloud,
            former=carried_on(old.former if before and old else (), before, graph, now),
            since=as_since(old.since if before and old else {}, before, graph, now),
            removing=tuple(one for one in (old.removing if old else ()) if one in desired.left & graph.ids),
            proof=old.proof if before and old else {},
        )
        self._ledger.write(made)
        self._written[desired.owner] = made
        if desired.is_shared:
            self.outputs[desired.owner] = done.outputs

    def forget(self, owner: str) -> None:
        """It was destroyed."""
        self._ledger.forget(owner)

    def tidy(self) -> None:
        """Drop from the ledger what only older records referred to; after a run that wrote records."""
        if self._written:
            with contextlib.suppress(OSError):  # everything is applied and recorded; the next run can do it
                self._ledger.drop_unshared({**self._records, **self._written})


def _as_ended(graph: ResourceGraph, absent: frozenset[str]) -> ResourceGraph:
    """The graph without what was there no more."""
    return build_graph(graph.owner, [one for one in graph.resources if one.id not in absent]) if absent else graph


def _cloud_of(request: Request) -> tuple[str, str]:
    """The identity of a run's simulated cloud ("" for Google), and what was done about a damaged one."""
    if not request.environment.simulated:
        return "", ""
    from composer.localcloud.cloud_database import Store  # noqa: PLC0415

    store = Store(request.root / STATE / "localcloud.db")
    try:
        return store.identity(), store.damaged.message if store.damaged else ""
    finally:
        store.close()

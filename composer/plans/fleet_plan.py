"""The plan of a fleet: which graphs are compared, against the ledger or against a git base."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from composer import pipeline
from composer.base import base_fleet, git_ref
from composer.base.policy_weakening import weakened
from composer.costs.declared import as_declared
from composer.graph import is_shared, shared_owners
from composer.hazards import waived
from composer.ledger import Ledger, composer_version
from composer.plans.causes import FormerSources
from composer.plans.planning import Against, Plan, make_plan
from composer.plans.unknown_stacks import hazards as unknown_hazards
from composer.plans.written_values import from_record, shared_by, written_by
from composer.policy import waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from composer.graph import ResourceGraph
    from composer.ledger import Record
    from composer.stages import Checked, Compiled, Settled

    Read = Callable[[Collection[str]], tuple[Mapping[str, Record], Mapping[str, str]]]


def against_ledger(compiled: Compiled, read: Read | None = None) -> Plan:
    """The differences from what was last applied.

    `read`: what is known of what was applied, and why nothing is known of others that were; else the ledger alone.
    """
    checked, owners = compiled.checked, compiled.graphs.keys()
    ledger = Ledger.of(checked.environment)
    recorded = set(ledger.owners())
    records, unknown = read(owners) if read else (ledger.read(sorted(recorded & owners)), {})
    removed = recorded - {*checked.event_types, *shared_owners(checked.environment.cell_names)}
    undefined = [owner for owner, record in ledger.read(sorted(removed)).items() if record.graph.resources]
    return against_records(compiled, records, undefined if compiled.whole else (), unknown)


def against_records(
    compiled: Compiled,
    records: Mapping[str, Record],
    undefined: Collection[str] = (),
    unknown: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """The differences from these records of the ledger, in resources and in the traffic that was declared. `unknown`:
    why nothing is known of what was applied, by owner; then nothing that is changed there can be judged."""
    before = {owner: record.graph for owner, record in records.items()}
    checked = compiled.checked
    events = checked.event_types
    former = {name: as_declared(events[name], records[name].declared) for name in records.keys() & events.keys()}
    plan = make_plan(
        compiled,
        Against("ledger"),
        before,
        undefined=undefined,
        former=former,
        written=_recorded(checked, records),
        removing={owner: record.removing for owner, record in records.items()},
    )
    blind = waived(unknown_hazards(unknown), waivers.valid(checked.policies.waivers, waivers.today()))
    return replace(plan, hazards=(*blind, *plan.hazards))


def _recorded(checked: Checked, records: Mapping[str, Record]) -> Callable[[str], FormerSources | None]:
    """A look-up in the ledger of what was written."""
    ledger, shared = Ledger.of(checked.environment), shared_by(checked)
    shared_contents: dict[str, Mapping[str, Any] | None] = {}

    def former(owner: str) -> FormerSources | None:
        record = records.get(owner)
        if record is None:
            return None
        name = str(record.written.get("shared", ""))
        if name not in shared_contents:
            shared_contents[name] = ledger.shared(name)
        then = from_record(record.written, shared_contents[name], written_by(checked, owner, shared))
        return FormerSources(then, "" if record.composer == composer_version() else record.composer) if then else None

    return former


def _in_base(then: Settled) -> Callable[[str], FormerSources | None]:
    """A look-up in a git base of what is written."""
    shared = shared_by(then)

    def former(owner: str) -> FormerSources | None:
        there = owner in then.event_types or is_shared(owner)
        return FormerSources(written_by(then, owner, shared)) if there else None

    return former


def against_base(checked: Checked, names: Collection[str] | None, ref: str) -> tuple[Plan, int]:
    """The differences from a git ref, and how many errors there are in that itself. Raises gitbase.NoBaseError."""
    with git_ref.at(checked.repository, ref) as base:
        lacks = base.lacks(checked.environment.name)
        if lacks:
            return make_plan(pipeline.compiled(checked, names), Against("base", ref, base.commit, lacks), {}), 0
        then = base_fleet.usable(base, checked.environment.name, ref)
        among = checked.event_types if names is None else names
        differing = names if base.changed is None else set(among) - base_fleet.same(base, checked.documents)
        selected = [name for name in then.event_types if differing is None or name in differing]
        undefined = set(then.event_types) - set(checked.event_types) if names is None else set()
        before = pipeline.build(pipeline.check(then), selected)
        compiled = pipeline.compiled(checked, differing)
        plan = against_settled(compiled, then, Against("base", ref, base.commit), before, undefined)
        if base.changed is None:  # else no file of policy differs
            of_policy = [one.hazard for one in weakened(checked, then, plan.hazards)]
            plan = replace(plan, hazards=(*of_policy, *plan.hazards))
    errors = sum(diagnostic.severity == "error" for diagnostic in then.diagnostics)
    return replace(plan, compared=len(among)), errors


def against_settled(
    compiled: Compiled,
    then: Settled,
    against: Against,
    before: Mapping[str, ResourceGraph],
    undefined: Collection[str] = (),
) -> Plan:
    """The differences between two settled fleets; `before` are the graphs of `then`."""
    return make_plan(compiled, against, before, undefined=undefined, base=then, written=_in_base(then))

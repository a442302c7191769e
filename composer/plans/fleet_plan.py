"""The plan of a fleet: which graphs are compared, against the ledger or against a git base."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from composer import pipeline
from composer.base import git_ref
from composer.base.policy_weakening import weakened
from composer.costs.declared import as_declared
from composer.graph import PLATFORM
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
    from composer.pipeline import Settled

    Read = Callable[[Collection[str]], tuple[Mapping[str, Record], Mapping[str, str]]]


def against_ledger(checked: Settled, names: Collection[str] | None = None, read: Read | None = None) -> Plan:
    """The differences from what was last applied: of every Event Type, or of those named, and of the platform.

    `read`: what is known of what was applied, and why nothing is known of others that were; else the ledger alone.
    """
    assert checked.environment is not None
    ledger = Ledger(checked.environment.ledger)
    after = _compiled(checked, names)
    recorded = set(ledger.owners())
    records, unknown = read(after.keys()) if read else (ledger.read(sorted(recorded & after.keys())), {})
    removed = recorded - {*checked.event_types, *(f"{PLATFORM}{cell.name}" for cell in checked.environment.cells)}
    undefined = [owner for owner, record in ledger.read(sorted(removed)).items() if record.graph.resources]
    return against_records(checked, records, after, [] if names else undefined, unknown)


def against_records(
    checked: Settled,
    records: Mapping[str, Record],
    after: Mapping[str, ResourceGraph],
    undefined: Collection[str] = (),
    unknown: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """The differences from these records of the ledger, in resources and in the traffic that was declared. `unknown`:
    why nothing is known of what was applied, by owner; then nothing that is changed there can be judged."""
    before = {owner: record.graph for owner, record in records.items()}
    events = checked.event_types
    former = {name: as_declared(events[name], records[name].declared) for name in records.keys() & events.keys()}
    plan = make_plan(
        checked,
        Against("ledger"),
        before,
        after,
        undefined=undefined,
        former=former,
        written=_recorded(checked, records),
    )
    assert checked.policies is not None
    blind = waived(unknown_hazards(unknown), waivers.valid(checked.policies.waivers, waivers.today()))
    return replace(plan, hazards=(*blind, *plan.hazards))


def _recorded(checked: Settled, records: Mapping[str, Record]) -> Callable[[str], FormerSources | None]:
    """A look-up in the ledger of what was written."""
    assert checked.environment is not None
    ledger, shared = Ledger(checked.environment.ledger), shared_by(checked)
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
        there = owner in then.event_types or owner.startswith(PLATFORM)
        return FormerSources(written_by(then, owner, shared)) if there else None

    return former


def against_base(checked: Settled, names: Collection[str] | None, ref: str) -> tuple[Plan, int]:
    """The differences from a git ref, and how many errors there are in that itself. Raises gitbase.NoBaseError."""
    assert checked.environment is not None
    with git_ref.at(checked.repository, ref) as base:
        lacks = base.lacks(checked.environment.name)
        if lacks:
            return make_plan(checked, Against("base", ref, base.commit, lacks), {}, _compiled(checked, names)), 0
        differing = names
        paths = None
        if base.changed is not None:
            # definitions whose files are the same settle to the same, since nothing else differs either
            files = {path: base.repository.relative(path) for path in base.repository.definitions()}
            paths = [path for path, file in files.items() if _among(file, base.changed)]
            same = {name for name, found in checked.documents.items() if not _among(found.file, base.changed)}
            differing = set(checked.event_types if names is None else names) - same
        then = pipeline.settle(base.repository, checked.environment.name, paths)
        if then.environment is None or then.policies is None:
            why = then.diagnostics[0].message if then.diagnostics else "no environment"
            file = then.diagnostics[0].span.file if then.diagnostics else ""
            raise git_ref.NoBaseError(f"{ref} cannot be compiled: {file}: {why}")
        selected = [name for name in then.event_types if differing is None or name in differing]
        before = pipeline.build_sound(then, selected)
        undefined = set(then.event_types) - set(checked.event_types) if names is None else set()
        against = Against("base", ref, base.commit)
        plan = against_settled(checked, then, against, before, _compiled(checked, differing), undefined)
        if base.changed is None:  # else no file of policy differs
            of_policy = [one.hazard for one in weakened(checked, then, plan.hazards)]
            plan = replace(plan, hazards=(*of_policy, *plan.hazards))
    compared = len(checked.event_types if names is None else names)
    errors = sum(found.severity == "error" for found in then.diagnostics)
    return _counting(plan, compared), errors


def against_settled(
    checked: Settled,
    then: Settled,
    against: Against,
    before: Mapping[str, ResourceGraph],
    after: Mapping[str, ResourceGraph],
    undefined: Collection[str] = (),
) -> Plan:
    """The differences between two settled fleets; `before` are the graphs of `then`."""
    return make_plan(checked, against, before, after, undefined=undefined, base=then, written=_in_base(then))


def _compiled(checked: Settled, names: Collection[str] | None) -> Mapping[str, ResourceGraph]:
    """The graphs of these Event Types, and of the platforms that they need."""
    assert checked.environment is not None
    graphs = pipeline.build(checked, names)
    if names is None:
        return graphs
    cells = {f"{PLATFORM}{checked.event_types[name].cell}" for name in names}
    return {owner: graph for owner, graph in graphs.items() if not owner.startswith(PLATFORM) or owner in cells}


def _among(file: str, changed: Collection[str]) -> bool:
    return file in changed or f"{file.rpartition('.')[0]}.versions.jsonl" in changed


def _counting(plan: Plan, compared: int) -> Plan:
    return replace(plan, compared=compared)

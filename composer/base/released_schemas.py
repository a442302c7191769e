"""What `check --base` adds: the released schemas of a fleet against those of a git base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from composer import documents
from composer.base import base_fleet, git_ref, weakening
from composer.diagnostics import has_errors, ordered
from composer.policy import evolution, lifecycle_steps, tolerated_findings, waiver_files, waivers
from composer.policy.append_only import rewritten, skipped
from composer.schema.avro import illegal
from composer.schema.released import (
    SUFFIX,
    RecordedLines,
    Released,
    as_line,
    as_lines,
    recorded,
    same_version,
)
from composer.stages import Checked, Fleet, Unusable, with_more

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.repository import Repository
    from composer.rules import Rule


@dataclass(frozen=True, slots=True)
class Compared:
    """What the base says: the fleet with all that is found now, and the released lines of each Event Type there.

    An Event Type that has no recorded versions in the base counts as having one: the schema that it has there.
    """

    fleet: Checked | Unusable
    lines: Mapping[str, RecordedLines]


def compare(fleet: Checked | Unusable, ref: str) -> Compared:
    """Compare with the commit where this branch left `ref`. Raises gitbase.NoBaseError."""
    here = fleet.repository
    with git_ref.at(here, git_ref.fork_point(here, ref)) as base:
        now, before = _lines(here, fleet.documents), _lines(base.repository)
        diagnostics = rewritten(now, before, ref)
        if isinstance(fleet, Unusable):
            return Compared(with_more(fleet, diagnostics), before)
        before |= _implied(fleet, base, before)
        judged = {name: _judged(name, fleet, now.get(name), before.get(name), ref) for name in fleet.event_types}
        retained = [one for one in fleet.diagnostics if not _superseded(one, judged)]
        new = [*diagnostics, *(one for of_one in judged.values() for one in of_one.diagnostics)]
        return Compared(_compared(fleet, base, ref, retained, new), before)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is wrong with one Event Type against what the base released, and the rules that this is told instead of."""

    diagnostics: tuple[Diagnostic, ...] = ()
    instead_of: Callable[[Rule], bool] = lambda _: False


def _judged(name: str, checked: Checked, now: RecordedLines | None, before: RecordedLines | None, ref: str) -> _Judged:
    if before is None:
        return _Judged()
    if before.implied:
        first = (*_first(name, checked, before, ref),)
        return _Judged(first, lambda rule: rule.records_version and has_errors(first))  # then it is no draft
    if _grew(now, before):
        # what only this branch recorded was never released: it binds nobody, and may change until it is merged
        return _Judged((*_against(name, checked, before, now),), lambda rule: rule.against_released)
    if _lost(name, checked, now, before):
        # its record was left behind, cut or rewritten: what was released binds the name all the same
        return _Judged((*_bound(name, checked, before),), lambda rule: rule.against_released)
    return _Judged()


def _compared(
    checked: Checked, base: git_ref.Base, ref: str, retained: Sequence[Diagnostic], new: Sequence[Diagnostic]
) -> Checked:
    """The fleet with these of its problems, with new ones, and with everything else that the base says."""
    allowed, day = checked.policies.waivers, waivers.today()
    tolerated = tolerated_findings.load(checked.repository)
    then = base_fleet.settled(base, checked.environment.name)
    hazards, waived = weakening.weakened(checked, then)
    events = {} if isinstance(then, Unusable) else then.event_types
    moved = lifecycle_steps.steps(events, checked.event_types, checked.documents, day)
    new = [one for one in new if not waivers.allows(allowed, one, checked.documents, day)]
    # that two schemas cannot read each other is said once, where their fields stand
    broken = {one.event_type for one in (*retained, *new) if one.rule.breaks_reading}
    unread = {one.span.file for one in checked.diagnostics}
    base_documents = {name: one for name, one in then.documents.items() if one.file not in unread}
    refused = [one for one in (*retained, *new) if one.is_error]
    diagnostics = (
        *new,
        *(
            one
            for one in hazards
            if not (one.rule.breaks_reading and one.event_type in broken)
            and not one.rule.follows_from(cause.rule for cause in refused if cause.event_type == one.event_type)
        ),
        *waiver_files.unapproved((*allowed, *tolerated), waiver_files.approvers(base.repository), ref),
        *(one for one in moved if not waivers.allows(allowed, one, checked.documents, day)),
        *lifecycle_steps.removed_definitions(base_documents, checked.documents, ref),
    )
    return replace(checked, diagnostics=ordered((*retained, *diagnostics)), waived=(*checked.waived, *waived))


def unchanged(fleet: Fleet) -> Fleet:
    """The fleet with what was done to lines that the default branch of `origin` has, as far as this clone knows it."""
    here = fleet.repository
    former = git_ref.former(here, f":(glob){here.relative(here.eventtypes)}/**/*{SUFFIX}")
    if former is None or not former.files:
        return fleet
    before = {Path(file).name.removesuffix(SUFFIX): as_lines(data, file) for file, data in former.files.items()}
    return with_more(fleet, rewritten(_lines(here, fleet.documents, before.keys()), before, former.ref))


def _superseded(diagnostic: Diagnostic, judged: Mapping[str, _Judged]) -> bool:
    return diagnostic.event_type in judged and judged[diagnostic.event_type].instead_of(diagnostic.rule)


def _grew(now: RecordedLines | None, before: RecordedLines) -> TypeGuard[RecordedLines]:
    return now is not None and len(now.lines) > len(before.lines) and now.lines[: len(before.lines)] == before.lines


def _against(name: str, checked: Checked, before: RecordedLines, now: RecordedLines) -> Iterator[Diagnostic]:
    """The schema against the versions of the base, and whether this branch recorded that schema and no other."""
    event, document = checked.event_types[name], checked.documents[name]
    if illegal(document.value["schema"]) or len(event.versions) != len(now.lines):
        return
    more = now.lines[len(before.lines) :]
    recorded_once = len(more) == 1 and same_version(more[0], document.value["schema"])
    for one in evolution.evolution(replace(event, versions=Released(before.lines)), document, checked.policies):
        if not (one.rule.records_version and recorded_once):
            yield one


def _beside(repository: Repository, document: Document) -> Path:
    return (repository.root / document.file).with_suffix(SUFFIX)


def _lost(name: str, checked: Checked, now: RecordedLines | None, before: RecordedLines) -> bool:
    """True if what the base has of this name is not all recorded beside its definition."""
    same = now is not None and now.lines[: len(before.lines)] == before.lines
    here = checked.repository
    return bool(before.lines) and not (same and here.has(_beside(here, checked.documents[name])))


def _bound(name: str, checked: Checked, before: RecordedLines) -> Iterator[Diagnostic]:
    """The schema against the versions of the base alone; that it is not recorded is not the point here."""
    event, document = checked.event_types[name], checked.documents[name]
    if before.problem or illegal(document.value["schema"]):
        return
    for one in evolution.evolution(replace(event, versions=Released(before.lines)), document, checked.policies):
        if not one.rule.records_version:
            yield one


def _first(name: str, checked: Checked, implied: RecordedLines, ref: str) -> Iterator[Diagnostic]:
    """The schema against the one that the base has, where that was never recorded."""
    event, document = checked.event_types[name], checked.documents[name]
    if illegal(document.value["schema"]):
        return
    if not event.versions:
        yield from evolution.evolution(replace(event, versions=Released(implied.lines)), document, checked.policies)
    elif not same_version(implied.lines[0], Released.of(event.versions).annotated[0]):
        yield skipped(name, document, ref)


def _lines(
    repository: Repository, definitions: Mapping[str, Document] | None = None, names: Collection[str] | None = None
) -> dict[str, RecordedLines]:
    """The recorded versions of a repository (all, or of `names`) by name of the Event Type: those beside its
    definition, or wherever the file lies."""
    there = [path for path in sorted(repository.below(SUFFIX)) if path.name.endswith(SUFFIX)]
    files = {path.name.removesuffix(SUFFIX): path for path in there}
    for name, document in (definitions or {}).items():
        beside = _beside(repository, document)
        if beside in there:
            files[name] = beside
    selected = files.keys() if names is None else files.keys() & names
    return {name: recorded(files[name], repository) for name in sorted(selected)}


def _implied(checked: Checked, base: git_ref.Base, recorded: Collection[str]) -> dict[str, RecordedLines]:
    """The schemas that Event Types without recorded versions had in the base, where they had one there."""
    files = {name: checked.documents[name].file for name in checked.event_types if name not in recorded}
    schemas = {name: schema_at(name, file, base) for name, file in files.items()}
    return {
        name: RecordedLines(files[name], (as_line(schema),), implied=True)
        for name, schema in schemas.items()
        if schema is not None
    }


def schema_at(name: str, file: str, base: git_ref.Base) -> dict[str, Any] | None:
    """The legal record schema in the definition of an Event Type as the base has it, in `file` or wherever it was."""
    for path in _definitions(name, file, base.repository):
        document = documents.of(base.repository, path)
        schema = document.value.get("schema") if isinstance(document.value, dict) else None
        if isinstance(schema, dict) and not illegal(schema) and schema.get("type") == "record":
            return schema
    return None


def _definitions(name: str, file: str, base: Repository) -> Iterator[Path]:
    same = base.root / file
    if base.has(same):
        yield same
    else:
        yield from (path for path in base.definitions() if path.stem == name)

"""What `check --base` adds: the released schemas of a fleet against those of a git base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer import documents
from composer.base import git_ref, weakening
from composer.diagnostics import has_errors, ordered
from composer.policy import evolution, lifecycle_steps, waivers
from composer.policy.append_only import rewritten, skipped
from composer.schema.avro import illegal
from composer.schema.released import RecordedLines, Released, annotated, as_line, as_lines, recorded, same_version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model.waiver import Waiver
    from composer.pipeline import Settled
    from composer.repository import Repository

SUFFIX = ".versions.jsonl"


@dataclass(frozen=True, slots=True)
class Compared:
    """What the base says: the fleet with all that is found now, and the released lines of each Event Type there.

    An Event Type that has no recorded versions in the base counts as having one: the schema that it has there.
    """

    settled: Settled
    lines: Mapping[str, RecordedLines]


def compare(settled: Settled, ref: str) -> Compared:
    """Compare with the commit where this branch left `ref`. Raises gitbase.NoBaseError."""
    here = settled.repository
    with git_ref.at(here, git_ref.fork_point(here, ref)) as base:
        now, before = _lines(here, settled.documents), _lines(base.repository)
        diagnostics = [*rewritten(now, before, ref)]
        retained = list(settled.diagnostics)
        for name in settled.event_types:
            if name not in before:
                implied = _implied(name, settled, base)
                if implied is not None:
                    before[name] = implied
                    first = list(_first(name, settled, implied, ref))
                    if has_errors(first):  # then it is no draft
                        retained = [
                            one for one in retained if not (one.rule.records_version and one.event_type == name)
                        ]
                    diagnostics += first
            elif _grew(now.get(name), before[name]):
                # what only this branch recorded was never released: it binds nobody, and may change until it is merged
                retained = [one for one in retained if one.event_type != name or not one.rule.against_released]
                diagnostics += _against(name, settled, before[name], now[name])
            elif _lost(name, settled, now.get(name), before[name]):
                # its record was left behind, cut or rewritten: what was released binds the name all the same
                retained = [one for one in retained if one.event_type != name or not one.rule.against_released]
                diagnostics += _bound(name, settled, before[name])
        waived: tuple[tuple[Diagnostic, Waiver], ...] = ()
        if settled.environment and settled.policies:
            allowed, day = settled.policies.waivers, waivers.today()
            diagnostics = [one for one in diagnostics if not waivers.allows(allowed, one, settled.documents, day)]
            # that two schemas cannot read each other is said once, where their fields stand
            broken = {one.event_type for one in (*retained, *diagnostics) if one.rule.breaks_reading}
            then = weakening.before(settled, base)
            hazards, waived = weakening.weakened(settled, then)
            diagnostics += [one for one in hazards if not (one.rule.breaks_reading and one.event_type in broken)]
            diagnostics += waivers.unapproved(allowed, waivers.approvers(base.repository), ref)
            moved = lifecycle_steps.steps(then.event_types, settled.event_types, settled.documents, day)
            diagnostics += [one for one in moved if not waivers.allows(allowed, one, settled.documents, day)]
            unread = {one.span.file for one in settled.diagnostics}
            base_documents = {name: one for name, one in then.documents.items() if one.file not in unread}
            diagnostics += lifecycle_steps.removed_definitions(base_documents, settled.documents, ref)
    both = (*settled.waived, *waived)
    return Compared(replace(settled, diagnostics=ordered((*retained, *diagnostics)), waived=both), before)


def unchanged(settled: Settled) -> Settled:
    """The fleet with what was done to lines that the default branch of `origin` has, as far as this clone knows it."""
    here = settled.repository
    former = git_ref.former(here, f":(glob){here.relative(here.eventtypes)}/**/*{SUFFIX}")
    if former is None or not former.files:
        return settled
    before = {Path(file).name.removesuffix(SUFFIX): as_lines(data, file) for file, data in former.files.items()}
    diagnostics = rewritten(_lines(here, settled.documents, before.keys()), before, former.ref)
    return replace(settled, diagnostics=ordered((*settled.diagnostics, *diagnostics)))


def _grew(now: RecordedLines | None, before: RecordedLines) -> bool:
    return now is not None and len(now.lines) > len(before.lines) and now.lines[: len(before.lines)] == before.lines


def _against(name: str, settled: Settled, before: RecordedLines, now: RecordedLines) -> Iterator[Diagnostic]:
    """The schema against the versions of the base, and whether this branch recorded that schema and no other."""
    event, document = settled.event_types[name], settled.documents[name]
    if illegal(document.value["schema"]) or len(event.versions) != len(now.lines):
        return
    more = now.lines[len(before.lines) :]
    recorded_once = len(more) == 1 and same_version(more[0], document.value["schema"])
    for one in evolution.evolution(replace(event, versions=Released(before.lines)), document, _allowed(settled)):
        if not (one.rule.records_version and recorded_once):
            yield one


def _beside(repository: Repository, document: Document) -> Path:
    return (repository.root / document.file).with_suffix(SUFFIX)


def _lost(name: str, settled: Settled, now: RecordedLines | None, before: RecordedLines) -> bool:
    """True if what the base has of this name is not all recorded beside its definition."""
    same = now is not None and now.lines[: len(before.lines)] == before.lines
    here = settled.repository
    return bool(before.lines) and not (same and here.has(_beside(here, settled.documents[name])))


def _bound(name: str, settled: Settled, before: RecordedLines) -> Iterator[Diagnostic]:
    """The schema against the versions of the base alone; that it is not recorded is not the point here."""
    event, document = settled.event_types[name], settled.documents[name]
    if before.problem or illegal(document.value["schema"]):
        return
    for one in evolution.evolution(replace(event, versions=Released(before.lines)), document, _allowed(settled)):
        if not one.rule.records_version:
            yield one


def _allowed(settled: Settled) -> Sequence[Waiver]:
    return settled.policies.waivers if settled.policies else ()


def _first(name: str, settled: Settled, implied: RecordedLines, ref: str) -> Iterator[Diagnostic]:
    """The schema against the one that the base has, where that was never recorded."""
    event, document = settled.event_types[name], settled.documents[name]
    if illegal(document.value["schema"]):
        return
    if not event.versions:
        yield from evolution.evolution(replace(event, versions=Released(implied.lines)), document, _allowed(settled))
    elif not same_version(implied.lines[0], annotated(event.versions)[0]):
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


def _implied(name: str, settled: Settled, base: git_ref.Base) -> RecordedLines | None:
    """The schema that an Event Type without recorded versions had in the base; None if there was none."""
    file = settled.documents[name].file
    schema = schema_at(name, file, base)
    return None if schema is None else RecordedLines(file, (as_line(schema),), implied=True)


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

"""The whole flow on one screen: read and settle, judge, compile.

definitions → documents → spec → resolve → Event Types → facets → resource graphs
                  └──── diagnostics ←── violations, clashes ────┘
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from composer import documents
from composer.capacity import capacity_checks as capacity
from composer.capacity import demand
from composer.diagnostics import Diagnostic, Span, bounded, has_errors
from composer.execution import cache
from composer.execution.parallel import spread
from composer.facets import compile_graph
from composer.graph.packed_graphs import Packed, PackedGraphs, packed
from composer.graph_checks import slo_checks, sound_parts
from composer.graph_checks.provider_checks import refusals
from composer.platform import compile_platform
from composer.policy import basis, clashes, meanings, resolve, type_definitions, version_records, violations, waivers
from composer.policy.vocabulary import vocabulary
from composer.privacy import reader_checks, retention_checks
from composer.privacy.challenges import challenges
from composer.schema import released
from composer.schema.named_types import digests
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from composer.capacity.demand import Demand
    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Policies, Waiver
    from composer.policy.basis import Basis
    from composer.repository import Repository


@dataclass(frozen=True, slots=True)
class Settled:
    """Everything that is known of a repository in one environment.

    `event_types` and `documents` hold what could be settled, by name, in order of name. `environment` and `policies`
    are None when their files cannot be used; then nothing can be settled, and `diagnostics` say why.
    `files` counts the definitions that were read. `compiled` are graphs that judging needed already. `waived` are
    problems that waivers.yaml allows, today; they are not among `diagnostics`.
    """

    repository: Repository
    environment: Environment | None
    policies: Policies | None
    event_types: Mapping[str, EventType]
    documents: Mapping[str, Document]
    diagnostics: tuple[Diagnostic, ...]
    files: int = field(compare=False, default=0)
    compiled: Mapping[str, ResourceGraph] = field(compare=False, default_factory=dict, repr=False)
    waived: tuple[tuple[Diagnostic, Waiver], ...] = ()

    @property
    def broken(self) -> bool:
        """True if anything found so far is an error."""
        return has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True)
class _Read:
    """One definition, read. `document` and `name` are None where the file says nothing; `event` where it cannot be
    settled. `judged` is what judging it found, `graph` what it compiles to, packed, and `demand` what that takes; only
    where it was judged. `types` are digests of the named types of a legal schema, by full name."""

    name: str | None
    document: Document | None
    event: EventType | None
    problems: tuple[Diagnostic, ...]
    judged: tuple[Diagnostic, ...] = ()
    graph: Packed | None = None
    demand: Demand | None = None
    types: Mapping[str, str] = field(default_factory=dict)


def settle(repository: Repository, environment_name: str = "local", paths: Iterable[Path] | None = None) -> Settled:
    """Read and resolve every definition (or those of `paths`); judges nothing beyond what cannot be read."""
    judged_by, problems = basis.read(repository, environment_name)
    files = sorted(paths) if paths is not None else repository.definitions()
    read = [_read(repository, path, judged_by) for path in files]
    return _combined(repository, judged_by, [*problems], read)


def settle_and_check(repository: Repository, environment_name: str = "local") -> Settled:
    """As `check(settle(repository, environment_name))`, on all processors of this machine; what did not change since an
    earlier run is remembered from there."""
    judged_by, problems = basis.read(repository, environment_name)
    environment, policies = judged_by.environment, judged_by.policies

    def share(files: Sequence[Path]) -> list[_Read]:
        read = [_read(repository, path, judged_by) for path in files]
        return [_judged(one, environment, policies) for one in read] if environment and policies else read

    def work(files: Sequence[Path]) -> list[_Read]:
        return [one for chunk in spread(share, files) for one in chunk] if files else []

    files = repository.definitions()
    worth = environment is not None and policies is not None and len(files) >= cache.WORTH_CACHING
    memory = _memory(repository, environment) if worth and environment else None
    read = memory.recall(files, work, _named_as_its_file) if memory else work(files)
    settled = _combined(repository, judged_by, [*problems], read)
    return _judged_fleet(settled, {one.name: one for one in reversed(read) if one.name})


def _named_as_its_file(read: _Read, path: Path) -> bool:
    """Its cell was looked up by the name of its file."""
    return read.name == path.stem


def _memory(repository: Repository, environment: Environment) -> cache.Cache[_Read] | None:
    """The memory of this repository and environment; None where it may not be used, which is told."""
    why = cache.refusal()
    if why:
        from composer.printing import output  # noqa: PLC0415  rarely needed

        output.echo(why)
        return None
    read = [environment.name, *([environment.mirror.environment] if environment.mirror else [])]
    rules = [*repository.policy.glob("*"), *(repository.environments / f"{name}.yaml" for name in read)]
    place, day = f"{repository.root} {environment.name}", str(waivers.today())
    cells = environment.placements  # of the record of placements, a definition's own row is all that matters to it
    return cache.memory(place, rules, (day,), lambda path: cells.get(path.stem, ""))


def _combined(repository: Repository, judged_by: Basis, problems: list[Diagnostic], read: Sequence[_Read]) -> Settled:
    documents: dict[str, Document] = {}
    for one in read:
        problems += one.problems
        if one.name is None or one.document is None:
            continue
        if one.name in documents:
            problems.append(clashes.twice(one.name, one.document, documents[one.name]))
        else:
            documents[one.name] = one.document
    problems += _alone(repository, documents, len(read))
    event_types = {one.name: one.event for one in reversed(read) if one.name and one.event}
    return Settled(
        repository,
        judged_by.environment,
        judged_by.policies,
        {name: event_types[name] for name in sorted(event_types)},
        {name: documents[name] for name in sorted(documents)},
        bounded(problems),
        len(read),
    )


def orphans(repository: Repository, documents: Mapping[str, Document]) -> tuple[version_records.Orphan, ...]:
    """Records of released versions that lie without their definition."""
    files = [repository.relative(path) for path in repository.below(version_records.SUFFIX)]
    return version_records.orphans(files, documents, [repository.relative(path) for path in repository.definitions()])


def _alone(repository: Repository, documents: Mapping[str, Document], read: int) -> Iterator[Diagnostic]:
    """The problems with where things lie, as far as they were read."""
    for document in documents.values():
        yield from version_records.misplaced(document.file, document)
    if read >= len(repository.definitions()):  # of a part of the fleet nobody knows where the others are
        yield from version_records.problems(orphans(repository, documents), documents)


def _read(repository: Repository, path: Path, judged_by: Basis) -> _Read:
    document, definition, problems = _definition(repository, path, judged_by.policies)
    if document is None or document.broken:
        return _Read(None, None, None, problems)
    versions, wrong = released.read(path.with_suffix(".versions.jsonl"), repository)
    diagnostics = (*problems, *wrong)
    if definition is None or not judged_by.whole:
        diagnostics = (*diagnostics, *sound_parts.problems(document, versions, judged_by))
    if definition is None:
        return _Read(None, None, None, diagnostics)
    name = definition.event_type
    event = None
    if judged_by.policies and judged_by.environment:
        event = resolve(definition, document, versions, judged_by.policies, judged_by.cell(name))
    return _Read(name, document, event, diagnostics)


def _definition(
    repository: Repository, path: Path, policies: Policies | None
) -> tuple[Document | None, EventTypeSpec | None, tuple[Diagnostic, ...]]:
    document = documents.of(repository, path)
    definition, problems = reader.read(document, EventTypeSpec, lambda: vocabulary(policies, document.file))
    return document, definition, problems


def check(settled: Settled) -> Settled:
    """Judge every Event Type by itself, all of them together, and what they compile to."""
    environment, policies = settled.environment, settled.policies
    if environment is None or policies is None:
        return settled
    beyond = {one.span.file: (one,) for one in settled.diagnostics if one.rule.implausible}
    events = [(settled.documents[name], event) for name, event in settled.event_types.items()]
    read = [_Read(event.name, document, event, beyond.get(document.file, ())) for document, event in events]
    return _judged_fleet(settled, {one.name: _judged(one, environment, policies) for one in read if one.name})


def _judged(read: _Read, environment: Environment, policies: Policies) -> _Read:
    """Judge one Event Type by itself."""
    event, document = read.event, read.document
    if event is None or document is None:
        return read
    diagnostics = (*violations(event, document, policies), *challenges(event, document, policies))
    types = {} if any(one.rule.illegal_schema for one in diagnostics) else digests(event.schema)
    beyond = (one for one in read.problems if one.rule.implausible)
    if has_errors(one for one in (*beyond, *diagnostics) if one.rule.waivable_by is None):
        return replace(read, judged=diagnostics, types=types)
    graph = compile_graph(event, environment, policies)
    refused = refusals(graph, document.span(("event_type",)), event.name)
    promised = slo_checks.problems(event, document, graph, policies)
    judged = (
        *diagnostics,
        *refused,
        *retention_checks.proven(event, document, graph, environment, policies),
        *promised,
    )
    taken = demand.of(event, graph, policies.sizing)
    return replace(read, judged=judged, graph=packed(graph), demand=taken, types=types)


def _judged_fleet(settled: Settled, read: Mapping[str, _Read]) -> Settled:
    """Judge the fleet as a whole, and what its cells share."""
    environment, policies = settled.environment, settled.policies
    if environment is None or policies is None:
        return settled
    diagnostics: list[Diagnostic] = list(settled.diagnostics)
    for name in settled.event_types:
        diagnostics += read[name].judged
    demands = {name: taken for name in settled.event_types if (taken := read[name].demand) is not None}
    diagnostics += clashes.clashes(settled.event_types, settled.documents, environment, _unread(settled))
    types = {name: read[name].types for name in settled.event_types}
    diagnostics += type_definitions.problems(types, settled.event_types, settled.documents)
    file = settled.repository.relative(settled.repository.environments / f"{environment.name}.yaml")
    platforms = {cell.name: compile_platform(environment, cell, policies) for cell in environment.cells}
    for platform in platforms.values():
        diagnostics += refusals(platform, Span(file))
        diagnostics += slo_checks.platform_problems(platform, Span(file), policies)
    diagnostics += slo_checks.channel_problems(environment, policies, Span(file))
    diagnostics += reader_checks.accounts(environment, policies, Span(file))
    diagnostics += capacity.problems(environment, policies, platforms, demands, settled.documents)
    events = settled.event_types
    remaining, waived = waivers.apply(
        diagnostics,
        policies.waivers,
        settled.documents,
        waivers.today(),
        lambda name: events[name].versions if name in events else (),
    )
    compiled = PackedGraphs({name: graph for name in demands if (graph := read[name].graph) is not None})
    if not has_errors(remaining):
        compiled.refuse_shared_names(platforms.values())
    reported = bounded(meanings.merged(retention_checks.merged(slo_checks.merged(remaining))))
    return replace(settled, diagnostics=reported, compiled=compiled, waived=waived)


def _unread(settled: Settled) -> frozenset[str]:
    """Names of files with problems that settled to nothing."""
    stems = {PurePosixPath(diagnostic.span.file).stem for diagnostic in settled.diagnostics}
    return frozenset(stems - settled.event_types.keys())


def build(settled: Settled, names: Iterable[str] | None = None) -> dict[str, ResourceGraph]:
    """The graphs of Event Types (all, or `names`) and of the platform of every cell. For a fleet without errors."""
    return {graph.owner: graph for graph in graphs(settled, names)}


def graphs(settled: Settled, names: Iterable[str] | None = None) -> Iterator[ResourceGraph]:
    """As `build`, one by one, in order of their owners: thousands at once take more memory than machines have."""
    environment, policies = settled.environment, settled.policies
    if environment is None or policies is None:
        return iter(())
    requested = settled.event_types if names is None else sorted(set(names))
    event_types = (
        settled.compiled[name]
        if name in settled.compiled
        else compile_graph(settled.event_types[name], environment, policies)
        for name in requested
    )
    cells = sorted(environment.cells, key=lambda cell: cell.name)
    platforms = (compile_platform(environment, cell, policies) for cell in cells)
    return itertools.chain(event_types, platforms)


def not_compiled(settled: Settled, name: str) -> tuple[Diagnostic, ...]:
    """Errors that keep an Event Type from becoming resources at all, such as a schema that is no Avro; usually none."""
    event, document = settled.event_types.get(name), settled.documents.get(name)
    if event is None or document is None:
        return ()
    judged = check(replace(settled, event_types={name: event}, documents={name: document}, diagnostics=()))
    return tuple(one for one in judged.diagnostics if one.event_type == name and one.rule.blocks_compiling)


def build_sound(settled: Settled, names: Iterable[str] | None = None) -> dict[str, ResourceGraph]:
    """As `build`, for a fleet that may have errors, such as a git base: without those whose schema cannot be compiled.

    What is wrong with the others only by rules of today is left aside: it was there, and may have been applied.
    """
    judged = check(settled)
    broken = {one.event_type for one in judged.diagnostics if one.rule.blocks_compiling}
    return build(judged, [name for name in (settled.event_types if names is None else names) if name not in broken])

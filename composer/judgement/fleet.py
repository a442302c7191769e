"""All definitions together: combined, and judged as a fleet."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from composer.capacity import capacity_checks
from composer.diagnostics import Span, bounded, has_errors
from composer.graph.packed_graphs import PackedGraphs
from composer.graph_checks import slo_checks
from composer.graph_checks.provider_checks import refusals
from composer.judgement.definitions import JudgedDefinition, NoDefinition, SettledDefinition
from composer.judgement.file_places import misplaced
from composer.platform import compile_platform
from composer.platform.foundation import compile_foundation
from composer.policy import budgets, clashes, meanings, probes, regions, type_definitions, waivers
from composer.policy.basis import Basis
from composer.privacy import reader_checks, retention_checks
from composer.stages import Checked, Settled, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.capacity.demand import Demand
    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.judgement.definitions import Judged, Read
    from composer.policy.basis import BrokenBasis
    from composer.repository import Repository


def settled(
    repository: Repository, basis: Basis | BrokenBasis, problems: Iterable[Diagnostic], read: Sequence[Read]
) -> Settled | Unusable:
    """The fleet of these definitions. `problems`: what is wrong with the basis."""
    diagnostics: list[Diagnostic] = [*problems]
    documents: dict[str, Document] = {}
    for one in read:
        diagnostics += one.problems
        if isinstance(one, NoDefinition):
            continue
        if one.name in documents:
            diagnostics.append(clashes.twice(one.name, one.document, documents[one.name]))
        else:
            documents[one.name] = one.document
    diagnostics += misplaced(repository, documents, whole=len(read) >= len(repository.definitions()))
    files, by_name, reported = len(read), dict(sorted(documents.items())), bounded(diagnostics)
    if not isinstance(basis, Basis):
        return Unusable(repository, basis.environment, basis.policies, by_name, reported, files)
    events = {one.name: one.event for one in reversed(read) if isinstance(one, SettledDefinition)}
    return Settled(
        repository, basis.environment, basis.policies, dict(sorted(events.items())), by_name, reported, files
    )


def definitions(settled: Settled) -> Iterator[SettledDefinition]:
    """The definitions of a settled fleet, each with what may be implausible about it."""
    implausible = {one.span.file: (one,) for one in settled.diagnostics if one.rule.implausible}
    for name, event in settled.event_types.items():
        document = settled.documents[name]
        yield SettledDefinition(event, document, implausible.get(document.file, ()))


def judged(settled: Settled, read: Sequence[Judged]) -> Checked:
    """The fleet, judged as a whole and in what its cells share; `read` are its definitions, judged each by itself."""
    by_name = {one.name: one for one in reversed(read) if isinstance(one, JudgedDefinition)}
    each = {name: by_name[name] for name in settled.event_types}
    environment, policies, events = settled.environment, settled.policies, settled.event_types
    compiled = {name: one.compiled for name, one in each.items() if one.compiled is not None}
    platforms = {cell.name: compile_platform(environment, cell, policies) for cell in environment.cells}
    foundations = {cell.name: compile_foundation(environment, cell, policies) for cell in environment.cells}
    diagnostics = [
        *settled.diagnostics,
        *(diagnostic for one in each.values() for diagnostic in one.judged),
        *_unwatched(settled),
        *clashes.clashes(events, settled.documents, environment, _unread(settled)),
        *type_definitions.problems({name: one.types for name, one in each.items()}, events, settled.documents),
        *_shared(settled, platforms, foundations, {name: one.demand for name, one in compiled.items()}),
    ]
    remaining, waived = waivers.apply(
        diagnostics,
        policies.waivers,
        settled.documents,
        waivers.today(),
        lambda name: events[name].versions if name in events else (),
    )
    graphs = PackedGraphs({name: one.graph for name, one in compiled.items()})
    if not has_errors(remaining):
        graphs.refuse_shared_names([*foundations.values(), *platforms.values()])
    return Checked(
        repository=settled.repository,
        environment=environment,
        policies=policies,
        event_types=events,
        documents=settled.documents,
        diagnostics=bounded(meanings.merged(retention_checks.merged(slo_checks.merged(remaining)))),
        files=settled.files,
        waived=waived,
        graphs=graphs,
        platforms=platforms,
        foundations=foundations,
        blocked=_blocked(remaining),
    )


def _blocked(diagnostics: Iterable[Diagnostic]) -> Mapping[str, tuple[Diagnostic, ...]]:
    """The problems that keep Event Types from becoming resources, by their names."""
    by_event: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in diagnostics:
        if one.event_type and one.rule.blocks_compiling:
            by_event[one.event_type].append(one)
    return {name: bounded(problems) for name, problems in by_event.items()}


def _shared(
    settled: Settled,
    platforms: Mapping[str, ResourceGraph],
    foundations: Mapping[str, ResourceGraph],
    demands: Mapping[str, Demand],
) -> Iterator[Diagnostic]:
    """The problems of what Event Types share: the environment, its cells, their foundations and platforms."""
    environment, policies, here = settled.environment, settled.policies, settled.repository
    file = here.relative(here.environments / f"{environment.name}.yaml")
    written = environment.written.get(environment.name)
    for cell, platform in platforms.items():
        there = environment.places.get(f"cells.{cell}")
        place = Span(there.file, there.line, there.column) if there else Span(file)
        for graph in (foundations[cell], platform):
            yield from refusals(graph, place, written=written)
        yield from slo_checks.platform_problems(platform, Span(file), policies)
    yield from slo_checks.channel_problems(environment, policies)
    yield from regions.problems(environment, policies)
    yield from budgets.problems(environment)
    yield from reader_checks.accounts(environment, policies, Span(file))
    shared = {cell: (foundations[cell], graph) for cell, graph in platforms.items()}
    yield from capacity_checks.problems(environment, policies, shared, demands, settled.documents)


def _unwatched(settled: Settled) -> Iterator[Diagnostic]:
    """Cells without a probe; nothing where not every definition was read, for it may be among the others."""
    if settled.files >= len(settled.repository.definitions()) and not _unread(settled):
        yield from probes.unwatched(settled.environment, settled.event_types)


def _unread(settled: Settled) -> frozenset[str]:
    """Names of files with problems that settled to nothing."""
    stems = {PurePosixPath(diagnostic.span.file).stem for diagnostic in settled.diagnostics}
    return frozenset(stems - settled.event_types.keys())

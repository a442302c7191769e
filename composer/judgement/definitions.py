"""One definition: read, settled as far as it can be, and judged by itself, each a type of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, overload

from composer import documents
from composer.capacity import demand
from composer.diagnostics import has_errors
from composer.facets import compile_graph
from composer.graph.packed_graphs import Packed, packed
from composer.graph_checks import bucket_checks, slo_checks, sound_parts
from composer.graph_checks.provider_checks import refusals
from composer.policy import resolve, violations, waivers
from composer.policy.basis import Basis
from composer.policy.vocabulary import vocabulary
from composer.privacy import retention_checks
from composer.privacy.challenges import challenges
from composer.schema import released
from composer.schema.misspelt_keys import as_meant
from composer.schema.named_types import digests
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from composer.capacity.demand import Demand
    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Policies
    from composer.policy.basis import BrokenBasis
    from composer.repository import Repository


@dataclass(frozen=True, slots=True)
class NoDefinition:
    """A file that defines nothing, and why."""

    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ReadDefinition:
    """A legal definition that cannot be settled, since what it would be settled by is broken."""

    name: str
    document: Document
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class SettledDefinition:
    """A definition, settled."""

    event: EventType
    document: Document
    problems: tuple[Diagnostic, ...]

    @property
    def name(self) -> str:
        """The name of the Event Type."""
        return self.event.name


@dataclass(frozen=True, slots=True)
class CompiledDefinition:
    """What a definition compiles to, and what that takes of quotas."""

    graph: Packed
    demand: Demand


@dataclass(frozen=True, slots=True)
class JudgedDefinition(SettledDefinition):
    """A definition, judged by itself. `judged`: what is wrong with it; `types`: digests of the named types of a legal
    schema, by full name; `compiled` is None where an error keeps it from being compiled."""

    judged: tuple[Diagnostic, ...]
    types: Mapping[str, str]
    compiled: CompiledDefinition | None


Read: TypeAlias = NoDefinition | ReadDefinition | SettledDefinition
Judged: TypeAlias = NoDefinition | ReadDefinition | JudgedDefinition


def sources(path: Path) -> tuple[Path, Path]:
    """The files that a definition is read from: its own, and the record of its released versions."""
    return path, path.with_suffix(released.SUFFIX)


def inputs(path: Path, basis: Basis) -> tuple[Path | str, ...]:
    """Everything that what `read` and `judge` say of one definition depends on, beside what all depend on."""
    return (*sources(path), basis.cell(path.stem))


def shared_inputs(basis: Basis) -> tuple[bytes, ...]:
    """Everything that what `read` and `judge` say of all definitions depends on: the basis, and the day."""
    return basis.inputs, str(waivers.today()).encode()


@overload
def read(repository: Repository, path: Path, basis: Basis) -> NoDefinition | SettledDefinition: ...
@overload
def read(repository: Repository, path: Path, basis: BrokenBasis) -> NoDefinition | ReadDefinition: ...
def read(repository: Repository, path: Path, basis: Basis | BrokenBasis) -> Read:
    """Read a definition, and settle it if it can be."""
    own, record = sources(path)
    document = as_meant(documents.of(repository, own))
    definition, problems = reader.read(document, EventTypeSpec, lambda: vocabulary(basis.policies, document.file))
    if document.broken:
        return NoDefinition(problems)
    versions, wrong = released.read(record, repository)
    problems = (*problems, *wrong)
    if definition is None:
        return NoDefinition((*problems, *sound_parts.problems(document, versions, basis)))
    name = definition.event_type
    if isinstance(basis, Basis):
        return SettledDefinition(
            resolve(definition, document, versions, basis.policies, basis.cell(name)), document, problems
        )
    return ReadDefinition(name, document, (*problems, *sound_parts.problems(document, versions, basis)))


def judge(settled: SettledDefinition, environment: Environment, policies: Policies) -> JudgedDefinition:
    """Judge a definition by itself, and compile it if there is no error but what can be waived."""
    event, document = settled.event, settled.document
    diagnostics = (*violations(event, document, policies), *challenges(event, document, policies))
    types = {} if any(one.rule.illegal_schema for one in diagnostics) else digests(event.schema)
    implausible = (one for one in settled.problems if one.rule.implausible)
    if has_errors(one for one in (*implausible, *diagnostics) if one.rule.waivable_by is None):
        return JudgedDefinition(event, document, settled.problems, diagnostics, types, None)
    graph = compile_graph(event, environment, policies)
    judged = (*diagnostics, *_of_graph(settled, graph, environment, policies))
    compiled = CompiledDefinition(packed(graph), demand.of(event, graph, policies.sizing))
    return JudgedDefinition(event, document, settled.problems, judged, types, compiled)


def smaller(judged: JudgedDefinition) -> JudgedDefinition:
    """The same in less memory; what it compiles to takes longer to be looked at."""
    compiled = judged.compiled
    return replace(judged, compiled=replace(compiled, graph=compiled.graph.smaller())) if compiled else judged


def _of_graph(
    settled: SettledDefinition, graph: ResourceGraph, environment: Environment, policies: Policies
) -> tuple[Diagnostic, ...]:
    """The problems of what a definition compiles to."""
    event, document = settled.event, settled.document
    return (
        *refusals(graph, document.span(("event_type",)), event.name),
        *retention_checks.proven(event, document, graph, environment, policies),
        *slo_checks.problems(event, document, graph, policies),
        *bucket_checks.problems(event, document, policies),
    )

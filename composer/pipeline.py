"""The whole flow on one screen: read and settle, judge, compile.

definitions → documents → spec → resolve → Event Types → facets → resource graphs
                  └──── diagnostics ←── violations, clashes ────┘
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from composer import documents
from composer.diagnostics import Diagnostic, Span, has_errors, ordered
from composer.facets import compile_graph
from composer.graph import PLATFORM, ResourceGraph, refuse_shared_names
from composer.platform import compile_platform
from composer.policy import clashes, environments, load, resolve, violations
from composer.refusals import refusals
from composer.schema import released
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from composer.documents import Document
    from composer.model import Environment, EventType
    from composer.policy import Policies
    from composer.repository import Repository

CODES = {
    "ET103": "An Event Type is defined once.",
    "ET713": "A definition is a readable file.",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """Everything that is known of a repository in one environment.

    `event_types` and `documents` hold what could be settled, by name, in order of name. `environment` and `policies`
    are None when their files cannot be used; then nothing can be settled, and `diagnostics` say why.
    `files` counts the definitions that were read. `compiled` are graphs that judging needed already.
    """

    repository: Repository
    environment: Environment | None
    policies: Policies | None
    event_types: Mapping[str, EventType]
    documents: Mapping[str, Document]
    diagnostics: tuple[Diagnostic, ...]
    files: int = field(compare=False, default=0)
    compiled: Mapping[str, ResourceGraph] = field(compare=False, default_factory=dict, repr=False)

    @property
    def broken(self) -> bool:
        """Whether anything found so far is an error."""
        return has_errors(self.diagnostics)


def settle(repository: Repository, environment_name: str = "local", paths: Iterable[Path] | None = None) -> Settled:
    """Read and resolve every definition (or those of `paths`); judges nothing beyond what cannot be read."""
    policies, found = load.load(repository)
    environment, more = environments.load(repository, environment_name)
    problems = [*found, *more]
    files = sorted(paths) if paths is not None else repository.definitions()
    read: dict[str, Document] = {}
    event_types: dict[str, EventType] = {}
    for path in files:
        document, definition, wrong = _definition(repository, path)
        problems += wrong
        if definition is None or document is None:
            continue
        name = definition.event_type
        if name in read:
            problems.append(clashes.twice(name, document, read[name]))
            continue
        read[name] = document
        versions, wrong = released.read(path.with_suffix(".versions.jsonl"), repository)
        problems += wrong
        if policies and environment:
            cell = environment.cell_of(name).name
            event_types[name] = resolve(definition, document, versions, policies, cell)
    return Settled(
        repository,
        environment,
        policies,
        {name: event_types[name] for name in sorted(event_types)},
        {name: read[name] for name in sorted(read)},
        ordered(problems),
        len(files),
    )


def _definition(
    repository: Repository, path: Path
) -> tuple[Document | None, EventTypeSpec | None, tuple[Diagnostic, ...]]:
    file = repository.relative(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "make it a readable file, or move it out of eventtypes/"
        return None, None, (Diagnostic("ET713", f"cannot be read: {error.strerror}", Span(file), hint),)
    document = documents.read(file, data)
    definition, problems = reader.read(document, EventTypeSpec)
    return document, definition, problems


def check(settled: Settled) -> Settled:
    """Judge every Event Type by itself, all of them together, and what they compile to."""
    environment, policies = settled.environment, settled.policies
    if environment is None or policies is None:
        return settled
    found: list[Diagnostic] = list(settled.diagnostics)
    compiled: dict[str, ResourceGraph] = {}
    for name, event in settled.event_types.items():
        wrong = tuple(violations(event, settled.documents[name], policies))
        found += wrong
        if not has_errors(wrong):
            place = settled.documents[name].span(("event_type",))
            compiled[name] = compile_graph(event, environment, policies)
            found += refusals(compiled[name], place, name)
    found += clashes.clashes(settled.event_types, settled.documents, environment)
    file = settled.repository.relative(settled.repository.environments / f"{environment.name}.yaml")
    for cell in environment.cells:
        found += refusals(compile_platform(environment, cell, policies), Span(file))
    return replace(settled, diagnostics=ordered(found), compiled=compiled)


def build(settled: Settled, names: Iterable[str] | None = None) -> dict[str, ResourceGraph]:
    """The graphs of Event Types (all, or `names`) and of the platform of every cell. For a fleet without errors."""
    environment, policies = settled.environment, settled.policies
    if environment is None or policies is None:
        return {}
    wanted = settled.event_types if names is None else sorted(set(names))
    graphs = {
        name: settled.compiled.get(name) or compile_graph(settled.event_types[name], environment, policies)
        for name in wanted
    }
    for cell in environment.cells:
        graphs[f"{PLATFORM}{cell.name}"] = compile_platform(environment, cell, policies)
    refuse_shared_names(graphs.values())
    return graphs

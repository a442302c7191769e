"""Where a value of an environment or policy file is written, what it is, and what it decides: found by lookup of the
reasons of settled values, and by trial where the file's key is a fact that facets read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.facets import compile_graph
from composer.graph.properties import dotted
from composer.plans import alterations, provenance
from composer.platform import compile_platform
from composer.platform.foundation import compile_foundation
from composer.policy.resolve import resolve
from composer.schema.released import Released
from composer.spec import attribute_docs, reader
from composer.spec.environment import EnvironmentSpec
from composer.spec.error_places import description_at
from composer.spec.event_type import EventTypeSpec
from composer.spec.json_schema import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.diagnostics import Span
    from composer.documents import Document
    from composer.graph.properties import Path
    from composer.model import Cell, Environment, EventType, Policies
    from composer.stages import Settled


@dataclass(frozen=True, slots=True)
class Fact:
    """One written value: `path` begins with the name of the policy file, and in an environment with its first key.

    `meaning`: what the key is for, in the words of its schema. `settles`: settled values that are what they are because
    of this place, each with the number of Event Types that have it so. `changes`: how many Event Types would have other
    resources if it said something else, be it through what is settled by it; None where only that can say so. `shared`:
    in how many cells what all Event Types share would be other. `of`: all Event Types.
    """

    subject: str
    path: Path
    value: Any
    place: Span
    meaning: str
    settles: Mapping[str, int]
    changes: int | None
    shared: int
    of: int

    @property
    def name(self) -> str:
        """How it is asked for."""
        return f"{self.subject}:{dotted(self.path)}"


def paths(settled: Settled, subject: str) -> Mapping[str, Path]:
    """Every path that can be asked for, by how it is written: values, and what they are in."""
    return {dotted(path): path for path in _below((), _tree(settled, subject)) if path}


def facts(settled: Settled, subject: str, path: Path) -> tuple[Fact, ...]:
    """The values at and below a path. What one decides is found out only if it is asked for alone."""
    tree = _tree(settled, subject)
    every = [one for one in _below((), tree) if one[: len(path)] == path and not _inside(_at(tree, one))]
    return tuple(_fact(settled, subject, one, _at(tree, one), alone=len(every) == 1) for one in every)


def _tree(settled: Settled, subject: str) -> Any:
    if subject == provenance.ENVIRONMENT:
        return settled.environment.written[settled.environment.name].value
    return {name: document.value for name, document in settled.policies.written.items()}


def _document(settled: Settled, subject: str, path: Path) -> tuple[Document, str, Path]:
    """The file that a value is in, the name of its schema, and the path in the file."""
    if subject == provenance.ENVIRONMENT:
        return settled.environment.written[settled.environment.name], subject, path
    name = str(path[0])
    return settled.policies.written[name], name.replace("_", "-"), path[1:]


def _inside(value: Any) -> Iterator[tuple[str | int, Any]] | None:
    """The parts of a value that has values in it; None for a single one, and for a list of single ones."""
    if isinstance(value, dict) and value:
        return iter(value.items())
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        return iter(enumerate(value))
    return None


def _below(path: Path, value: Any) -> Iterator[Path]:
    yield path
    for step, inner in _inside(value) or ():
        yield from _below((*path, step), inner)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _fact(settled: Settled, subject: str, path: Path, value: Any, *, alone: bool) -> Fact:
    document, schema, inner = _document(settled, subject, path)
    attribute_docs.describe()
    changed = _changed_by(settled, subject, path) if alone else None
    spec = EnvironmentSpec if subject == provenance.ENVIRONMENT else PUBLISHED[schema]
    return Fact(
        subject=subject,
        path=path,
        value=value,
        place=document.span(inner),
        meaning=description_at(spec, inner),
        settles=_settled_by(settled, document, inner) if alone else {},
        changes=changed[0] if changed else None,
        shared=changed[1] if changed else 0,
        of=len(settled.event_types),
    )


def _settled_by(settled: Settled, document: Document, path: Path) -> Mapping[str, int]:
    """Settled values whose reason is this place, or that of the row around it where they are called as its key is."""
    here, row = _place(document.span(path)), _place(document.span(path[:-1]))
    return Counter(
        dotted(one)
        for event in settled.event_types.values()
        for one, why in event.because.items()
        if (why.file, why.line, why.column) == here or (one[-1] == path[-1] and (why.file, why.line, why.column) == row)
    )


def _place(span: Span) -> tuple[str, int, int]:
    return span.file, span.line, span.column


def _changed_by(settled: Settled, subject: str, path: Path) -> tuple[int, int] | None:
    """How many Event Types, and what is shared of how many cells, would be other resources with another value of a fact
    that is called as the key is."""
    environment, policies = settled.environment, settled.policies
    facts_now = environment if subject == provenance.ENVIRONMENT else policies
    names = next((one for one in (path, path[1:]) if one in {*alterations.parts(facts_now)}), None)
    if names is None or (subject == provenance.ENVIRONMENT and names[0] in provenance.PLACES):
        return None
    other, altered = provenance.otherwise(environment, policies, subject, names)
    event_types = sum(
        compile_graph(_settled_with(settled, event, altered), other, altered).fingerprint
        != compile_graph(event, environment, policies).fingerprint
        for event in settled.event_types.values()
    )
    shared = sum(
        _shared(other, cell, altered) != _shared(environment, now, policies)
        for cell, now in zip(other.cells, environment.cells, strict=True)
    )
    return event_types, shared


def _settled_with(settled: Settled, event: EventType, policies: Policies) -> EventType:
    """The Event Type as its definition settles by these policies."""
    document = settled.documents[event.name]
    definition, _ = reader.read(document, EventTypeSpec)
    if definition is None or policies is settled.policies:
        return event
    return resolve(definition, document, Released.of(event.versions), policies, event.cell)


def _shared(environment: Environment, cell: Cell, policies: Policies) -> tuple[str, ...]:
    """Fingerprints of what all Event Types of a cell share."""
    compilers = (compile_foundation, compile_platform)
    return tuple(compiler(environment, cell, policies).fingerprint for compiler in compilers)

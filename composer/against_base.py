"""What `check --base` adds: the released schemas of a fleet against those of a git base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from composer import documents, gitbase
from composer.policy.append_only import rewritten
from composer.policy.evolution import evolution
from composer.schema.avro import problems
from composer.schema.released import RecordedLines, Released, as_line, recorded
from composer.weakening import weakened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from composer.diagnostics import Diagnostic
    from composer.pipeline import Settled
    from composer.repository import Repository

SUFFIX = ".versions.jsonl"


@dataclass(frozen=True, slots=True)
class Compared:
    """What the base says: diagnostics, and the released lines of each Event Type there, which stay what they are.

    An Event Type that has no recorded versions in the base counts as having one: the schema that it has there.
    """

    diagnostics: tuple[Diagnostic, ...]
    lines: Mapping[str, RecordedLines]


def compare(settled: Settled, ref: str) -> Compared:
    """Compare with the commit where this branch left `ref`. Raises gitbase.NoBaseError."""
    here = settled.repository
    with gitbase.at(here, gitbase.fork_point(here, ref)) as base:
        before = _lines(base.repository)
        found = [*rewritten(_lines(here), before, ref)]
        for name, event in settled.event_types.items():
            if name in before:
                continue
            implied = _implied(name, settled, base)
            if implied is None:
                continue
            before[name] = implied
            if not event.versions:
                first = replace(event, versions=Released(implied.lines))
                found += evolution(first, settled.documents[name])
        if settled.environment and settled.policies:
            found += weakened(settled, base)
    return Compared(tuple(found), before)


def _lines(repository: Repository) -> dict[str, RecordedLines]:
    """The recorded versions of a repository by name of the Event Type, wherever the file lies."""
    files = sorted(repository.eventtypes.glob(f"**/*{SUFFIX}"))
    return {path.name.removesuffix(SUFFIX): recorded(path, repository.relative(path)) for path in files}


def _implied(name: str, settled: Settled, base: gitbase.Base) -> RecordedLines | None:
    """The schema that an Event Type without recorded versions had in the base; None if there was none."""
    file = settled.documents[name].file
    schema = schema_at(name, file, base)
    return None if schema is None else RecordedLines(file, (as_line(schema),))


def schema_at(name: str, file: str, base: gitbase.Base) -> dict[str, Any] | None:
    """The legal record schema in the definition of an Event Type as the base has it, in `file` or wherever it was."""
    for path in _definitions(name, file, base.repository):
        document = documents.read(base.repository.relative(path), path.read_bytes())
        schema = document.value.get("schema") if isinstance(document.value, dict) else None
        if isinstance(schema, dict) and not problems(schema) and schema.get("type") == "record":
            return schema
    return None


def _definitions(name: str, file: str, base: Repository) -> Iterator[Path]:
    same = base.root / file
    if same.is_file():
        yield same
    else:
        yield from sorted(base.eventtypes.glob(f"**/{name}.y*ml"))

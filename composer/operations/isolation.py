"""One broken file stops one Event Type: which errors stop the Event Types that somebody asked for, and which do not."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from composer.graph import cell_of, is_shared
from composer.schema.released import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Set

    from composer.diagnostics import Diagnostic
    from composer.stages import Checked, Settled


def stopping(settled: Settled, names: Collection[str]) -> tuple[Diagnostic, ...]:
    """The errors of a judged fleet that concern these Event Types: their own, those between them and others, and those
    of what all share (policies, the environment, their cell). Of rows for one Event Type or team in
    what all share, those of these Event Types and their teams. What concerns others alone stops others alone."""
    here = settled.repository.relative(settled.repository.eventtypes)
    files = {file for name in names if name in settled.documents for file in _files(settled.documents[name].file)}
    cells = {
        settled.event_types[name].cell if name in settled.event_types else cell_of(name) if is_shared(name) else name
        for name in names
    }
    teams = {team for name in names for team in _teams(settled, name)}
    return tuple(
        diagnostic for diagnostic in _errors(settled) if _concerns(diagnostic, names, files, cells, teams, f"{here}/")
    )


def unseen(settled: Settled, names: Collection[str]) -> tuple[str, ...]:
    """The files of definitions with errors that do not stop these Event Types, in order."""
    stops = set(stopping(settled, names))
    return tuple(sorted({diagnostic.span.file for diagnostic in _errors(settled) if diagnostic not in stops}))


def left_out(checked: Checked) -> tuple[str, ...]:
    """The files of definitions that became no resources, in order."""
    here = checked.repository
    compiled = {checked.documents[name].file for name in checked.graphs}
    return tuple(sorted({here.relative(path) for path in here.definitions()} - compiled))


def of_file_named(settled: Settled, name: str) -> tuple[Diagnostic, ...]:
    """The errors in the file that should define an Event Type which could not be settled."""
    return tuple(
        diagnostic
        for diagnostic in _errors(settled)
        if PurePosixPath(diagnostic.span.file).name.partition(".")[0] == name
    )


def _errors(settled: Settled) -> tuple[Diagnostic, ...]:
    return tuple(diagnostic for diagnostic in settled.diagnostics if diagnostic.is_error)


def _files(definition: str) -> tuple[str, str]:
    return definition, str(PurePosixPath(definition).with_suffix(SUFFIX))


def _teams(settled: Settled, name: str) -> Iterator[str]:
    """The teams that an Event Type names: its owner, and those who need it."""
    event = settled.event_types.get(name)
    if event is not None:
        yield event.owner.name
        yield from (one.team for one in event.consumers)


def _concerns(
    diagnostic: Diagnostic,
    names: Collection[str],
    files: Collection[str],
    cells: Set[str],
    teams: Set[str],
    definitions: str,
) -> bool:
    touched = {diagnostic.span.file, *(one.span.file for one in diagnostic.related)}
    if diagnostic.event_type in names or not touched.isdisjoint(files):
        return True
    if diagnostic.cells:
        return not cells.isdisjoint(diagnostic.cells)
    if diagnostic.of_row:
        shared = is_shared(diagnostic.event_type) and cell_of(diagnostic.event_type) in cells
        return shared or not teams.isdisjoint(diagnostic.teams)
    return not diagnostic.event_type and not diagnostic.span.file.startswith(definitions)

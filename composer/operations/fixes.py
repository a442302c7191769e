"""What `check --fix` may write: files that follow from the rest of the repository, computed without touching any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.capacity import demand, placement
from composer.judgement.file_places import orphans
from composer.platform import compile_platform
from composer.platform.foundation import compile_foundation
from composer.schema.released import SUFFIX, RecordedLines, as_line, recorded, same_version
from composer.stages import Unusable
from composer.system import atomic_writes, files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from composer.stages import Checked


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """One file to write: its place, its whole new text, and in words what that does. `moved`: the file whose text that
    was, which goes then."""

    file: Path
    text: str
    description: str
    moved: Path | None = None


def fixes(fleet: Checked | Unusable, base: Mapping[str, RecordedLines] | None = None) -> tuple[Fix, ...]:
    """Everything that can be put right for a judged fleet, in order of file. Nothing is written by this.

    `base`: the released lines of each Event Type at the commit that is compared with. With it, what a branch recorded
    and changed again before it was merged stays one version.
    """
    if isinstance(fleet, Unusable):
        return tuple(sorted(_moved(fleet)))
    return tuple(sorted([*_moved(fleet), *_versions(fleet, base), *_placements(fleet)]))


def write(fix: Fix, root: Path) -> None:
    """Write one file of the repository at `root` whole: a reader sees the old text or the new one, whatever happens in
    between. Raises OSError."""
    files.inside(fix.file.parent, within=root)
    fix.file.parent.mkdir(parents=True, exist_ok=True)
    atomic_writes.write(fix.file, fix.text.encode(), within=root)
    if fix.moved is not None:
        fix.moved.unlink(missing_ok=True)


def _moved(fleet: Checked | Unusable) -> Iterator[Fix]:
    """Records that were left behind by their definitions; one that is where another lies already is for people."""
    here = fleet.repository
    misplaced = [one for one in orphans(here, fleet.documents) if one.definition and not one.other]
    for one in misplaced:
        lines = recorded(here.root / one.file, here)
        if not lines.problem and len([other for other in misplaced if other.name == one.name]) == 1:
            text = "".join(f"{line}\n" for line in lines.lines)
            description = f"the released versions of {one.name}, moved from {one.file}"
            yield Fix(here.root / one.beside, text, description, here.root / one.file)


def _versions(checked: Checked, base: Mapping[str, RecordedLines] | None) -> Iterator[Fix]:
    """Schemas that are not recorded yet: appended where nothing else is wrong, for a line can never be taken back."""
    wrong = _wrong(checked)
    for name in checked.event_types:
        document = checked.documents[name]
        if name in wrong or document.file in wrong:
            continue
        path = (checked.repository.root / document.file).with_suffix(SUFFIX)
        there = recorded(path, checked.repository)
        if there.problem or checked.repository.relative(path) in wrong:
            continue
        lines = _retained_lines(there, base.get(name) if base is not None else None)
        last = lines[-1] if lines else None
        if last is None or not same_version(last, document.value["schema"]):
            lines = (*lines, as_line(document.value["schema"]))
        if lines != there.lines:
            description = f"records version {len(lines)} of {name}"
            if lines and len(lines) <= len(there.lines):
                description = f"makes what this branch recorded of {name} one version, {len(lines)}"
            yield Fix(path, "".join(f"{line}\n" for line in lines), description)


def _placements(checked: Checked) -> Iterator[Fix]:
    """Event Types that live in no cell yet: each in the first with room. What is recorded stays as it is recorded."""
    environment, policies = checked.environment, checked.policies
    path = checked.repository.placements / f"{environment.name}.yaml"
    if len(environment.cells) == 1 or checked.repository.relative(path) in _wrong(checked):
        return
    demands = {
        name: demand.of(checked.event_types[name], graph, policies.sizing) for name, graph in checked.graphs.items()
    }
    platforms = {
        cell.name: demand.of_resources(
            compile_foundation(environment, cell, policies), compile_platform(environment, cell, policies)
        )
        for cell in environment.cells
    }
    placed = placement.place(environment, policies.limits, policies.headroom, platforms, demands)
    new = placed.cells.keys() - environment.placements.keys()
    if new:
        homes = ", ".join(sorted({placed.cells[name] for name in new}))
        description = f"places {', '.join(sorted(new)) if len(new) < 4 else f'{len(new)} Event Types'} in {homes}"
        yield Fix(path, placement.render(environment.name, placed.cells), description)


def _retained_lines(there: RecordedLines, base: RecordedLines | None) -> tuple[str, ...]:
    """The lines that stay. A branch's own lines stay, too, if there is no base that says which those are."""
    if base is None:
        return there.lines
    released_there = base.implied or there.lines[: len(base.lines)] == base.lines
    return base.lines if released_there else there.lines


def _wrong(checked: Checked) -> Collection[str]:
    """Event Types, and files of them, with an error other than that their schema is not recorded."""
    errors = [
        diagnostic for diagnostic in checked.diagnostics if diagnostic.is_error and not diagnostic.rule.records_version
    ]
    return {diagnostic.event_type for diagnostic in errors if diagnostic.event_type} | {
        diagnostic.span.file for diagnostic in errors
    }

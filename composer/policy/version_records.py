"""Where definitions and their records lie: one folder a domain, and the released versions beside the definition.

A record belongs to the name of its Event Type. Who moves a definition without it would begin a new history, in which
every change is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span
from composer.schema.released import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.documents import Document


@dataclass(frozen=True, slots=True)
class Orphan:
    """A record without its definition beside it. `definition` is where that is, "" if there is none of this name;
    `other` is the record that lies there already, "" if none does."""

    name: str
    file: str
    definition: str
    other: str

    @property
    def beside(self) -> str:
        """The right place of the record; "" where no definition says so."""
        return f"{self.definition.rpartition('.')[0]}{SUFFIX}" if self.definition else ""


def orphans(
    files: Iterable[str], documents: Mapping[str, Document], definitions: Collection[str]
) -> tuple[Orphan, ...]:
    """Records among these files that have no definition beside them. `documents`: definitions by name, `definitions`:
    every definition's file, those that cannot be read included."""
    there = sorted(file for file in files if file.endswith(SUFFIX))
    stems = {file.rpartition(".")[0] for file in definitions}
    unread = {PurePosixPath(file).stem: file for file in definitions}
    orphaned = []
    for file in there:
        stem = file.removesuffix(SUFFIX)
        if stem in stems:
            continue
        name = PurePosixPath(stem).name
        definition = documents[name].file if name in documents else unread.get(name, "")
        beside = f"{definition.rpartition('.')[0]}{SUFFIX}" if definition else ""
        orphaned.append(Orphan(name, file, definition, beside if beside in there else ""))
    return tuple(orphaned)


def problems(orphaned: Iterable[Orphan], documents: Mapping[str, Document]) -> Iterator[Diagnostic]:
    """Report records that lie alone."""
    for one in orphaned:
        if one.other:
            message = f"{one.name} has released versions here and in {one.other}; its definition is {one.definition}"
            hint = "one name has one record: keep the lines that were released, beside the definition"
        elif one.definition:
            message = f"the definition of {one.name} was moved to {one.definition}, and its released versions were not"
            hint = (
                f"`composer check --fix` moves them to {one.beside}: what was released binds the name, wherever it lies"
            )
        else:
            message = f"these are the released versions of {one.name}, which has no definition"
            hint = "bring the definition back; one that is at its end says `lifecycle: {state: deleted}`"
        known = one.name in documents
        related = (Related(documents[one.name].span(("event_type",)), "its definition"),) if known else ()
        yield Diagnostic("ET329", message, Span(one.file), hint, event_type=one.name, related=related)


def misplaced(file: str, document: Document) -> Iterator[Diagnostic]:
    """A definition that lies in no domain's folder, or in a folder of such a one: nobody can tell its domain then."""
    folders = PurePosixPath(file).parts[1:-1]
    if len(folders) != 1:
        where = f"eventtypes/{folders[0] if folders else '<domain>'}/{PurePosixPath(file).name}"
        what = "lies in a folder of a folder" if folders else "lies in no folder"
        message = f"this definition {what}, so its domain is not clear"
        hint = f"move it to {where}, its released versions with it: the folder below eventtypes/ is the domain"
        yield Diagnostic("ET715", message, document.span(("event_type",)), hint)

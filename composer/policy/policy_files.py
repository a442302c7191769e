"""The policy files of a repository as they are read, one by one: written, given, or filled where they are broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from composer import documents
from composer.diagnostics import Diagnostic, Related, Span
from composer.documents import Document
from composer.model import Reason
from composer.spec import own_rows
from composer.spec.fillings import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.documents.marks import Path
    from composer.repository import Repository
    from composer.spec.base import Spec

S = TypeVar("S", bound="Spec")


@dataclass(slots=True)
class PolicyFiles:
    """The policy files read so far, and what was found wrong. `given` are not read from the disk. `which`: the filling
    of what is broken in them, of which nothing is said; None: nothing is filled."""

    repository: Repository
    given: Mapping[str, Document] = field(default_factory=dict)
    which: int | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    lost: dict[str, frozenset[str]] = field(default_factory=dict)
    """By file, the names of rows that are broken and left out."""
    unchanged: set[str] = field(default_factory=set)
    """Files of which nothing had to be filled: every name of a row is what somebody wrote."""

    def read(self, name: str, kind: type[S]) -> S | None:
        """A file as its type, by its name without an ending; None where it is not there or cannot be used."""
        document = self.given.get(name) or self._document(name)
        if document is None:
            return None
        self.documents[name] = document
        if self.which is not None:
            return self.filled(name, kind, self.which)
        value, problems, lost = own_rows.read(document, kind)
        self.diagnostics += problems
        self.lost[name] = lost
        self.unchanged |= set() if value is None else {name}
        return value

    def filled(self, name: str, kind: type[S], which: int, unclear: Iterable[Path] = ()) -> S | None:
        """A file that was read, with something else for what is broken in it; of one that says nothing for all of it.
        None where too much is."""
        there = self.documents.get(name)
        if there is None:
            return None
        document = there if isinstance(there.value, dict) else Document(there.file, {})
        made = filled(document, kind, which, unclear)
        self.unchanged |= {name} if made and made[1] == document.value else set()
        return made[0] if made else None

    def has_rows(self, name: str, key: str) -> bool:
        """True if the rows of a file can be read; what others say about rows that cannot is not judged."""
        value = self.documents[name].value if name in self.documents else None
        return isinstance(value, dict) and bool(value.get(key)) and isinstance(value[key], list | dict)

    def _document(self, name: str) -> Document | None:
        path = self.repository.policy / f"{name}.yaml"
        if not self.repository.has(path):
            if self.which is not None:
                return Document(self.repository.relative(path), {})
            other = next((one for one in (".yml", ".YAML") if self.repository.has(path.with_suffix(one))), "")
            hint = (
                f"rename {name}{other}, which stands beside it, to {name}.yaml"
                if other
                else "`composer init` writes a first one; copy it from there"
            )
            self.diagnostics.append(
                Diagnostic("ET701", "there is no such file", Span(self.repository.relative(path)), hint)
            )
            return None
        return documents.of(self.repository, path)

    def place(self, name: str, path: Path) -> Reason:
        """The place of something in a file that was read."""
        span = self.documents[name].span(path)
        return Reason(f"{name}.yaml", span.file, span.line, span.column)

    def complain(self, code: str, message: str, name: str, path: Path, hint: str) -> None:
        """An error at a place in a file that was read."""
        self.diagnostics.append(Diagnostic(code, message, self.documents[name].span(path), hint))

    def beyond(self, code: str, message: str, place: tuple[str, Path], hint: str, limit: str) -> None:
        """An error at a place (a file, and a path in it) because of a row of limits.yaml."""
        there = Related(self.documents["limits"].span(("limits", limit)), "the limit is stated here")
        file, path = place
        self.diagnostics.append(Diagnostic(code, message, self.documents[file].span(path), hint, related=(there,)))

"""The released schemas of an Event Type: `<EventType>.versions.jsonl`, one Avro schema a line, oldest first."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from composer.diagnostics import MOST_IN_A_FILE, Diagnostic, Span
from composer.schema.avro import illegal
from composer.schema.first_difference import first_change
from composer.schema.unchanged_fields import Known, with_fields_of
from composer.schema.walk import AVRO_ATTRIBUTES, only, without_annotations_each

if TYPE_CHECKING:
    from pathlib import Path

    from composer.model import Avro
    from composer.repository import Repository
    from composer.schema.legal import Sound
    from composer.schema.walk import Path as InSchema

SUFFIX = ".versions.jsonl"
"""What the file of an Event Type's released versions is called, beside its definition."""


class Released(Sequence["Avro"]):
    """Released schemas without annotations such as `semantic`, oldest first.

    What is kept and travels between processes is their text, compressed: versions are so alike that a twentieth of it
    is left, ten versions of 500 Event Types would be most of what is known of them, and only judging looks into them.
    """

    __slots__ = ("_annotated", "_count", "_schemas", "_text", "broken")

    def __init__(
        self, lines: tuple[str, ...], annotated: tuple[Avro, ...] | None = None, *, broken: bool = False
    ) -> None:
        self._count = len(lines)
        self._text = zlib.compress("\n".join(lines).encode(), 1)
        self._annotated = annotated
        self.broken = broken
        """Whether there is a record that cannot be read, and so none here."""
        self._schemas: tuple[Avro, ...] | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The released schemas as text, a line each."""
        return tuple(zlib.decompress(self._text).decode().split("\n")) if self._count else ()

    @property
    def annotated(self) -> tuple[Avro, ...]:
        """The released schemas as they stand in the file, annotations and all."""
        if self._annotated is None:
            known: Known = {}
            self._annotated = tuple(with_fields_of(known, json.loads(line)) for line in self.lines)
        return self._annotated

    def _read(self) -> tuple[Avro, ...]:
        if self._schemas is None:
            self._schemas = without_annotations_each(self.annotated)
        return self._schemas

    @overload
    def __getitem__(self, index: int) -> Avro: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Avro, ...]: ...
    def __getitem__(self, index: int | slice) -> Avro | tuple[Avro, ...]:
        return self._read()[index]

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._text)

    @classmethod
    def of(cls, versions: Sequence[Avro]) -> Released:
        """The versions of a settled Event Type, which calls them schemas and no more, as what they were read into."""
        return versions if isinstance(versions, Released) else cls(tuple(as_line(schema) for schema in versions))

    def to_plain(self) -> tuple[int, bytes, bool]:
        """See `composer.execution.frozen_bytes`."""
        return self._count, self._text, self.broken

    @classmethod
    def from_plain(cls, count: int, text: bytes, broken: bool) -> Released:
        """See `composer.execution.frozen_bytes`."""
        released = cls((), broken=broken)
        released._count, released._text = count, text
        return released

    def __reduce__(self) -> tuple[Callable[..., Released], tuple[Any, ...]]:
        return Released.from_plain, self.to_plain()


def _broken() -> Released:
    return Released((), broken=True)


@dataclass(frozen=True, slots=True)
class RecordedLines:
    """The lines of a `.versions.jsonl` as they stand in the file, and why they cannot be read, "" if they can.

    `file` is how diagnostics call it; `whole` says whether the last line ends as lines do. `implied` lines stand in no
    file: they are what a record would have held if there had been one.
    """

    file: str
    lines: tuple[str, ...] = ()
    whole: bool = True
    problem: str = ""
    implied: bool = False


MOST_BYTES = 16_000_000
MOST_VERSIONS = 1_000
"""What a record of versions may hold. A type that changes every week for twenty years stays below."""


def recorded(path: Path, repository: Repository) -> RecordedLines:
    """The lines of a file, none if there is no such file. Line ends of Windows are no difference."""
    file = repository.relative(path)
    if not repository.has(path):
        return RecordedLines(file)
    try:
        return as_lines(repository.read(path, MOST_BYTES), file)
    except OSError as error:
        return RecordedLines(file, problem=f"cannot be read: {error.strerror}")


def as_lines(data: bytes, file: str) -> RecordedLines:
    """The record in a file of these bytes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return RecordedLines(
            file, problem=f"is no UTF-8 text: byte {error.start + 1} is 0x{error.object[error.start]:02x}"
        )
    if not text:
        return RecordedLines(file)
    if (count := text.count("\n")) > MOST_VERSIONS:
        return RecordedLines(file, problem=f"holds {count:,} lines, and at most {MOST_VERSIONS:,} are read")
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return RecordedLines(file, tuple(lines), whole=text.endswith("\n"))


def as_line(schema: Any) -> str:
    """A schema as it is recorded, annotations included: they tell what its fields meant."""
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def same_version(line: str | Avro, schema: Avro) -> bool:
    """True if a released line, or schema, is this schema, both with their annotations.

    Words and meanings are no new version; that a field is deprecated is one, for it is the release that says so.
    """
    released = json.loads(line) if isinstance(line, str) else line
    return bool(only(released, _IDENTITY) == only(schema, _IDENTITY))


def since_version(released: Avro, schema: Avro) -> InSchema:
    """Where a schema begins to be another than a released one; () for the schema itself."""
    return first_change(only(released, _IDENTITY), only(schema, _IDENTITY))


_IDENTITY = AVRO_ATTRIBUTES - {"doc"} | {"deprecated"}
_MERGING = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def read(path: Path, repository: Repository) -> tuple[Released, tuple[Diagnostic, ...]]:
    """The released schemas, oldest first; none if there is no such file.

    If a line is broken, that is said and there are none either: a version is the number of its line, so what is left
    could only be told with wrong numbers.
    """
    if not repository.has(path):
        return Released(()), ()
    there = recorded(path, repository)
    file = there.file
    if there.problem:
        return _broken(), (Diagnostic("ET311", there.problem, Span(file), "restore it from version control"),)
    versions: list[dict[str, Any]] = []
    diagnostics: list[Diagnostic] = []
    sound: Sound = {}
    known: Known = {}
    for number, line in enumerate(there.lines, start=1):
        if len(diagnostics) > MOST_IN_A_FILE:
            break  # none of them counts any more
        if line.strip() and there.lines[number - 2 : number - 1] == (line,):
            message = f"version {number} is version {number - 1} again"
            diagnostics.append(
                Diagnostic("ET311", message, Span(file, number), "delete this line: merges double lines")
            )
            continue
        last = number == len(there.lines)
        schema, wrong = _parsed(line, cut=last and not there.whole)
        if schema is not None:
            mistakes = illegal(with_fields_of(known, schema), sound)
            if not mistakes:
                versions.append(schema)
                continue
            wrong = mistakes[0].message
        code = "ET311" if schema is None else "ET312"
        message = f"version {number}: {wrong}" if schema is not None else wrong
        hint = _MERGE_HINT if line.startswith(_MERGING) else _HINT if line.strip() else "delete this line"
        diagnostics.append(Diagnostic(code, message, Span(file, number), hint))
    return _broken() if diagnostics else Released(there.lines, tuple(versions)), tuple(diagnostics)


_HINT = "released lines are never edited: restore the line from version control"
_MERGE_HINT = "keep the lines of the branch that was merged first, then run `composer check --fix`"


def _parsed(line: str, *, cut: bool) -> tuple[dict[str, Any] | None, str]:
    """A line as a record schema, or None and why it is none."""
    if not line.strip():
        return None, "this line is empty"
    if line.startswith(_MERGING):
        return None, "this line was left behind by a merge"
    try:
        schema = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None, "this line is cut off" if cut else "this line is no JSON"
    if not isinstance(schema, dict) or schema.get("type") != "record":
        return None, "this line is no Avro record"
    return schema, ""


def _refuse(constant: str) -> Any:
    raise ValueError(constant)

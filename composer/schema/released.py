"""The released schemas of an Event Type: `<EventType>.versions.jsonl`, one Avro schema a line, oldest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from composer.diagnostics import Diagnostic, Span
from composer.schema.avro import problems
from composer.schema.walk import without_annotations

if TYPE_CHECKING:
    from pathlib import Path

    from composer.model import Avro
    from composer.repository import Repository

CODES = {
    "ET311": "Released schemas are JSON, one record schema a line.",
    "ET312": "Every released schema is legal Avro.",
}


class Released(Sequence["Avro"]):
    """Released schemas without annotations such as `semantic`, oldest first.

    What travels between processes is their text: ten versions of 500 Event Types are most of what is known of them, and
    only judging looks into them.
    """

    __slots__ = ("_lines", "_schemas")

    def __init__(self, lines: tuple[str, ...], schemas: tuple[Avro, ...] | None = None) -> None:
        self._lines = lines
        self._schemas = schemas

    def _read(self) -> tuple[Avro, ...]:
        if self._schemas is None:
            self._schemas = tuple(without_annotations(json.loads(line)) for line in self._lines)
        return self._schemas

    @overload
    def __getitem__(self, index: int) -> Avro: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Avro, ...]: ...
    def __getitem__(self, index: int | slice) -> Avro | tuple[Avro, ...]:
        return self._read()[index]

    def __len__(self) -> int:
        return len(self._lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._lines)

    def __reduce__(self) -> tuple[type[Released], tuple[tuple[str, ...]]]:
        return Released, (self._lines,)


def read(path: Path, repository: Repository) -> tuple[Released, tuple[Diagnostic, ...]]:
    """The released schemas, oldest first; none if there is no such file.

    If a line is broken, that is said and there are none either: a version is the number of its line, so what is left
    could only be told with wrong numbers.
    """
    if not path.exists():
        return Released(()), ()
    file = repository.relative(path)
    versions: list[dict[str, Any]] = []
    found: list[Diagnostic] = []
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        return Released(()), (
            Diagnostic("ET311", f"cannot be read: {error}", Span(file), "restore it from version control"),
        )
    for number, line in enumerate(lines, start=1):
        span = Span(file, number)
        hint = "released lines are never edited: restore the line from version control"
        try:
            schema = json.loads(line)
        except (ValueError, RecursionError):
            found.append(Diagnostic("ET311", "this line is no JSON", span, hint))
            continue
        if not isinstance(schema, dict) or schema.get("type") != "record":
            found.append(Diagnostic("ET311", "this line is no Avro record", span, hint))
            continue
        wrong = problems(schema)
        if wrong:
            found.append(Diagnostic("ET312", f"version {number}: {wrong[0].message}", span, hint))
            continue
        versions.append(without_annotations(schema))
    return Released(()) if found else Released(tuple(lines), tuple(versions)), tuple(found)

"""The released schemas of an Event Type: `<EventType>.versions.jsonl`, one Avro schema a line, oldest first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer.diagnostics import Diagnostic, Span
from composer.schema.avro import problems

if TYPE_CHECKING:
    from pathlib import Path

    from composer.repository import Repository

CODES = {
    "ET311": "Released schemas are JSON, one record schema a line.",
    "ET312": "Every released schema is legal Avro.",
}


def read(path: Path, repository: Repository) -> tuple[tuple[dict[str, Any], ...], tuple[Diagnostic, ...]]:
    """The released schemas, oldest first; none if there is no such file.

    If a line is broken, that is said and there are none either: a version is the number of its line, so what is left
    could only be told with wrong numbers.
    """
    if not path.exists():
        return (), ()
    file = repository.relative(path)
    versions: list[dict[str, Any]] = []
    found: list[Diagnostic] = []
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        return (), (Diagnostic("ET311", f"cannot be read: {error}", Span(file), "restore it from version control"),)
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
        versions.append(schema)
    return () if found else tuple(versions), tuple(found)

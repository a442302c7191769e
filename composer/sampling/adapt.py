"""An Avro schema from elsewhere as it can be used here: without comments, and right for every place it goes to."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from composer.rules import Repair, rule
from composer.schema.avro import problems
from composer.schema.field_identity import Fields
from composer.schema.written_types import branch_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.schema.legal import SchemaProblem

_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*', re.DOTALL)


def without_comments(text: str) -> str:
    """JSON without `/* */` and `//`, as Avro's own parser reads it; every other character stays where it is."""
    return _TOKEN.sub(lambda match: match[0] if match[0][0] == '"' else re.sub(r"[^\n]", " ", match[0]), text)


def adapted(schema: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """A legal record schema that every place takes, and what was done, by the dotted name of the field."""
    made: dict[str, Any] = copy.deepcopy(dict(schema))
    notes: dict[str, list[str]] = {}
    names = {one.path: name for name, one in reversed(Fields(made).by_name.items())}
    for problem in problems(made):
        fixes = "; ".join(_put_right(made, problem))
        above = (problem.path[:end] for end in range(len(problem.path), 0, -1))
        around = next((names[path] for path in above if path in names), "")
        if fixes and around:
            notes.setdefault(around, []).append(fixes)
    return made, {name: "; ".join(fixes) for name, fixes in notes.items()}


def _put_right(schema: dict[str, Any], problem: SchemaProblem) -> Iterator[str]:
    *around, last = problem.path
    repair = rule(problem.code).repair
    part: Any = schema
    for step in around:
        part = part[step]
    if repair is Repair.FIRST_BRANCH:
        first = part.pop(last)
        part.insert(0, first)
        yield f"`{branch_name(first, '')}` comes first now: the default is of it, and Pub/Sub looks there"
    elif last == "logicalType":
        yield problem.message
        if repair is Repair.NO_LOGICAL_TYPE:  # it says nothing to anybody as it stands
            del part["logicalType"]

"""Whether the fields of a record are legal Avro: their names, types and defaults, and how they go together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from composer.documents.spelling import spelled
from composer.schema.defaults import default_problem
from composer.schema.fitting_defaults import fitting_default
from composer.schema.legal import COMPLEX, MAX_PATH, NAME, NamedTypes, SchemaProblem, name_hint
from composer.schema.unchanged_fields import alike
from composer.schema.walk import PRIMITIVES, Path
from composer.schema.written_types import (
    aliases_of,
    branch_name,
    taken_aliases,
    text_problems,
    written_alone,
)

Judge = Callable[[Any, Path, str, NamedTypes], Iterator[SchemaProblem]]
"""What judges a type inside a field, which is what a record is judged by."""
_FLAT = MAX_PATH // 4
"""Keys and indexes down to a field, and from there into its type, with which it is nested too deeply nowhere."""


def record_fields(
    kind: Mapping[str, Any],
    path: Path,
    namespace: str,
    named: NamedTypes,
    sound: dict[str, Mapping[str, Any]],
    judge: Judge,
) -> Iterator[SchemaProblem]:
    """Everything wrong with the fields of a record; `namespace` is the one inside it, `sound` are fields that need no
    look if they are as they were, and `judge` judges their types."""
    fields = kind.get("fields")
    if not isinstance(fields, list):
        yield SchemaProblem(
            "ET306", path, "a record needs a list of `fields`", "for example `fields: [{name: event_id, type: string}]`"
        )
        return
    seen: set[str] = set()
    for index, item in enumerate(fields):
        here = (*path, "fields", index)
        if type(item) is not dict and not isinstance(item, Mapping):
            yield SchemaProblem(
                "ET306",
                here,
                "a field is a mapping with `name` and `type`",
                "for example {name: event_id, type: string}",
            )
            continue
        name = item.get("name")
        before = sound.get(name) if type(name) is str and name not in seen else None
        if before is not None and (before is item or alike(item, before)):
            seen.add(item["name"])
            continue
        if _plainly_legal(item) and name not in seen:
            seen.add(item["name"])
            sound[item["name"]] = item
            continue
        fine = True
        for one in _field(item, here, namespace, named, seen, judge):
            fine = False
            yield one
        if fine and len(path) < _FLAT and _holds_no_names(item["type"], _FLAT):
            sound[item["name"]] = item
    yield from taken_aliases(fields, path, seen)


def _field(
    item: Mapping[str, Any], here: Path, namespace: str, named: NamedTypes, seen: set[str], judge: Judge
) -> Iterator[SchemaProblem]:
    name = item.get("name")
    if not isinstance(name, str) or not NAME.match(name):
        yield SchemaProblem("ET302", (*here, "name"), "this field has no legal name", name_hint(name))
    elif name in seen:
        yield SchemaProblem(
            "ET302", (*here, "name"), f"the field `{name}` is there twice", "rename one of the two, or remove it"
        )
    else:
        seen.add(name)
    yield from aliases_of(item, here, dotted=False)
    yield from text_problems(item, here)
    if "type" not in item:
        yield SchemaProblem("ET306", here, f"the field `{name}` has no type", "add `type:`")
        return
    if isinstance(item["type"], str) and item["type"] in COMPLEX:
        yield SchemaProblem("ET301", (*here, "type"), *written_alone(item["type"], item))
        return
    problems = list(judge(item["type"], (*here, "type"), namespace, named))
    yield from problems
    if "default" in item and all(one.legal for one in problems):
        wrong = default_problem(item["default"], item["type"], namespace, named)
        if wrong:
            hint = fitting_default(item["default"], item["type"])
            yield SchemaProblem("ET304", (*here, "default"), f"the default of `{name}`: {wrong}", hint)
        else:
            yield from _of_first_branch(item, here, namespace, named)


def _plainly_legal(field: Mapping[str, Any]) -> bool:
    """True if this is one of the fields that most are: a primitive, or one that may be null and is so by default.

    Every released version of every Event Type is read on every run: these need no walk and no path.
    """
    name, kind = field.get("name"), field.get("type")
    if type(name) is not str or "aliases" in field or "order" in field or not NAME.match(name):
        return False
    if type(field.get("doc", "")) is not str:
        return False
    if type(kind) is str:
        return kind in PRIMITIVES and "default" not in field
    if type(kind) is not list or len(kind) != 2 or field.get("default") is not None:
        return False
    first, second = kind
    return first == "null" and type(second) is str and second != "null" and second in PRIMITIVES


def _holds_no_names(kind: Any, depth: int) -> bool:
    """True if a legal type neither names a type nor is of one: then it is legal wherever it stands."""
    if depth == 0:
        return False
    if isinstance(kind, str):
        return kind in PRIMITIVES
    if isinstance(kind, list):
        return all(_holds_no_names(branch, depth - 1) for branch in kind)
    inner = kind["type"]
    if inner in ("array", "map"):
        return _holds_no_names(kind["items" if inner == "array" else "values"], depth - 1)
    return _holds_no_names(inner, depth - 1)


def _of_first_branch(
    field: Mapping[str, Any], path: Path, namespace: str, named: NamedTypes
) -> Iterator[SchemaProblem]:
    """Avro 1.12 lets the default of a union be of any branch; Pub/Sub reads 1.11 ("Avro version 1.11 is supported"),
    whose parser refuses that."""
    kind, default = field["type"], field["default"]
    if not isinstance(kind, list) or not default_problem(default, kind[0], namespace, named):
        return
    beginning = f"the default of `{field['name']}`, `{spelled(default)}`, is not of the first type of the union"
    index = next(number for number, one in enumerate(kind) if not default_problem(default, one, namespace, named))
    message = f"{beginning}: Avro takes that since 1.12, and Pub/Sub reads 1.11"
    hint = f"put `{branch_name(kind[index], namespace)}` first in its type"
    if default == "null":
        hint = f"write `default: null` without quotes; if the text is meant, {hint}"
    yield SchemaProblem("ET610", (*path, "type", index), message, hint, legal=True)

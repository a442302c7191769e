"""An Avro schema as the YAML that people edit: a field a block, with comments beside what they should look at."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from composer.documents.scalars import plain
from composer.schema.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WIDTH = 110
_FIRST = ("name", "type", "default", "semantic", "doc")
QUESTION = "semantic: what does it mean?"
"""Stands as a comment where a field does not say it."""


@dataclass(frozen=True, slots=True)
class Comments:
    """What to write beside fields, by dotted name, and which of them have to say what they mean."""

    texts: Mapping[str, str]
    asked: frozenset[str]


def schema_lines(schema: Mapping[str, Any], notes: Mapping[str, str]) -> Iterator[str]:
    """The lines of a schema. `notes`: comments by the dotted name of a field, as schema.walk writes it."""
    return _record(schema, Comments(notes, frozenset(leaf.name for leaf in leaves(schema))))


def _record(record: Mapping[str, Any], notes: Comments, prefix: str = "") -> Iterator[str]:
    yield f"type: {record['type']}"
    for key in ("name", "namespace", "doc"):
        if record.get(key) is not None:
            yield f"{key}: {scalar(record[key])}"
    for key in record:
        if key not in {"type", "name", "namespace", "doc", "fields"}:
            yield f"{scalar(key)}: {_flow(record[key])}"
    yield "fields:" if record["fields"] else "fields: []"
    for field in record["fields"]:
        first, *rest = _field(field, notes, f"{prefix}{field['name']}")
        yield f"  - {first}"
        yield from (f"    {line}" for line in rest)


def _field(field: Mapping[str, Any], notes: Comments, dotted: str) -> Iterator[str]:
    yield f"name: {scalar(field['name'])}"
    yield from _attached("type", _type(field["type"], notes, dotted))
    if "default" in field:
        yield f"default: {_flow(field['default'])}"
    yield from _meaning(field, notes, dotted)
    if field.get("doc") is not None:
        yield f"doc: {scalar(field['doc'])}"
    for key in field:
        if key not in _FIRST:
            yield f"{scalar(key)}: {_flow(field[key])}"


def _meaning(field: Mapping[str, Any], notes: Comments, dotted: str) -> Iterator[str]:
    note = notes.texts.get(dotted, "")
    if field.get("semantic") is not None:
        line = f"semantic: {scalar(field['semantic'])}"
        if len(note) > WIDTH // 2:
            yield from _comment(note)
            yield line
        else:
            yield line + (f"  # {note}" if note else "")
    elif dotted in notes.asked:
        yield from _comment(f"{QUESTION} {f'({note})' if note else ''}".strip())
    elif note:
        yield from _comment(note)


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(text, WIDTH - 20, break_on_hyphens=False))


def _holds_record(kind: Any) -> bool:
    """True if a type has fields of its own inside it."""
    if isinstance(kind, list):
        return any(_holds_record(branch) for branch in kind)
    if isinstance(kind, dict):
        return "fields" in kind or any(_holds_record(kind.get(key)) for key in ("type", "items", "values"))
    return False


def _type(kind: Any, notes: Comments, dotted: str) -> list[str]:
    """The lines of a type: one where it fits and nothing in it needs a comment."""
    if not _holds_record(kind):
        short = _flow(kind)
        if len(short) <= WIDTH - 20:
            return [short]
        return _dumped(kind, width=WIDTH - 10).splitlines()
    if isinstance(kind, list):
        lines = []
        for branch in kind:
            first, *rest = _type(branch, notes, dotted)
            lines += [f"- {first}", *(f"  {line}" for line in rest)]
        return lines
    if "fields" in kind:
        return list(_record(kind, notes, f"{dotted}."))
    lines = []
    for key, value in kind.items():
        ending = {"items": "[]", "values": "{}"}.get(key, "")
        inside = key in {"type", "items", "values"}
        lines += _attached(key, _type(value, notes, dotted + ending) if inside else [_flow(value)])
    return lines


def _attached(key: str, lines: list[str]) -> list[str]:
    """A key with its value, below it where that takes more than a line."""
    if len(lines) == 1:
        return [f"{key}: {lines[0]}"]
    return [f"{key}:", *(f"  {line}" for line in lines)]


def _flow(value: object) -> str:
    dumped = _dumped(value, default_flow_style=True)
    return dumped.removesuffix("\n").removesuffix("\n...")


def scalar(value: object, *, quoted: bool = False) -> str:
    """A value on one line, in quotes where YAML needs them."""
    dumped = _dumped(value, default_style='"' if quoted else None)
    return dumped.removesuffix("...\n").removesuffix("\n")


class _Dumper(yaml.SafeDumper):
    """Writes YAML 1.2: what YAML 1.1 leaves bare, such as `1e3`, is in quotes where it would be read otherwise."""


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = '"' if _read_otherwise(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _dumped(value: object, *, width: int = 10**6, **style: Any) -> str:
    """YAML with letters as they are; blanks that are none to YAML, such as a no-break space, are escaped."""

    def dumped(*, letters: bool) -> str:
        text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=width, allow_unicode=letters, **style)
        return text

    plainly = dumped(letters=True)
    return plainly if all(one in " \n" or not one.isspace() for one in plainly) else dumped(letters=False)


def _read_otherwise(text: str) -> bool:
    """True if a text without quotes would be read as something else."""
    try:
        return plain(text) != text
    except OverflowError:
        return True

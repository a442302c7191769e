"""Files of sample events (JSON Lines, one JSON document) and of Avro schemas → drafts."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from composer.sampling.draft import Draft
from composer.sampling.guesses import guessed
from composer.sampling.infer import Inference
from composer.sampling.shapes import Shape
from composer.schema.avro import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.policy import Policies

MOST_MISTAKES = 5
"""Broken lines that are named one by one."""
ENDINGS = (".jsonl", ".ndjson", ".json", ".avsc")


class UnusableError(Exception):
    """A file that no draft can be made of: the words say where and why."""


def draft(source: str, name: str, policies: Policies) -> Draft:
    """A draft from a file, which may be packed (`.gz`). Raises UnusableError."""
    ending = Path(source.removesuffix(".gz")).suffix.lower()
    if ending not in ENDINGS:
        raise UnusableError(f"{source}: sample events end in .jsonl or .json, Avro schemas in .avsc")
    try:
        if ending == ".avsc":
            return _from_schema(source, name, policies)
        return _from_events(source, name, policies, lines=ending != ".json")
    except UnicodeDecodeError as error:
        raise UnusableError(f"{source}: this is no UTF-8 text (byte {error.start})") from error
    except (OSError, EOFError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnusableError(f"{source}: {words}") from error


def _from_schema(source: str, name: str, policies: Policies) -> Draft:
    schema = _document(source)
    wrong = problems(schema)
    if wrong:
        said = "\n".join(f"  {'.'.join(map(str, one.path)) or 'the schema'}: {one.message}" for one in wrong)
        raise UnusableError(f"{source}: this is no legal Avro schema\n{said}")
    if not isinstance(schema, dict) or schema.get("type") != "record":
        raise UnusableError(f"{source}: an event is a record, and this schema is none")
    schema = {**schema, "name": name}
    schema, notes = guessed(schema, {}, policies)
    return Draft(Path(source).name, schema, notes, dedupe_key=_tells_apart(schema))


def _from_events(source: str, name: str, policies: Policies, *, lines: bool) -> Draft:
    shape = Shape()
    for event in _lines(source) if lines else _events(source):
        shape.add(event)
    if not shape.present:
        raise UnusableError(f"{source}: there is no event in it")
    if not shape.keys:
        raise UnusableError(
            f"{source}: " + ("its events have no fields" if shape.values is None else "too many fields")
        )
    inference = Inference(name)
    schema, reasons = guessed(inference.record(shape), inference.forms, policies)
    # values are shown only of what does not look like anybody's
    closed = {name: words for name, words in inference.closed.items() if not reasons.get(name)}
    said = (reasons, inference.notes, closed)
    notes = {
        name: "; ".join(words for one in said if (words := one.get(name)))
        for name in {name for one in said for name in one}
    }
    size = max(1, -(-inference.bytes // shape.present))
    return Draft(Path(source).name, schema, notes, shape.present, size, _tells_apart(schema))


def _lines(source: str) -> Iterator[dict[str, Any]]:
    wrong: list[str] = []
    count = 0
    with _opened(source) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                event = json.loads(line)
                if not isinstance(event, dict):
                    raise ValueError("an event is a JSON object")
            except (ValueError, RecursionError) as error:
                count += 1
                column = f":{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
                words = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
                wrong += [f"  {source}:{number}{column}: {words}"] if count <= MOST_MISTAKES else []
                continue
            if not count:
                yield event
    if count:
        more = [f"  and {count - MOST_MISTAKES} more"] if count > MOST_MISTAKES else []
        raise UnusableError("\n".join([f"{source}: {count} of its lines are no events", *wrong, *more]))


def _events(source: str) -> Iterator[dict[str, Any]]:
    document = _document(source)
    for index, event in enumerate(document if isinstance(document, list) else [document]):
        if not isinstance(event, dict):
            raise UnusableError(f"{source}: item {index} is no JSON object, and so no event")
        yield event


def _opened(source: str) -> TextIO:
    if source.endswith(".gz"):
        return gzip.open(source, "rt", encoding="utf-8")
    return Path(source).open(encoding="utf-8")


def _document(source: str) -> Any:
    with _opened(source) as file:
        try:
            return json.load(file)
        except json.JSONDecodeError as error:
            raise UnusableError(f"{source}:{error.lineno}:{error.colno}: {error.msg}") from error
        except RecursionError as error:
            raise UnusableError(f"{source}: nested too deeply") from error


def _tells_apart(schema: dict[str, Any]) -> str:
    """A field that every event has and that looks made to tell events apart."""
    for field in schema["fields"]:
        if field["name"].lower().replace("_", "") in {"eventid", "messageid", "id", "uuid"}:
            kind = field["type"]
            if isinstance(kind, dict) and kind.get("logicalType") == "uuid":
                return str(field["name"])
    return ""

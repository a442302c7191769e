"""Files of sample events (JSON Lines, one JSON document) and of Avro schemas → drafts."""

from __future__ import annotations

import gzip
import io
import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from composer.sampling.adapt import adapted, without_comments
from composer.sampling.draft import Draft
from composer.sampling.guesses import guessed
from composer.sampling.infer import Inference
from composer.sampling.renamed_record import renamed
from composer.sampling.shapes import MOST_FIELDS, Shape
from composer.schema.attributes import prefixed
from composer.schema.avro import illegal
from composer.schema.avro_names import full_name, named
from composer.schema.named_types import digests
from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.model import Policies

MOST_BYTES = 100_000_000
"""Of a file, unpacked."""
MOST_LINES = 100_000
"""Of a file that are read. A hundred thousand events say as much about their fields as a million do."""
LONGEST_LINE = 10_000_000
"""Characters of one event: Pub/Sub takes messages of 10 MB (https://cloud.google.com/pubsub/quotas)."""
MOST_IN_ALL = 2_000_000
"""Values of all events that are looked at: about five seconds."""
MOST_IN_ONE = 200_000
"""Values of one event: an event is no file."""
MOST_MISTAKES = 5
"""Broken lines that are named one by one."""
ENDINGS = (".jsonl", ".ndjson", ".json", ".avsc")


class UnusableError(Exception):
    """A file that no draft can be made of: the words say where and why."""


def draft(source: str, name: str, policies: Policies, *, table: bool) -> Draft:
    """A draft from a file, which may be packed (`.gz`). `table`: it is to be kept in BigQuery. Raises UnusableError."""
    ending = Path(source.removesuffix(".gz")).suffix.lower()
    if ending not in ENDINGS:
        raise UnusableError(f"{source}: sample events end in .jsonl or .json, Avro schemas in .avsc")
    try:
        if ending in {".jsonl", ".ndjson"}:
            return _from_events(source, _lines(source), name, policies, table=table)
        document = _document(source)
        if ending == ".avsc" or _is_schema(document):
            return _from_schema(source, document, name, policies)
        return _from_events(source, _events(source, document), name, policies, table=table)
    except UnicodeDecodeError as error:
        raise UnusableError(f"{source}: this is no UTF-8 text (byte {error.start})") from error
    except RecursionError as error:
        raise UnusableError(f"{source}: {_reason(error)}") from error
    except (OSError, EOFError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnusableError(f"{source}: {reason}") from error


def _is_schema(document: Any) -> bool:
    """True if this is an Avro record, and not an event that looks a little like one."""
    if not isinstance(document, dict) or document.get("type") != "record" or not isinstance(document.get("name"), str):
        return False
    fields = document.get("fields")
    return isinstance(fields, list) and all(isinstance(one, dict) and {"name", "type"} <= one.keys() for one in fields)


def _from_schema(source: str, schema: Any, name: str, policies: Policies) -> Draft:
    if len(json.dumps(schema, separators=(",", ":"))) > files.MOST_BYTES:
        most = files.format_size(files.MOST_BYTES)
        raise UnusableError(f"{source}: this schema has more than {most}, which is the most that a definition may have")
    wrong = illegal(schema)
    if wrong:
        hints = (f" ({one.hint})" if one.hint else "" for one in wrong)
        mistakes = [
            f"  {'.'.join(map(str, one.path)) or 'the schema'}: {one.message}{hint}"
            for one, hint in zip(wrong[:MOST_MISTAKES], hints, strict=False)
        ]
        more = [f"  and {len(wrong) - MOST_MISTAKES} more"] if len(wrong) > MOST_MISTAKES else []
        raise UnusableError("\n".join([f"{source}: this is no legal Avro schema", *mistakes, *more]))
    if not isinstance(schema, dict) or schema.get("type") != "record":
        several = ": it is a union, and each of its records may be an Event Type" if isinstance(schema, list) else ""
        raise UnusableError(f"{source}: an event is a record, and this schema is none{several}")
    old, space = named(schema, "")
    new = full_name(name, space)
    if new != old and new in digests(schema):
        raise UnusableError(f"{source}: `{new}` is the name of a type inside it: the Event Type needs another name")
    schema, changed = adapted(schema)
    schema, notes = guessed(prefixed(renamed(schema, name)), {}, policies)
    notes = {one: "; ".join(filter(None, (notes.get(one), changed.get(one)))) for one in {**notes, **changed}}
    return Draft(Path(source).name, schema, notes, dedupe_key=_tells_apart(schema))


def _from_events(source: str, events: Iterator[dict[str, Any]], name: str, policies: Policies, *, table: bool) -> Draft:
    shape, values = Shape(), 0
    for event in events:
        values += _values(source, event)
        shape.add(event)
        if values > MOST_IN_ALL:
            break
    if not shape.present:
        raise UnusableError(f"{source}: there is no event in it")
    if not shape.keys:
        many = f"its events have more than {MOST_FIELDS:,} different fields: their keys are data, so put them in a map"
        raise UnusableError(f"{source}: {'its events have no fields' if shape.values is None else many}")
    if shape.named_by_data():
        raise UnusableError(
            f"{source}: keys of its events are data (numbers, days, addresses), so they cannot be fields: "
            "put them into an object below a field"
        )
    if shape.fields > MOST_FIELDS:
        raise UnusableError(
            f"{source}: its events have more than {MOST_FIELDS:,} different fields, which nobody can mean"
        )
    inference = Inference(name, table)
    schema, reasons = guessed(inference.record(shape), inference.forms, policies)
    # values are shown only of what does not look like anybody's
    closed = {name: note for name, note in inference.closed.items() if not reasons.get(name)}
    sources = (reasons, inference.notes, closed)
    notes = {
        name: "; ".join(note for one in sources if (note := one.get(name)))
        for name in {name for one in sources for name in one}
    }
    size = max(1, -(-inference.bytes // shape.present))
    return Draft(Path(source).name, schema, notes, shape.present, size, _tells_apart(schema))


def _values(source: str, event: dict[str, Any]) -> int:
    """How many values an event has. Raises UnusableError for one that nobody sends."""
    count, rest = 0, [iter(event.values())]
    while rest:
        for value in rest[-1]:
            count += 1
            if isinstance(value, dict | list):
                rest.append(iter(value.values() if isinstance(value, dict) else value))
                break
        else:
            rest.pop()
        if count > MOST_IN_ONE:
            raise UnusableError(f"{source}: one of its events has more than {MOST_IN_ONE:,} values: that is a file")
    return count


def _lines(source: str) -> Iterator[dict[str, Any]]:
    wrong: list[str] = []
    count = 0
    with _opened(source) as file:
        for number in range(1, MOST_LINES + 1):
            line = file.readline(LONGEST_LINE + 1)
            if not line:
                break
            if len(line) > LONGEST_LINE:
                raise UnusableError(f"{source}:{number}: an event has at most {files.format_size(LONGEST_LINE)}")
            if not line.strip():
                continue
            try:
                event = json.loads(line)
                if not isinstance(event, dict):
                    raise ValueError("an event is a JSON object")
            except (ValueError, RecursionError) as error:
                count += 1
                column = f":{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
                reason = _reason(error)
                wrong += [f"  {source}:{number}{column}: {reason}"] if count <= MOST_MISTAKES else []
                continue
            if not count:
                yield event
    if count:
        more = [f"  and {count - MOST_MISTAKES} more"] if count > MOST_MISTAKES else []
        message = f"{source}: {count} of its lines are no events; each is to be one JSON object"
        raise UnusableError("\n".join([message, *wrong, *more]))


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    return "a number of thousands of digits" if "digits" in str(error) else str(error)


def _events(source: str, document: Any) -> Iterator[dict[str, Any]]:
    for index, event in enumerate(document if isinstance(document, list) else [document]):
        if not isinstance(event, dict):
            raise UnusableError(f"{source}: item {index} is no JSON object, and so no event")
        yield event


@contextmanager
def _opened(source: str) -> Iterator[TextIO]:
    path = Path(source)
    with files.opened(path, within=None, most=MOST_BYTES) as stored:
        packed = source.endswith(".gz")
        content = files.bounded(gzip.GzipFile(fileobj=stored), path, MOST_BYTES) if packed else stored
        with io.TextIOWrapper(content, "utf-8-sig") as text:
            yield text


def _document(source: str) -> Any:
    with _opened(source) as file:
        try:
            text = file.read()
            return json.loads(without_comments(text) if "/" in text else text)
        except json.JSONDecodeError as error:
            raise UnusableError(f"{source}:{error.lineno}:{error.colno}: {error.msg}") from error
        except (ValueError, RecursionError) as error:
            if isinstance(error, UnicodeDecodeError):
                raise
            raise UnusableError(f"{source}: {_reason(error)}") from error


def _tells_apart(schema: dict[str, Any]) -> str:
    """A field that every event has and that looks made to tell events apart."""
    for field in schema["fields"]:
        if field["name"].lower().replace("_", "") in {"eventid", "messageid", "id", "uuid"}:
            kind = field["type"]
            if isinstance(kind, dict) and kind.get("logicalType") == "uuid":
                return str(field["name"])
    return ""

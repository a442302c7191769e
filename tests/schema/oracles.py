"""What others say about a pair: Avro's own Python package, and fastavro with data in hand."""

import copy
import io
import json
import random
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import avro.schema
import fastavro
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType

from composer.schema import Incompatibility, Kind, incompatibilities
from composer.schema.avro_names import full_name, named
from tests.schema.generate import PRIMITIVES, Schema, parts

Edit = Callable[[Schema], None]


def avro_reads(reader: Schema, writer: Schema) -> bool:
    """Whether Avro's own checker finds the pair compatible."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # logical types that nobody knows
        one, other = (avro.schema.parse(json.dumps(schema)) for schema in (reader, writer))
    result = ReaderWriterCompatibilityChecker().get_compatibility(one, other)
    return bool(result.compatibility is SchemaCompatibilityType.compatible)


def qualified_aliases(reader: Schema) -> None:
    """Give every alias of a type its namespace."""
    _qualify(reader, "")


def no_null_namespace(schema: Schema) -> Schema:
    """As the package names types: `namespace: ""` is as if there was none."""
    changed = copy.deepcopy(schema)
    for kind in parts(changed):
        if isinstance(kind, dict) and kind.get("namespace") == "":
            del kind["namespace"]
    return changed


def _qualify(kind: Schema, space: str) -> None:
    if isinstance(kind, list):
        for branch in kind:
            _qualify(branch, space)
    elif isinstance(kind, dict):
        if "name" in kind:
            _, space = named(kind, space)
            if "aliases" in kind:
                kind["aliases"] = [full_name(alias, space) for alias in kind["aliases"]]
        inside = [field["type"] for field in kind.get("fields", ())]
        inside += [kind[key] for key in ("items", "values") if key in kind]
        for inner in inside:
            _qualify(inner, space)


def entangled(schema: Schema) -> bool:
    """Whether a field has an alias that is the name of another field beside it."""
    for record in parts(schema):
        if isinstance(record, dict) and "fields" in record:
            names = {field["name"] for field in record["fields"]}
            if any(alias in names - {one["name"]} for one in record["fields"] for alias in one.get("aliases", ())):
                return True
    return False


def same(reader: Schema) -> None:
    """Leave it."""


NULL_NAMESPACE = "the null namespace inside another"
DIFFERENCES: dict[str, tuple[Edit, frozenset[Kind], str]] = {
    "aliases of types without a namespace": (
        qualified_aliases,
        frozenset(),
        (
            'Specification, Aliases: \'if a type named "a.b" has aliases of "c" and "x.y", then the fully qualified names '
            'of its aliases are "a.c" and "x.y"\'. The package compares what is written with full names.'
        ),
    ),
    NULL_NAMESPACE: (
        same,
        frozenset(),
        (
            "Specification, Names: 'The empty string may also be used as a namespace to indicate the null namespace.' The "
            "package goes on with the namespace around it."
        ),
    ),
    "two fields under one name by an alias": (
        same,
        frozenset({Kind.ALIAS}),
        (
            "The writer's schema is rewritten with the reader's aliases: two of its fields would then have one name, which "
            "'Names' forbids, or one field would be read as another. Java and fastavro refuse such data or misread it, the "
            "package takes one of them silently."
        ),
    ),
    "decimals of other precision or scale": (
        same,
        frozenset({Kind.DECIMAL}),
        (
            "Specification, Decimal: 'For the purposes of schema resolution, two schemas that are decimal logical types match "
            "if their scales and precisions match.' The package looks at the type underneath only."
        ),
    ),
}
"""How our answer may differ from the package's: what to change in the reader so that the package agrees, or which of our
findings it does not have, and why the specification is on our side. Anything else is a bug of ours."""


def without(result: tuple[Incompatibility, ...], kinds: frozenset[Kind]) -> bool:
    """Whether nothing but findings of these kinds is left; a decimal in a union shows as a branch that is missing."""
    decimals = Kind.DECIMAL in kinds
    return all(
        one.kind in kinds
        or (decimals and one.kind is Kind.BRANCH and "decimal" in one.reader_type and "decimal" in one.writer_type)
        for one in result
    )


def explained(reader: Schema, writer: Schema, result: tuple[Incompatibility, ...]) -> list[str]:
    """The differences from the table that it takes to make the package agree; raises LookupError if none does."""
    names = _differences(reader, writer, result)
    if names:
        return names
    asked = no_null_namespace(reader), no_null_namespace(writer)
    again = incompatibilities(*asked)
    if asked != (reader, writer) and avro_reads(*asked) is avro_reads(reader, writer):
        more = [] if avro_reads(*asked) is not bool(again) else _differences(*asked, again) or ["unknown"]
        if more in ([], ["aliases of types without a namespace"]):
            return [NULL_NAMESPACE]
        if more != ["unknown"]:
            return ["several at once"]
    raise LookupError("no known difference")


def _differences(reader: Schema, writer: Schema, result: tuple[Incompatibility, ...]) -> list[str]:
    for name, (edit, kinds, _) in DIFFERENCES.items():
        if name != NULL_NAMESPACE and _agrees(reader, writer, result, [edit], kinds):
            return [name]
    every = frozenset[Kind]().union(*(kinds for _, kinds, _ in DIFFERENCES.values()))
    if _agrees(reader, writer, result, [qualified_aliases], every) or _agrees(reader, writer, result, [same], every):
        return ["several at once"]
    return []


def _agrees(
    reader: Schema, writer: Schema, result: tuple[Incompatibility, ...], edits: list[Edit], kinds: frozenset[Kind]
) -> bool:
    changed = copy.deepcopy(reader)
    for edit in edits:
        edit(changed)
    return avro_reads(changed, writer) is without(result, kinds)


def fastavro_reads(reader: Schema, writer: Schema, tries: int) -> bool | None:
    """Whether fastavro reads everything of `tries` values that the writer may write; None if there is no value.

    Logical types are left out: fastavro converts values by them, and resolution is not about that.
    """
    parsed = [fastavro.parse_schema(underlying(schema), _force=True) for schema in (reader, writer)]
    for seed in range(tries):
        try:
            data = value(writer, random.Random(seed), dict(definitions(writer, "")))
        except RecursionError:
            return None
        file = io.BytesIO()
        fastavro.schemaless_writer(file, parsed[1], data)
        file.seek(0)
        try:
            fastavro.schemaless_reader(file, parsed[1], parsed[0])
        except Exception:  # noqa: BLE001  whatever it says: it does not read
            return False
    return True


def underlying(schema: Schema) -> Schema:
    """The schema without logical types."""
    if isinstance(schema, list):
        return [underlying(branch) for branch in schema]
    if isinstance(schema, dict):
        return {
            key: value if key == "default" else underlying(value)
            for key, value in schema.items()
            if key != "logicalType"
        }
    return schema


def value(kind: Schema, dice: random.Random, known: dict[str, Any], space: str = "", depth: int = 0) -> Any:
    """A value of a type. Raises RecursionError for a record that holds itself and may not leave it out."""
    if isinstance(kind, list):
        branch = "null" if depth > 6 and "null" in kind else dice.choice(kind)
        return value(branch, dice, known, space, depth + 1)
    if isinstance(kind, str) and kind not in PRIMITIVES:
        return value(*_known(known, kind, space, dice), depth + 1)
    inner = kind if isinstance(kind, str) else kind["type"]
    if isinstance(kind, dict) and "name" in kind:
        around = space
        full, space = named(kind, space)
        known[full] = (kind, around)
    plain = {"null": None, "boolean": True, "int": dice.randint(-9, 9), "long": dice.randint(-9, 9)}
    plain |= {"float": 1.5, "double": 2.5, "bytes": b"ab", "string": "xyz"}
    match inner:
        case "record":
            return {one["name"]: value(one["type"], dice, known, space, depth + 1) for one in kind["fields"]}
        case "enum":
            return dice.choice(kind["symbols"])
        case "fixed":
            return b"\0" * kind["size"]
        case "array":
            return [value(kind["items"], dice, known, space, depth + 1) for _ in range(2)]
        case "map":
            return {"key": value(kind["values"], dice, known, space, depth + 1)}
        case _:
            return plain[inner]


def definitions(kind: Any, space: str) -> Iterator[tuple[str, Any]]:
    """Every named type with the namespace around it, for a branch that is not taken may define what is used later."""
    if isinstance(kind, list):
        for branch in kind:
            yield from definitions(branch, space)
    elif isinstance(kind, dict):
        if "name" in kind:
            full, inside = named(kind, space)
            yield full, (kind, space)
            space = inside
        for inner in [field["type"] for field in kind.get("fields", ())] + [kind.get("items"), kind.get("values")]:
            yield from definitions(inner, space)


def _known(known: dict[str, Any], name: str, space: str, dice: random.Random) -> tuple[Any, ...]:
    kind, around = known[full_name(name, space)]
    return kind, dice, known, around

"""Whether a text is an Avro schema that Pub/Sub takes."""

from __future__ import annotations

import json
from typing import Any


def avro_problem(definition: Any) -> str:
    """The problem of an Avro definition (a JSON text or `$json`), or "". It must be one top-level record."""
    from fastavro.schema import SchemaParseException, UnknownType, parse_schema  # noqa: PLC0415 - only where schemas are

    if isinstance(definition, dict):
        schema = definition.get("$json")
        if schema is None:
            return ""
    else:
        try:
            schema = json.loads(definition)
        except ValueError as error:
            return f"not a JSON document ({error})"
    if not isinstance(schema, dict) or schema.get("type") != "record":
        return "the top-level type must be a record"
    try:
        parse_schema(schema, named_schemas={})
    except (
        SchemaParseException,
        UnknownType,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    ) as error:
        return f"{type(error).__name__}: {error}"
    return ""

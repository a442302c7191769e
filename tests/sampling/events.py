"""JSON events against the schema that was guessed from them, by another way than the one that guessed it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import fastavro

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def converted(value: Any, kind: Any) -> Any:
    """The value that a producer would send for a JSON value. Raises for one that does not fit."""
    if isinstance(kind, list):
        assert kind[0] == "null", kind
        return None if value is None else converted(value, kind[1])
    match kind["type"] if isinstance(kind, dict) else kind:
        case "record":
            known = {field["name"] for field in kind["fields"]}
            assert set(value) <= known, set(value) - known
            return {field["name"]: converted(value.get(field["name"]), field["type"]) for field in kind["fields"]}
        case "array":
            return [converted(item, kind["items"]) for item in value]
        case "map":
            return {key: converted(item, kind["values"]) for key, item in value.items()}
    return scalar(value, *((kind["type"], kind["logicalType"]) if isinstance(kind, dict) else (kind, "")))


EXPECTED = {"long": int, "double": (int, float), "boolean": bool, "string": object}


def scalar(value: Any, name: str, logical: str) -> Any:
    if logical.startswith("timestamp") and isinstance(value, str):
        scale = 1_000 if logical.endswith("millis") else 1_000_000
        return int((datetime.fromisoformat(value.replace(",", ".")) - EPOCH).total_seconds() * scale)
    if logical == "date":
        return (date.fromisoformat(value) - EPOCH.date()).days
    assert isinstance(value, EXPECTED[name]), (value, name)
    assert name in {"boolean", "string"} or not isinstance(value, bool)
    if name == "string":
        return value if isinstance(value, str) else repr(value)
    return float(value) if name == "double" else value


def plain(kind: Any) -> Any:
    """The schema without logical types: values are converted already."""
    if isinstance(kind, dict):
        return {key: plain(value) for key, value in kind.items() if key != "logicalType"}
    return [plain(value) for value in kind] if isinstance(kind, list) else kind


def encoded(events: list[dict[str, Any]], schema: dict[str, Any]) -> int:
    """Bytes that Avro takes for the events, as fastavro writes them."""
    buffer = BytesIO()
    parsed = fastavro.parse_schema(plain(schema))
    for event in events:
        fastavro.schemaless_writer(buffer, parsed, converted(event, schema))
    return len(buffer.getvalue())

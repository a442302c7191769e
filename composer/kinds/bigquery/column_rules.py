"""BigQuery columns: what a table schema may hold, and which types widen."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.type_names import api_name
from composer.kinds.unknown_values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS = 10_000
DEPTH = 15
PARAMETERS = ("categories", "dataGovernanceTagsInfo", "dataPolicies", "dataPolicyList", "foreignTypeDefinition")
"""Members of a column that are objects or lists and are not looked into, `dataPolicies` apart."""
MEMBERS = frozenset(
    {
        *PARAMETERS,
        "collation",
        "defaultValueExpression",
        "description",
        "fields",
        "generatedColumn",
        "maxLength",
        "mode",
        "name",
        "policyTags",
        "precision",
        "rangeElementType",
        "roundingMode",
        "scale",
        "timestampPrecision",
        "type",
    }
)

_NAME = re.compile(r"[A-Za-z_]\w{0,299}", re.ASCII)
RESERVED_PREFIXES = (
    "_TABLE_",
    "_FILE_",
    "_PARTITION",
    "_ROW_TIMESTAMP",
    "__ROOT__",
    "_COLIDENTIFIER",
    "_CHANGE_SEQUENCE_NUMBER",
    "_CHANGE_TYPE",
    "_CHANGE_TIMESTAMP",
)
"""What no name of a column begins with, in whatever capitals ("Specify a schema", column names)."""
TYPES = frozenset(
    {
        *("STRING", "BYTES", "INTEGER", "FLOAT", "BOOLEAN", "TIMESTAMP", "DATE", "TIME", "DATETIME", "GEOGRAPHY"),
        *("NUMERIC", "BIGNUMERIC", "JSON", "RECORD", "RANGE", "FOREIGN"),
    }
)
MODES = frozenset({"NULLABLE", "REQUIRED", "REPEATED"})
_WIDER = {("INTEGER", "NUMERIC"), ("INTEGER", "BIGNUMERIC"), ("INTEGER", "FLOAT"), ("NUMERIC", "BIGNUMERIC")}
_WIDER |= {("NUMERIC", "FLOAT"), ("BIGNUMERIC", "FLOAT")}


def opened(value: Any) -> Any:
    """A table schema as it stands in inputs (a JSON text or `$json`) as plain columns; None if not known."""
    if isinstance(value, dict) and "$json" in value:
        return value["$json"]
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return None


def problems(columns: Any, path: str = "schema") -> Iterator[tuple[str, str]]:
    """Everything Google would refuse in these columns."""
    if not isinstance(columns, list):
        yield path, "Invalid schema: a list of fields is expected."
        return
    count = [0]
    yield from _columns(columns, path, 1, count)
    if count[0] > COLUMNS:
        yield path, f"Too many fields in schema: {count[0]}. The maximum is {COLUMNS}."


def _columns(columns: list[Any], path: str, depth: int, count: list[int]) -> Iterator[tuple[str, str]]:
    if depth > DEPTH:
        yield path, f"Schema is nested too deeply: at most {DEPTH} levels are allowed."
        return
    seen: set[str] = set()
    for index, column in enumerate(columns):
        count[0] += 1
        here = f"{path}[{index}]"
        if is_unknown(column):
            continue
        if not isinstance(column, dict):
            yield here, "Invalid schema: a field must be an object."
            continue
        name = column.get("name")
        if isinstance(name, str):
            if name.lower() in seen:
                yield f"{here}.name", f"Field {name} already exists in schema."
            seen.add(name.lower())
        yield from _column(column, here)
        inner = column.get("fields")
        if type_of(column) == "RECORD":
            if not inner:
                yield f"{here}.fields", f"Field {name} is type RECORD but has no schema."
            elif isinstance(inner, list):
                yield from _columns(inner, f"{here}.fields", depth + 1, count)
        elif inner:
            yield f"{here}.fields", f"Field {name} is not of type RECORD and cannot have nested fields."


def _column(column: dict[str, Any], here: str) -> Iterator[tuple[str, str]]:
    name = column.get("name")
    if not is_unknown(name):
        if not isinstance(name, str) or _NAME.fullmatch(name) is None:
            yield (
                f"{here}.name",
                (
                    f'Invalid field name "{name}". Fields must contain only letters, numbers, and underscores, '
                    "start with a letter or underscore, and be at most 300 characters long."
                ),
            )
        elif name.upper().startswith(RESERVED_PREFIXES):
            yield f"{here}.name", f'Invalid field name "{name}". The prefix is reserved.'
    if type_of(column) not in TYPES:
        yield f"{here}.type", f"Invalid value for type: {column.get('type')} is not a valid value."
    mode = column.get("mode", "NULLABLE")
    if str(mode).upper() not in MODES:
        yield f"{here}.mode", f"Invalid value for mode: {mode} is not a valid value."
    for member in column.keys() - MEMBERS:
        yield f"{here}.{member}", f'Invalid JSON payload received. Unknown name "{member}": Cannot find field.'
    tags = column.get("policyTags")
    if isinstance(tags, dict) and len(tags.get("names") or ()) > 1:
        yield f"{here}.policyTags", f"Field {name} has more than one policy tag; only one is allowed."
    if len(str(column.get("description", ""))) > 1024:
        yield f"{here}.description", f"The description of field {name} is longer than 1024 characters."


def type_of(column: Mapping[str, Any]) -> str:
    """The type of a column, under one name."""
    return api_name(column.get("type"))


def mode_of(column: Mapping[str, Any]) -> str:
    """The mode of a column."""
    return str(column.get("mode") or "NULLABLE").upper()


def widens(old: str, new: str) -> bool:
    """True if BigQuery lets a column of one type become one of another in place, outside of arrays."""
    return (api_name(old), api_name(new)) in _WIDER


def column_types(columns: Any) -> dict[str, tuple[str, str]]:
    """Type and mode of each top-level column, by name in lower case."""
    if not isinstance(columns, list):
        return {}
    return {
        str(column.get("name")).lower(): (type_of(column), mode_of(column))
        for column in columns
        if isinstance(column, dict)
    }

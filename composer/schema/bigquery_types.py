"""The BigQuery types of Avro types that hold no others, and the names of branches of a union."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.column_rules import RESERVED_PREFIXES
from composer.schema.logical import logical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.schema.logical import Logical

TYPES = {
    "boolean": "BOOL",
    "int": "INT64",
    "long": "INT64",
    "float": "FLOAT64",
    "double": "FLOAT64",
    "bytes": "BYTES",
    "string": "STRING",
    "fixed": "BYTES",
    "enum": "STRING",
}


LOGICAL = {
    "date": "DATE",
    "time-millis": "TIME",
    "time-micros": "TIME",
    "timestamp-millis": "TIMESTAMP",
    "timestamp-micros": "TIMESTAMP",
    "local-timestamp-millis": "DATETIME",
    "local-timestamp-micros": "DATETIME",
}


MEANS_THE_SAME = {("uuid", "STRING")}
"""Logical types that a column of the type underneath shows as what they are."""


def branch_name(branch: Any) -> str:
    """The last part of the name of a branch, which its column is called by."""
    if isinstance(branch, str):
        return branch.rpartition(".")[2]
    return str(branch.get("name") or branch["type"]).rpartition(".")[2]


def logical_column(kind: Mapping[str, Any]) -> str:
    """The column of a logical type that BigQuery knows; "" where it takes the type underneath."""
    meant = logical(kind)
    if meant is None or meant.name != "decimal":
        return LOGICAL.get(meant.name, "") if meant else ""
    # NUMERIC holds 38 digits with 9 behind the point (so 29 before it), BIGNUMERIC 76 with 38
    whole = meant.precision - meant.scale
    if meant.scale <= 9 and whole <= 29:
        return "NUMERIC"
    return "BIGNUMERIC" if meant.scale <= 38 and whole <= 38 else "STRING"


@dataclass(frozen=True, slots=True)
class UnderlyingColumn:
    """A column of the type underneath a logical type that BigQuery does not know, or of text where a decimal has more
    digits than its numbers; `name` is dotted, with `[]`, `{}`."""

    name: str
    logical: Logical
    column: str


@lru_cache(maxsize=10_000)  # each version of a schema has the names of the one before
def is_column_name(name: str) -> bool:
    """True if BigQuery takes it for the name of a column."""
    return bool(_COLUMN_NAME.match(name)) and not name.upper().startswith(RESERVED_PREFIXES)


_COLUMN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,299}\Z")

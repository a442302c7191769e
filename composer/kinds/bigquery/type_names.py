"""What BigQuery's types are called: by the API in a table's schema, and by GoogleSQL in statements. The only table.

Sources: REST reference of `TableFieldSchema.type`; "Data types" of GoogleSQL with their aliases
(https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types); the provider's comparison of schemas.
"""

from __future__ import annotations

from typing import NamedTuple


class TypeName(NamedTuple):
    """A type that has several names. `sql`: as GoogleSQL has it; `aliases`: others that the API and GoogleSQL take for
    it; `only_sql`: those that nothing but a statement takes; `one_to_provider`: the provider takes its names in the API
    and in GoogleSQL for one type (of every other it takes two names for two types)."""

    api: str
    sql: str
    aliases: tuple[str, ...] = ()
    only_sql: tuple[str, ...] = ()
    one_to_provider: bool = False


ROWS = (
    TypeName("INTEGER", "INT64", only_sql=("INT", "SMALLINT", "BIGINT", "TINYINT", "BYTEINT"), one_to_provider=True),
    TypeName("FLOAT", "FLOAT64", one_to_provider=True),
    TypeName("BOOLEAN", "BOOL", one_to_provider=True),
    TypeName("RECORD", "STRUCT"),
    TypeName("NUMERIC", "NUMERIC", aliases=("DECIMAL",)),
    TypeName("BIGNUMERIC", "BIGNUMERIC", aliases=("BIGDECIMAL",)),
)

_API = {name: row.api for row in ROWS for name in (row.sql, *row.aliases)}
_OF_STATEMENT = {name: row.api for row in ROWS for name in row.only_sql}
_SQL = {row.api: row.sql for row in ROWS}
_ONE_TO_PROVIDER = {row.sql: row.api for row in ROWS if row.one_to_provider}


def api_name(written: object) -> str:
    """The one name that stands for a type of a schema here, whichever of its names is written; "" for no text."""
    name = written.upper() if isinstance(written, str) else ""
    return _API.get(name, name)


def of_statement(written: str) -> str:
    """The name in a schema of what a statement calls a type: other names of the same are left as they are where a
    schema may have them, too."""
    name = written.upper()
    return "RECORD" if name == "STRUCT" else _OF_STATEMENT.get(name, name)


def sql_name(written: object) -> str:
    """The name of a type in GoogleSQL."""
    name = api_name(written)
    return _SQL.get(name, name)


def one_to_provider(first: object, second: object) -> bool:
    """True if the provider takes two names for one type, and so leaves a table as it is."""
    names = (str(one or "").upper() for one in (first, second))
    return len({_ONE_TO_PROVIDER.get(name, name) for name in names}) == 1

"""The columns of a table that lives through all versions of a schema, as BigQuery changes tables in place.

Source: "Modifying table schemas": columns may be added (NULLABLE or REPEATED), REQUIRED may become NULLABLE, and some
types widen, though not within an array. Nothing else; so a column whose field is gone stays, for the rows that have it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.column_rules import widens
from composer.schema import bigquery_columns
from composer.schema.field_identity import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.schema.bigquery_columns import Column, Decorate


Encrypted = Callable[[Mapping[str, Any]], Collection[str]]
"""The dotted names of the fields that are encrypted in events of a schema, which has its annotations."""


def nobody(schema: Mapping[str, Any]) -> Collection[str]:  # noqa: ARG001
    """No field: where nothing is encrypted."""
    return ()


@dataclass(frozen=True, slots=True)
class Impossible:
    """A column that cannot become in place what a version makes of it: `name` is dotted; both are words for people."""

    name: str
    before: str
    after: str


def columns(
    newest: Mapping[str, Any],
    released: Sequence[Mapping[str, Any]],
    decorated: Callable[[Mapping[str, Any]], Decorate] = lambda _schema: lambda _name, _column: None,
) -> list[Column]:
    """The columns that hold the events of all versions: in the order in which they came, gone ones NULLABLE.

    Where a version cannot be had in place, the table is made anew, and has what came after only. Raises NotAColumnError
    for a newest schema that BigQuery cannot hold; a released one that it cannot hold was never in a table.
    `decorated`: what decorates the columns of a version.
    """
    *_, (made, _) = _versions((*released, newest), decorated)
    if isinstance(made, bigquery_columns.NotAColumnError):
        raise made
    return made


def _versions(
    schemas: Iterable[Mapping[str, Any]], decorated: Callable[[Mapping[str, Any]], Decorate]
) -> Iterator[tuple[list[Column] | bigquery_columns.NotAColumnError, tuple[Impossible, ...]]]:
    """After each version, the table that holds all so far (or why none can hold this one), and what it could not have
    in place."""
    made: list[Column] | bigquery_columns.NotAColumnError | None = None
    before: bigquery_columns.Before = {}
    for schema in schemas:
        wrong: list[Impossible] = []
        try:
            columns_now = bigquery_columns.columns(schema, decorated(schema), before)
        except bigquery_columns.NotAColumnError as error:
            made = error
        else:
            merged, wrong = _merged(made, columns_now) if isinstance(made, list) else (columns_now, [])
            made = columns_now if wrong else merged
        yield made, tuple(wrong)


def sealed(encrypted: Encrypted) -> Callable[[Mapping[str, Any]], Decorate]:
    """The columns of encrypted fields are text, whatever is in them: that is how encrypted values are delivered."""

    def decorated(schema: Mapping[str, Any]) -> Decorate:
        names = cache(lambda: frozenset(encrypted(schema)))  # of a version that adds no column, nobody asks

        def decorate(name: str, column: Column) -> None:
            if name in names():
                column["type"] = "STRING"

        return decorate

    return decorated


def impossible(
    newest: Mapping[str, Any], released: Sequence[Mapping[str, Any]], encrypted: Encrypted = nobody
) -> tuple[Impossible, ...]:
    """The columns that keep a table with those of all released versions from taking the newest, in place. All have
    their annotations, if anything is `encrypted`."""
    return steps((*released, newest), encrypted)[-1]


def steps(versions: Sequence[Mapping[str, Any]], encrypted: Encrypted = nobody) -> tuple[tuple[Impossible, ...], ...]:
    """As `impossible`, for each version after those before it."""
    return tuple(wrong for _, wrong in _versions(versions, sealed(encrypted)))


def _merged(
    before: list[Column], after: list[Column], prefix: str = "", *, repeated: bool = False
) -> tuple[list[Column], list[Impossible]]:
    """Columns that hold what both hold, and what cannot be. `repeated`: they are within an array."""
    wrong: list[Impossible] = []
    later = {key(column["name"]): column for column in after}
    made: list[Column] = []
    for old in before:
        new = later.pop(key(old["name"]), None)
        made.append(_nullable(old) if new is None else _one(old, new, prefix, wrong, repeated=repeated))
    made += [_nullable(column) for column in after if key(column["name"]) in later]
    return made, wrong


def _one(old: Column, new: Column, prefix: str, wrong: list[Impossible], *, repeated: bool) -> Column:
    if old is new:
        return old  # as it was in the version before
    name = f"{prefix}{new['name']}"
    repeated = repeated or old["mode"] == "REPEATED"
    column = {**new, "name": old["name"]}
    if (old["mode"] == "REPEATED") is not (new["mode"] == "REPEATED"):
        wrong.append(Impossible(name, _type_text(old), _type_text(new)))
    elif old["type"] == new["type"] == "RECORD":
        column["fields"], inner = _merged(old["fields"], new["fields"], f"{name}.", repeated=repeated)
        wrong += inner
    elif old["type"] != new["type"] and widens(new["type"], old["type"]):
        column["type"] = old["type"]  # what is narrower now fits
    elif old["type"] != new["type"] and (repeated or not widens(old["type"], new["type"])):
        wrong.append(Impossible(name, _type_text(old), _type_text(new)))
    if old["mode"] == "NULLABLE" and new["mode"] == "REQUIRED":
        column["mode"] = "NULLABLE"
    return column


def _nullable(column: Column) -> Column:
    """The column as it is for rows that have nothing in it."""
    return {**column, "mode": "NULLABLE"} if column["mode"] == "REQUIRED" else column


def _type_text(column: Column) -> str:
    kind = "STRUCT" if column["type"] == "RECORD" else column["type"]
    return f"ARRAY<{kind}>" if column["mode"] == "REPEATED" else str(kind)

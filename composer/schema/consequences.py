"""What a new version of a schema means for the places where events are, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.schema import bigquery, table
from composer.schema.walk import without_annotations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from composer.schema.bigquery import Column


def pubsub(before: Mapping[str, Any], after: Mapping[str, Any], *, broken: bool) -> str:
    """Whether Pub/Sub gets one more of its 20 revisions; `broken`: either cannot read the other's events."""
    if broken:
        return "refused: a revision must resolve as reader and as writer"
    words = frozenset({"doc"})
    if without_annotations(before, words) == without_annotations(after, words):
        return "no new revision: words and annotations are not sent there"
    return "one more revision; the topic takes it in the same run, and goes on taking the ones before"


def in_bigquery(
    before: Sequence[Mapping[str, Any]], after: Mapping[str, Any], encrypted: Collection[str] = ()
) -> tuple[str, ...]:
    """What becomes of the table's columns; `before` are all versions so far, oldest first, at least one."""
    wrong, sealed = table.impossible(after, before, encrypted), table.sealed(encrypted)
    if wrong:
        return tuple(f"`{one.name}` cannot become {one.after} in place; it is {one.before}" for one in wrong)
    try:
        old = {name: (mode, kind) for name, mode, kind in _flat(table.columns(before[-1], before[:-1], sealed))}
        new = {name: (mode, kind) for name, mode, kind in _flat(table.columns(after, before, sealed))}
        kept = {name for name, _, _ in _flat(bigquery.columns(after))}
    except bigquery.NotAColumnError as error:
        return (f"{error}: it cannot be stored there",)
    told = [f"column `{name}` {kind} is added, {mode}" for name, (mode, kind) in new.items() if name not in old]
    told += [
        f"column `{name}` becomes {kind} {mode}; it is {old[name][1]} {old[name][0]}"
        for name, (mode, kind) in new.items()
        if name in old and old[name] != (mode, kind)
    ]
    last = {name for name, _, _ in _flat(_columns(before[-1]))}
    told += [f"column `{name}` stays, for events of before" for name in new if name in last and name not in kept]
    return tuple(told) or ("no column changes",)


def in_files() -> str:
    """What readers of Avro files have to know."""
    return "files keep the schema they were written with; readers resolve it with theirs"


def _columns(schema: Mapping[str, Any]) -> list[Column]:
    try:
        return bigquery.columns(schema)
    except bigquery.NotAColumnError:
        return []


def _flat(columns: Sequence[Column], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    for column in columns:
        name = f"{prefix}{column['name']}"
        yield name, column["mode"], "STRUCT" if column["type"] == "RECORD" else str(column["type"])
        yield from _flat(column.get("fields", ()), f"{name}.")

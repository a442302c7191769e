"""What a new version of a schema means for the places where events are and for the jobs that read them, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.pubsub.pubsub_schema import EARLY, REVISIONS
from composer.printing.day_counts import in_days
from composer.schema import bigquery_columns, table_columns
from composer.schema.field_identity import Fields, key
from composer.schema.table_columns import nobody
from composer.schema.walk import without_annotations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from composer.schema.bigquery_columns import Column
    from composer.schema.table_columns import Encrypted


_WORDS = frozenset({"doc"})


def pubsub(
    before: Mapping[str, Any], after: Mapping[str, Any], *, broken: bool, released: Sequence[Mapping[str, Any]] = ()
) -> tuple[str, ...]:
    """Tell whether Pub/Sub gets one more of its 20 revisions; `broken`: either cannot read the other's events.
    `released` are all versions that were recorded: near the limit it is said how many revisions they may have made."""
    if broken:
        return ("refused: a revision must resolve as reader and as writer",)
    if without_annotations(before, _WORDS) == without_annotations(after, _WORDS):
        return ("no new revision: words and annotations are not sent there",)
    sentence = "one more revision; the topic takes it in the same run, and goes on taking the ones before"
    made = _revisions((*released, after))
    if made < EARLY:
        return (sentence,)
    budget = (
        f"the record makes up to {made} revisions, and {REVISIONS} are kept: `up` deletes those nothing needs first"
    )
    return sentence, budget


def _revisions(versions: Sequence[Mapping[str, Any]]) -> int:
    """The most revisions that versions in this order can have made: one each time something differs but words."""
    sent = [without_annotations(version, _WORDS) for version in versions]
    return sum(before != after for before, after in zip([None, *sent], sent, strict=False))


def in_bigquery(
    before: Sequence[Mapping[str, Any]], after: Mapping[str, Any], encrypted: Encrypted = nobody
) -> tuple[str, ...]:
    """The changes to the table's columns; `before` are all versions so far, oldest first, at least one. All have their
    annotations."""
    wrong, sealed = table_columns.impossible(after, before, encrypted), table_columns.sealed(encrypted)
    if wrong:
        return tuple(f"`{one.name}` cannot become {one.after} in place; it is {one.before}" for one in wrong)
    try:
        old, new = table_columns.columns(before[-1], before[:-1], sealed), table_columns.columns(after, before, sealed)
    except bigquery_columns.NotAColumnError as error:
        return (f"{error}: it cannot be stored there",)
    return in_table(old, new, before[-1], after)


def in_table(
    columns: Sequence[Column], later: Sequence[Column], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[str, ...]:
    """The changes to a table's columns, in place; `before` and `after` are the schemas that they come from."""
    old = {name: (mode, kind) for name, mode, kind in _flat(columns)}
    new = {name: (mode, kind) for name, mode, kind in _flat(later)}
    retained = {key(name) for name, _, _ in _flat(_columns(after))}
    sentences = [f"column `{name}` {kind} is added, {mode}" for name, (mode, kind) in new.items() if name not in old]
    sentences += [
        f"column `{name}` becomes {kind} {mode}; it is {old[name][1]} {old[name][0]}"
        for name, (mode, kind) in new.items()
        if name in old and old[name] != (mode, kind)
    ]
    last = {name for name, _, _ in _flat(_columns(before))}
    sentences += [
        f"column `{name}` stays, for events of before" for name in new if name in last and key(name) not in retained
    ]
    return tuple(sentences) or ("no column changes",)


def in_files() -> str:
    """The facts that readers of Avro files need."""
    return "files keep the schema they were written with; readers resolve it with theirs"


def in_jobs(window: int | None, encrypted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The effects of a new version on the jobs between export and delivery. `window`: seconds in which doubles are
    looked for, None where they are not; `encrypted` are the fields that are."""
    by_place: dict[str, tuple[str, ...]] = {}
    if window is not None:
        days = in_days(window)
        by_place["Dataproc"] = (f"the next run reads {days} of exports with it, those of the schema before, too",)
    if encrypted:
        names = ", ".join(f"`{name}`" for name in sorted(encrypted))
        by_place["Dataflow"] = (f"the next run reads exports of both with it, and encrypts {names}",)
    return by_place


def for_consumers(
    teams: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any], *, broken: bool
) -> dict[str, tuple[str, ...]]:
    """The facts that the teams who said they read it need; nothing where nobody did."""
    if not teams:
        return {}
    who = ", ".join(dict.fromkeys(teams))
    if broken:
        return {"Consumers": (f"{who}: with the schema before they cannot read on",)}
    now = Fields(after)
    removed = [f"`{name}`" for name in Fields(before).by_name if now.heir(name) is None]
    sentence = f"{who}: read on with the schema that they have"
    return {
        "Consumers": (sentence, f"they find the default of {', '.join(removed)} from now on")
        if removed
        else (sentence,)
    }


def _columns(schema: Mapping[str, Any]) -> list[Column]:
    try:
        return bigquery_columns.columns(schema)
    except bigquery_columns.NotAColumnError:
        return []


def _flat(columns: Sequence[Column], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    for column in columns:
        name = f"{prefix}{column['name']}"
        yield name, column["mode"], "STRUCT" if column["type"] == "RECORD" else str(column["type"])
        yield from _flat(column.get("fields", ()), f"{name}.")

"""Two versions of one Event Type's schema, found by number, in the definition or in a git base, and compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer import gitbase
from composer.model import BigQueryStorage
from composer.plans.against_base import schema_at
from composer.schema import consequences
from composer.schema.avro import problems
from composer.schema.changelog import Changelog, changelog
from composer.schema.released import annotated, same_version
from composer.schema.walk import without_annotations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.model import EventType
    from composer.pipeline import Settled


class NoVersionError(Exception):
    """There is no such version to compare; the words say which there are."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two schemas: released `version` (None: not released), the git `ref` it is from ("": here)."""

    schema: Mapping[str, Any]
    version: int | None
    ref: str = ""

    def __str__(self) -> str:
        where = f" in {self.ref}" if self.ref else ""
        return f"version {self.version}{where}" if self.version else f"the definition{where}"


@dataclass(frozen=True, slots=True)
class SchemaDiff:
    """The changelog of an Event Type between two versions, and what storage makes of it: place → sentences."""

    event_type: str
    before: Side
    after: Side
    log: Changelog
    storage: Mapping[str, tuple[str, ...]]


def compare(
    settled: Settled, name: str, *, base: str | None = None, first: int | None = None, last: int | None = None
) -> SchemaDiff:
    """Compare versions `first` and `last`, or what was released last with the definition, or `base` with it.

    Where the definition is what was released last, that is compared with the version before. Raises NoVersionError,
    and gitbase.NoBaseError.
    """
    event = settled.event_types[name]
    released = list(annotated(event.versions))
    schema = settled.documents[name].value["schema"]
    if problems(schema):
        raise NoVersionError(f"the schema of {name} is no legal Avro: see `composer check`")
    number = len(released) if released and same_version(released[-1], schema) else None
    here = Side(schema, number)
    after = here if last is None else _version(name, released, last)
    if base is not None:
        before = _in_base(settled, name, base)
    elif first is not None:
        before = _version(name, released, first)
    else:
        before = _before(name, released, after)
    log = changelog(before.schema, after.schema)
    return SchemaDiff(name, before, after, log, _storage(event, before, after, released, broken=bool(log.breaks)))


def _version(name: str, released: Sequence[Any], number: int) -> Side:
    if not 1 <= number <= len(released):
        there = f"versions 1 to {len(released)}" if released else "no released version"
        raise NoVersionError(f"{name} has {there}, and no version {number}")
    return Side(released[number - 1], number)


def _before(name: str, released: Sequence[Any], after: Side) -> Side:
    """The version before: the last released one, if `after` is not released."""
    number = len(released) if after.version is None else after.version - 1
    if number < 1:
        raise NoVersionError(f"{name} has no version before {after}")
    return Side(released[number - 1], number)


def _in_base(settled: Settled, name: str, ref: str) -> Side:
    with gitbase.at(settled.repository, ref) as base:
        found = schema_at(name, settled.documents[name].file, base)
    if found is None:
        raise NoVersionError(f"{ref} has no {name}, or no legal schema in it")
    return Side(found, None, ref)


def _storage(
    event: EventType, before: Side, after: Side, released: Sequence[Any], *, broken: bool
) -> dict[str, tuple[str, ...]]:
    history = [*released[: before.version]] if before.version else [before.schema]
    told = {"Pub/Sub": consequences.pubsub(before.schema, after.schema, broken=broken, released=history)}
    encrypted = {field.path for field in event.fields if field.semantic.encryption}
    if isinstance(event.storage, BigQueryStorage):
        told["BigQuery"] = consequences.in_bigquery(history, after.schema, encrypted)
    else:
        told["Cloud Storage"] = (consequences.in_files(),)
    if without_annotations(before.schema) != without_annotations(after.schema):
        told |= consequences.in_jobs(event.dedupe.window if event.dedupe else None, encrypted)
    return told

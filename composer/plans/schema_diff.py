"""Two versions of one Event Type's schema, found by number, in the definition or in a git base, and compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.base import git_ref
from composer.base.released_schemas import schema_at
from composer.policy.encrypted_fields import encrypted_fields
from composer.schema import consequences
from composer.schema.avro import illegal
from composer.schema.changelog import Changelog, changelog
from composer.schema.released import Released, same_version
from composer.schema.walk import without_annotations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.model import EventType
    from composer.schema.table_columns import Encrypted
    from composer.stages import Settled


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
    last: int = 0

    def named(self, version: int) -> str:
        """The name of a version that the newer schema was judged against: `last` is the older side."""
        return str(self.before) if version == self.last else f"version {version}"


def compare(
    settled: Settled, name: str, *, base: str | None = None, first: int | None = None, last: int | None = None
) -> SchemaDiff:
    """Compare versions `first` and `last`, or what was released last with the definition, or `base` with it.

    Where the definition is what was released last, to the word, that is compared with the version before. Raises
    NoVersionError, and git_ref.NoBaseError.
    """
    event = settled.event_types[name]
    released = list(Released.of(event.versions).annotated)
    schema = settled.documents[name].value["schema"]
    if illegal(schema):
        raise NoVersionError(f"the schema of {name} is no legal Avro: see `composer check`")
    number = len(released) if released and released[-1] == schema else None
    here = Side(schema, number)
    after = here if last is None else _version(name, released, last)
    if base is not None:
        before = _in_base(settled, name, base)
    elif first is not None:
        before = _version(name, released, first)
    else:
        before = _before(name, released, after)
    history = _history(before, after, released)
    encrypted = encrypted_fields(event, settled.policies)
    log = changelog(before.schema, after.schema, history, encrypted if event.storage.COLUMNS else None)
    storage = _storage(event, before, after, history, encrypted, broken=bool(log.breaks))
    return SchemaDiff(name, before, after, log, storage, len(history))


def _history(before: Side, after: Side, released: Sequence[Any]) -> list[Any]:
    """Every version that `after` comes after, with `before` as the last of them."""
    if before.version is not None:
        return [*released[: before.version]]
    ahead = [*released]
    for side in (after, before):
        if ahead and same_version(ahead[-1], dict(side.schema)):
            ahead.pop()
    return [*ahead, before.schema]


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
    with git_ref.at(settled.repository, ref) as base:
        schema = schema_at(name, settled.documents[name].file, base)
    if schema is None:
        raise NoVersionError(f"{ref} has no {name}, or no legal schema in it")
    return Side(schema, None, ref)


def _storage(
    event: EventType, before: Side, after: Side, history: Sequence[Any], encrypted: Encrypted, *, broken: bool
) -> dict[str, tuple[str, ...]]:
    by_place = {"Pub/Sub": consequences.pubsub(before.schema, after.schema, broken=broken, released=history)}
    columns = event.storage.COLUMNS
    by_place[event.storage.PRODUCT] = (
        consequences.in_bigquery(history, after.schema, encrypted) if columns else (consequences.in_files(),)
    )
    if without_annotations(before.schema) != without_annotations(after.schema):
        ever = {field.path for field in event.fields if field.semantic.encryption}  # events of before are read again
        by_place |= consequences.in_jobs(event.dedupe.window if event.dedupe else None, ever)
        teams = [one.team for one in event.consumers]
        by_place |= consequences.for_consumers(teams, before.schema, after.schema, broken=broken)
    return by_place

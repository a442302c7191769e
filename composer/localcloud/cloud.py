"""The simulated servers: create, read, change and delete objects of any kind, refusing what Google refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.kinds.validation import violations
from composer.localcloud import (
    call_rates,
    cloud_database,
    computed,
    deletions,
    project_rules,
    quota_tallies,
    reference_rules,
    relations,
    transition_rules,
    unsent_values,
)
from composer.localcloud.refusal import RefusedError, not_found

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

    from composer.kinds.kind import Kind


_BAD_REQUEST = ("resourceInUse", "referenced by")
"""What a refused deletion says where Google's status is 400; elsewhere it is 409."""


@dataclass(frozen=True, slots=True)
class LiveObject:
    """An object that exists: its id and all its properties, computed ones included."""

    id: str
    properties: dict[str, Any]


class Cloud:
    """Google's servers over one database file. Every method is one transaction."""

    def __init__(self, database: Path, kinds: Mapping[str, Kind] = KINDS) -> None:
        self.store = cloud_database.Store(database)
        self.kinds = kinds

    def create(self, kind: Kind, inputs: Mapping[str, Any]) -> LiveObject:
        """Make an object. Raises RefusedError as Google would."""
        check(kind, inputs)
        values = computed.with_defaults(kind.properties, inputs)
        own = {"server_id": computed.server_id()}
        object_id = fill(kind.id, kind, {**values, **own})
        if object_id is None:
            raise RefusedError(400, f"Required parameter is missing in {kind.id}, required")
        clash = fill(kind.clash or kind.id, kind, {**values, **own}) or object_id
        with self.store.writing() as connection:
            project_rules.judge(connection, kind, values)
            call_rates.judge_making(connection, kind, values)
            links = relations.find(connection, kind, values, self.kinds)
            reference_rules.judge(connection, kind, values, links)
            reference_rules.judge_age(connection, links)
            there = cloud_database.load_clash(connection, kind.token, clash)
            if there is not None and not kind.idempotent_create:
                taken = kind.exists_elsewhere if there.project != str(values.get("project", "")) else ""
                raise RefusedError(409, _message(taken or kind.exists, kind, values, object_id))
            if there is None:
                quota_tallies.count(connection, kind, values, 1)
            row = self._made(kind, there, object_id, clash, values)
            cloud_database.save(connection, row)
            relations.save(connection, row, links)
        return LiveObject(row.id, row.properties)

    def _made(
        self, kind: Kind, there: cloud_database.Row | None, object_id: str, clash: str, values: dict[str, Any]
    ) -> cloud_database.Row:
        moment = computed.now()
        created = there.created if there else moment
        revisions = there.revisions if there else []
        server_values = {"id": there.id if there else object_id, "now": moment, "created": created}
        if kind.revised_by and values.get(kind.revised_by) is not None:
            revisions = [{"id": computed.revision_id(), "value": values[kind.revised_by], "at": moment}]
            server_values["revision"] = revisions[-1]["id"]
        properties = computed.with_computed(kind, values, server_values)
        return cloud_database.Row(
            kind.token,
            server_values["id"],
            clash,
            str(values.get("project", "")),
            properties,
            revisions,
            created,
            moment,
        )

    def read(self, kind: Kind, object_id: str) -> LiveObject | None:
        """The object with this id (or one of the spellings an import takes), or None."""
        with self.store.reading() as connection:
            row = cloud_database.load(connection, kind.token, object_id)
        return LiveObject(row.id, row.properties) if row else None

    def update(
        self,
        kind: Kind,
        object_id: str,
        inputs: Mapping[str, Any],
        *,
        by_statement: bool = False,
        unsent_stays: bool = False,
    ) -> LiveObject:
        """Make an object what `inputs` say, whole. Raises RefusedError as Google would.

        `by_statement`: by DDL, which may do what the API may not, and was judged by whoever read it. `unsent_stays`:
        all of it but what the provider leaves to the server.
        """
        check(kind, inputs)
        with self.store.writing() as connection:
            row = cloud_database.load(connection, kind.token, object_id)
            if row is None:
                raise not_found(kind, {"id": object_id, "name": object_id, **inputs})
            if unsent_stays:
                inputs = unsent_values.whole(kind, self.kinds.values(), row.properties, inputs)
            values = computed.with_defaults(kind.properties, inputs)
            if not by_statement:
                transition_rules.judge_change(kind, row, values)
            call_rates.judge_change(connection, kind, object_id)
            links = relations.find(connection, kind, values, self.kinds)
            reference_rules.judge(connection, kind, values, links)
            for _child, parent in relations.children(connection, row, self.kinds):
                if parent.forbids and values.get(parent.forbids) is not None:
                    raise RefusedError(400, f"{parent.refusal_message(object_id)}, invalid")
            moment = computed.now()
            server_values = {"id": row.id, "now": moment, "created": row.created}
            revisions = _revised(kind, row, values, moment)
            if revisions:
                server_values["revision"] = revisions[-1]["id"]
            clash = fill(kind.clash or kind.id, kind, {**row.properties, **values}) or row.clash
            if kind.clash and clash != row.clash and cloud_database.load_clash(connection, kind.token, clash):
                raise RefusedError(409, _message(kind.exists, kind, values, object_id))
            retained = {
                name: value
                for name, value in row.properties.items()
                if name in kind.properties and kind.properties[name].computed
            }
            own = {name: retained[name] for name in kind.remains or () if name in retained}
            properties = {**retained, **computed.with_computed(kind, values, server_values), **own}
            changed = replace(
                row,
                clash=clash if kind.clash else row.clash,
                properties=properties,
                revisions=revisions,
                updated=moment,
            )
            cloud_database.save(connection, changed)
            relations.save(connection, changed, links)
        return LiveObject(changed.id, changed.properties)

    def delete(self, kind: Kind, object_id: str, own: Mapping[str, Any]) -> None:
        """Delete an object; `own` are the caller's Pulumi-only properties, such as `force_destroy`. Gone is fine."""
        with self.store.writing() as connection:
            row = cloud_database.load(connection, kind.token, object_id)
            if row is not None and kind.permanent:
                _forgotten(connection, kind, row)
            elif row is not None:
                transition_rules.judge_deletion(connection, kind, row)
                call_rates.judge_making(connection, kind, row.properties)
                self.remove(connection, kind, row, own)

    def remove(
        self, connection: sqlite3.Connection, kind: Kind, row: cloud_database.Row, own: Mapping[str, Any]
    ) -> None:
        """Delete within a transaction, with what Google does to the children."""
        for child, parent in relations.children(connection, row, self.kinds):
            child_kind = self.kinds[child.kind]
            if parent.blocks_deletion and not own.get(parent.unless):
                raise RefusedError(
                    400 if any(word in kind.in_use for word in _BAD_REQUEST) else 409,
                    _message(kind.in_use, kind, {**row.properties, "child": child.id}, row.id),
                )
            if parent.cascades or parent.blocks_deletion:
                still_there = cloud_database.load(connection, child.kind, child.id)
                if still_there is not None:
                    self.remove(connection, child_kind, still_there, own)
            elif parent.orphaned:
                relations.orphan(connection, child, parent, row.id)
        quota_tallies.count(connection, kind, row.properties, -1)
        deletions.put_aside(connection, kind, row)
        connection.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (row.kind, row.id))
        connection.execute("DELETE FROM links WHERE kind = ? AND id = ?", (row.kind, row.id))


def _forgotten(connection: sqlite3.Connection, kind: Kind, row: cloud_database.Row) -> None:
    """Keep the name of what cannot be deleted, and of its properties what its kind says."""
    if kind.remains:
        remaining = computed.filled(kind, kind.remains, {**row.properties, "id": row.id})
        cloud_database.save(
            connection, replace(row, properties={**row.properties, **remaining}, updated=computed.now())
        )


def check(kind: Kind, inputs: Mapping[str, Any]) -> None:
    """Refuse what the kind's rules refuse."""
    problems = violations(kind, {name: value for name, value in inputs.items() if value is not None})
    if problems:
        raise RefusedError(400, "; ".join(problem.message for problem in problems) + ", invalid")


def _revised(kind: Kind, row: cloud_database.Row, values: Mapping[str, Any], moment: str) -> list[dict[str, str]]:
    if not kind.revised_by or values.get(kind.revised_by) == row.properties.get(kind.revised_by):
        return row.revisions
    if len(row.revisions) >= kind.revisions:
        raise RefusedError(
            400,
            f"The {kind.name} {row.id} has reached the limit of {kind.revisions} revisions. Delete old revisions "
            "before committing a new one., failedPrecondition",
        )
    added = {"id": computed.revision_id(), "value": str(values.get(kind.revised_by)), "at": moment}
    return [*row.revisions, added]


def _message(template: str, kind: Kind, values: Mapping[str, Any], object_id: str) -> str:
    return fill(template, kind, {"id": object_id, "name": object_id, **values}) or template

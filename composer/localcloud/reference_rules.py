"""What Google demands of a resource and those that it names: the rules of its kind, and those of all grants."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from composer.kinds.iam_members import ACCOUNT
from composer.kinds.projects.project_iam import CUSTOM_ROLE
from composer.localcloud import cloud_database, settings
from composer.localcloud.refusal import RefusedError, TryAgainError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from composer.kinds.kind import Kind
    from composer.kinds.live_rules import Link

_MEMBER = re.compile(r"serviceAccount:(?P<email>[^@]+@(?P<project>[^.]+)\.iam\.gserviceaccount\.com)")


class Live:
    """What the database holds, as the rules of kinds ask for it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def properties(self, kind: str, object_id: str) -> Mapping[str, Any] | None:
        """The properties of an object, or None if it does not exist."""
        row = cloud_database.load(self._connection, kind, object_id)
        return None if row is None else row.properties

    def revisions(self, kind: str, object_id: str) -> Collection[str]:
        """The ids of its revisions."""
        row = cloud_database.load(self._connection, kind, object_id)
        return frozenset() if row is None else {one["id"] for one in row.revisions}

    def children(self, kind: str, link: Link) -> Iterator[Mapping[str, Any]]:
        """The properties of all objects of a kind that name what the link names."""
        ids = self._connection.execute(
            "SELECT id FROM links WHERE kind = ? AND parent_kind = ? AND parent_id = ?",
            (kind, link.parent_kind, link.parent_id),
        ).fetchall()
        rows = (cloud_database.load(self._connection, kind, object_id[0]) for object_id in ids)
        return (row.properties for row in rows if row is not None)


def judge(connection: sqlite3.Connection, kind: Kind, values: Mapping[str, Any], links: Sequence[Link]) -> None:
    """Refuse what does not agree with the resources that it names. Raises RefusedError as Google would."""
    if {"role", "member"} <= kind.properties.keys():
        _granted(connection, values, links)
    for refusal in kind.reference_rule(values, links, Live(connection)) if kind.reference_rule else ():
        raise RefusedError(*refusal)


def judge_age(connection: sqlite3.Connection, links: Sequence[Link]) -> None:
    """Refuse a grant to an account that is so new that not every server of Google's knows it. Raises TryAgainError."""
    delay = settings.account_delay(connection)
    for link in links if delay else ():
        row = cloud_database.load(connection, ACCOUNT, link.parent_id) if link.parent_kind == ACCOUNT else None
        if row is not None and time.time() - datetime.fromisoformat(row.created).timestamp() < delay:
            raise TryAgainError(400, f"Service account {row.properties['email']} does not exist., badRequest")


def _granted(connection: sqlite3.Connection, values: Mapping[str, Any], links: Sequence[Link]) -> None:
    role = str(values["role"])
    if role.startswith("projects/") and cloud_database.load(connection, CUSTOM_ROLE.token, role) is None:
        raise RefusedError(400, f"Role ({role}) does not exist in the resource's hierarchy., badRequest")
    match = _MEMBER.fullmatch(str(values["member"]))
    if match is None or any(link.parent_kind == ACCOUNT for link in links):
        return
    accounts = settings.accounts(connection, match["project"])
    if accounts is not None and match["email"] not in accounts:
        raise RefusedError(400, f"Service account {match['email']} does not exist., badRequest")

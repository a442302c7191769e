"""What was deleted, where Google could bring it back: it is remembered as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from composer.localcloud import computed

if TYPE_CHECKING:
    import sqlite3

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Row


def put_aside(connection: sqlite3.Connection, kind: Kind, row: Row) -> None:
    """Remember a deleted object and the time, if its kind can be brought back."""
    if kind.recoverable_for is not None:
        connection.execute(
            "INSERT INTO deleted (kind, id, project, properties, gone) VALUES (?, ?, ?, ?, ?)",
            (row.kind, row.id, row.project, json.dumps(row.properties), computed.now()),
        )

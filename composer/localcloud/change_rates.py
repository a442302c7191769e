"""How often one object may be changed, where rate limits are switched on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    import sqlite3

    from composer.kinds.kind import Kind


def judge(connection: sqlite3.Connection, kind: Kind, object_id: str) -> None:
    """Count a change of an object. Raises RefusedError if there were as many as may be, a short time ago."""
    if kind.change_rate is None or not settings.rate_limits(connection):
        return
    prefix, moment = f"change {kind.token} {object_id} ", time.time()
    (recent,) = connection.execute(
        "SELECT count(*) FROM rates WHERE substr(what, 1, ?) = ? AND at > ?",
        (len(prefix), prefix, moment - kind.change_rate.seconds),
    ).fetchone()
    if recent >= kind.change_rate.changes:
        message = f"Exceeded rate limits: too many {kind.noun.lower()} update operations for this {kind.noun.lower()}."
        raise RefusedError(403, f"{message}, rateLimitExceeded")
    connection.execute("INSERT OR REPLACE INTO rates VALUES (?, ?)", (f"{prefix}{time.time_ns()}", moment))

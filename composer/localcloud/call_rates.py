"""How often objects may be made, deleted and changed, where rate limits are switched on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError, TryAgainError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from composer.kinds.kind import Kind


def judge_making(connection: sqlite3.Connection, kind: Kind, values: Mapping[str, Any]) -> None:
    """Count an object that is made or deleted. Raises TryAgainError if its project did so a short time ago."""
    if kind.rate is None or not settings.rate_limits(connection):
        return
    what, moment = f"{kind.token} {values.get('project')}", time.time()
    last = connection.execute("SELECT at FROM rates WHERE what = ?", (what,)).fetchone()
    if last is not None and moment - last[0] < kind.rate.seconds:
        raise TryAgainError(
            429,
            f"The project exceeded the rate limit for creating and deleting {kind.name.lower()}s., rateLimitExceeded",
        )
    connection.execute("INSERT OR REPLACE INTO rates VALUES (?, ?)", (what, moment))


def judge_change(connection: sqlite3.Connection, kind: Kind, object_id: str) -> None:
    """Count a change of an object. Raises RefusedError if there were as many as may be, a short time ago."""
    if kind.change_rate is None or not settings.rate_limits(connection):
        return
    prefix, moment = f"change {kind.token} {object_id} ", time.time()
    (recent,) = connection.execute(
        "SELECT count(*) FROM rates WHERE substr(what, 1, ?) = ? AND at > ?",
        (len(prefix), prefix, moment - kind.change_rate.seconds),
    ).fetchone()
    if recent >= kind.change_rate.changes:
        message = f"Exceeded rate limits: too many {kind.name.lower()} update operations for this {kind.name.lower()}."
        raise RefusedError(403, f"{message}, rateLimitExceeded")
    connection.execute("INSERT OR REPLACE INTO rates VALUES (?, ?)", (f"{prefix}{time.time_ns()}", moment))

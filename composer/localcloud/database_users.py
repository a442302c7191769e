"""Cloud SQL's lists of a database's users over REST: nobody is in one here, since people sign in by IAM."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.localcloud import cloud_database
from composer.localcloud.rest_call import Answer, Call

if TYPE_CHECKING:
    from composer.localcloud.cloud_database import Store

_USERS = re.compile(r"sqladmin/v1/(?P<instance>projects/[^/]+/instances/[^/]+)/users")


def answer(store: Store, call: Call) -> Answer | None:
    """The users of a database that is there; None for another call."""
    match = _USERS.fullmatch(call.path) if call.verb == "GET" else None
    if match is None:
        return None
    with store.reading() as connection:
        there = cloud_database.load(connection, DATABASE_INSTANCE.token, match["instance"]) is not None
    return Answer({"kind": "sql#usersList", "items": []}) if there else None

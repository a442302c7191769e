"""What hangs on a topic, as Pub/Sub lists it: the names of its subscriptions; snapshots are not made here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.localcloud import cloud_database
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import EMPTY, Answer, Call

if TYPE_CHECKING:
    from composer.localcloud.cloud_database import Store

_PATH = re.compile(r"pubsub/v1/(?P<topic>projects/[^/]+/topics/[^/]+)/(?P<what>subscriptions|snapshots)")


def answer(store: Store, call: Call) -> Answer | None:
    """The list, in one page; None for another call. Raises RefusedError where there is no such topic."""
    match = _PATH.fullmatch(call.path) if call.verb == "GET" else None
    if match is None:
        return None
    with store.reading() as connection:
        if cloud_database.load(connection, TOPIC.token, match["topic"]) is None:
            raise RefusedError(404, f"Resource not found (resource={match['topic'].rpartition('/')[2]})., notFound")
        rows = cloud_database.load_all(connection, SUBSCRIPTION.token)
    names = [row.id for row in rows if row.properties.get("topic") == match["topic"]]
    return Answer({"subscriptions": names}) if names and match["what"] == "subscriptions" else EMPTY

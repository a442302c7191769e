"""What others make of data of ours, with services that nothing here is made with: transfers, listings, and what keys
protect. Objects of these collections are made by POST, as Google's clients do, and kept as they came."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.localcloud import cloud_database, faults, settings
from composer.localcloud.refusal import not_found
from composer.localcloud.rest_call import EMPTY, Answer, Call

if TYPE_CHECKING:
    from composer.localcloud.cloud_database import Store

_COLLECTIONS = re.compile(
    r"storagetransfer/v1/transferJobs"
    r"|bigquerydatatransfer/v1/projects/[^/]+/locations/[^/]+/transferConfigs"
    r"|analyticshub/v1/projects/[^/]+/locations/[^/]+/dataExchanges(?:/[^/]+/listings)?"
)
_PROTECTED = re.compile(
    r"kmsinventory/v1/(?P<key>projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+)/protectedResourcesSummary"
)


def answer(store: Store, call: Call) -> Answer | None:
    """The answer to a list or a making of these; None for another call. Raises RefusedError as Google would."""
    protected = _PROTECTED.fullmatch(call.path) if call.verb == "GET" else None
    if protected is not None:
        with faults.applied(store, "kmsinventory.Summary", "read", protected["key"], lambda: True):
            return _protected(store, protected["key"])
    match = _COLLECTIONS.fullmatch(call.path) if call.verb in {"GET", "POST"} else None
    if match is None:
        return None
    service, _, path = call.path.partition("/v1/")
    items = path.rpartition("/")[2]
    with faults.applied(store, f"{service}.{items}", "read", path, lambda: True), store.reading() as connection:
        there = settings.of_others(connection, call.path)
    if call.verb == "GET":
        return Answer({items: there}) if there else EMPTY
    made = {"name": f"{path}/{len(there) + 1}", **call.json()}
    settings.set_of_others(store, call.path, [*there, made])
    return Answer(made)


def _protected(store: Store, key: str) -> Answer:
    """How many objects of which asset type are encrypted with a key."""
    with store.reading() as connection:
        if cloud_database.load(connection, CRYPTO_KEY.token, key) is None:
            raise not_found(CRYPTO_KEY, {"id": key})
        rows = connection.execute(
            "SELECT kind, count(*) FROM links WHERE parent_kind = ? AND parent_id = ? AND property LIKE '%kms%' "
            "GROUP BY kind ORDER BY kind",
            (CRYPTO_KEY.token, key),
        ).fetchall()
    types = {KINDS[kind].inventory.asset_type: str(count) for kind, count in rows}
    total = sum(map(int, types.values()))
    counts = {"resourceCount": str(total), "projectCount": 1, "resourceTypes": types} if types else {}
    return Answer({"name": f"{key}/protectedResourcesSummary", **counts})

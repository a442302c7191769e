"""Keys of service accounts that somebody made by hand: files with which anybody acts as the account.

https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import EMPTY, Answer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from composer.localcloud.cloud_database import Store
    from composer.localcloud.rest_call import Call

ASSET_TYPE = "iam.googleapis.com/ServiceAccountKey"
_PATH = re.compile(r"iam/v1/(?P<name>projects/[^/]+/serviceAccounts/[^/]+/keys/[^/]+)")


def read(store: Store, path: str) -> dict[str, Any] | None:
    """One key, without what only its file holds, or those of an account; None for any other path, and for a key that is
    not there."""
    match = _PATH.fullmatch(path)
    every = _PATH.fullmatch(f"{path}/-")
    if every is not None:
        with store.reading() as connection:
            names = settings.account_keys(connection)
        mine = sorted(name for name in names if name.rpartition("/")[0] == every["name"].rpartition("/")[0])
        return {"keys": [_body(name) for name in mine]}
    if match is None:
        return None
    with store.reading() as connection:
        return _body(match["name"]) if match["name"] in settings.account_keys(connection) else None


def answer(store: Store, call: Call) -> Answer | None:
    """The answer to making a key or deleting one; None for any other call."""
    made = _PATH.fullmatch(f"{call.path}/{uuid4().hex}") if call.verb == "POST" else None
    match = made or (_PATH.fullmatch(call.path) if call.verb == "DELETE" else None)
    if match is None:
        return None
    with store.reading() as connection:
        names = settings.account_keys(connection)
    if made is None and match["name"] not in names:
        raise RefusedError(404, f"Service account key {match['name']} does not exist., notFound")
    settings.set_account_keys(store, names | {match["name"]} if made else names - {match["name"]})
    return Answer(_body(match["name"])) if made else EMPTY


def assets(connection: sqlite3.Connection, project: str, after: str) -> Iterator[dict[str, Any]]:
    """The keys of a project as the inventory has them, in the order of names."""
    for name in sorted(settings.account_keys(connection)):
        if name.startswith(f"projects/{project}/") and name > after:
            host = ASSET_TYPE.partition("/")[0]
            yield {
                "name": f"//{host}/{name}",
                "assetType": ASSET_TYPE,
                "updateTime": "1970-01-01T00:00:00Z",
                "resource": {"version": "v1", "discoveryName": "ServiceAccountKey", "data": _body(name)},
                "_place": f"{ASSET_TYPE} {name}",
            }


def _body(name: str) -> dict[str, Any]:
    return {"name": name, "keyType": "USER_MANAGED", "keyOrigin": "GOOGLE_PROVIDED", "keyAlgorithm": "KEY_ALG_RSA_2048"}

"""Keys of service accounts that somebody made by hand: files with which anybody acts as the account.

https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.localcloud import settings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from composer.localcloud.cloud_database import Store

ASSET_TYPE = "iam.googleapis.com/ServiceAccountKey"
_PATH = re.compile(r"iam/v1/(?P<name>projects/[^/]+/serviceAccounts/[^/]+/keys/[^/]+)")


def read(store: Store, path: str) -> dict[str, Any] | None:
    """One key, without what only its file holds; None for any other path, and for a key that is not there."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    with store.reading() as connection:
        return _body(match["name"]) if match["name"] in settings.account_keys(connection) else None


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

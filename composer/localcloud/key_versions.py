"""Versions of keys over REST: listed, read, disabled, destroyed after a while, and until then restored.

A key has one version here, since nothing rotates. https://cloud.google.com/kms/docs/key-states
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.kms.enum_numbers import STATES
from composer.localcloud import cloud_database, computed, faults
from composer.localcloud.recoverable import as_time
from composer.localcloud.refusal import RefusedError, not_found
from composer.localcloud.rest_call import EMPTY, Answer, Call

if TYPE_CHECKING:
    from composer.localcloud.cloud_database import Row, Store

_VERSIONS = re.compile(
    r"cloudkms/v1/(?P<key>projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/:]+)/cryptoKeyVersions"
    r"(?:/(?P<number>[^/:]+)(?::(?P<action>destroy|restore))?)?"
)
_BEGINS = {"destroy": {"ENABLED", "DISABLED"}, "restore": {"DESTROY_SCHEDULED"}, "": {"ENABLED", "DISABLED"}}
"""The states in which a version can be destroyed, restored, or enabled and disabled."""
_ENDS = {"destroy": "DESTROY_SCHEDULED", "restore": "DISABLED"}


def answer(store: Store, call: Call) -> Answer | None:
    """The answer to a call about versions; None for another one. Raises RefusedError as Google would."""
    match = _VERSIONS.fullmatch(call.path)
    action = (match and match["action"]) or ""
    if match is None or call.verb != _verb(match["number"], action, call.verb):
        return None
    effect = "read" if call.verb == "GET" else "update"
    with faults.applied(store, CRYPTO_KEY.token, effect, match["key"], lambda: True), store.writing() as connection:
        row = cloud_database.load(connection, CRYPTO_KEY.token, match["key"])
        if row is None:
            raise not_found(CRYPTO_KEY, {"id": match["key"]})
        versions = [as_it_is(one, row) for one in row.properties.get("primaries") or ()]
        if not match["number"]:
            return Answer({"cryptoKeyVersions": versions, "totalSize": len(versions)}) if versions else EMPTY
        name = f"{match['key']}/cryptoKeyVersions/{match['number']}"
        version = next((one for one in versions if one["name"] == name), None)
        if version is None:
            raise RefusedError(404, f"CryptoKeyVersion {name} not found., notFound")
        if call.verb == "GET":
            return Answer(version)
        row = _changed(row, name, version["state"], action, _ENDS.get(action) or _wanted(call))
        cloud_database.save(connection, row)
    (changed,) = (one for one in row.properties["primaries"] if one["name"] == name)
    return Answer(as_it_is(changed, row))


def as_it_is(version: dict[str, Any], key: Row) -> dict[str, Any]:
    """A version as it is by now: one that was to be destroyed is, once its time has come."""
    if version["state"] != "DESTROY_SCHEDULED" or CRYPTO_KEY.recoverable_for is None:
        return version
    ends = datetime.fromisoformat(key.updated) + timedelta(seconds=CRYPTO_KEY.recoverable_for(key.properties))
    if ends > datetime.now(UTC):
        return {**version, "destroyTime": as_time(ends)}
    return {**version, "state": "DESTROYED", "destroyEventTime": as_time(ends)}


def _verb(number: str | None, action: str, verb: str) -> str:
    """The verb that a path takes: reads everywhere, changes of a version by itself or by an action."""
    if action:
        return "POST"
    return "PATCH" if number and verb == "PATCH" else "GET"


def _wanted(call: Call) -> str:
    """The state that a patch asks for. Raises RefusedError for whatever else it would change."""
    asked = call.json().get("state")
    state = next((name for name, number in STATES.items() if asked in (name, number)), "")
    if call.parameter("updateMask") != "state" or not state:
        raise RefusedError(400, "Of a version its state can be changed, to ENABLED or DISABLED., invalid")
    return state


def _changed(key: Row, name: str, state: str, action: str, to: str) -> Row:
    """The key with its version in another state. Raises RefusedError where that state cannot follow."""
    if state not in _BEGINS[action]:
        raise RefusedError(400, f"{name} is not in a state for this, current state is: {state}., failedPrecondition")
    versions = [{**one, "state": to} if one["name"] == name else one for one in key.properties["primaries"]]
    return replace(key, properties={**key.properties, "primaries": versions}, updated=computed.now())

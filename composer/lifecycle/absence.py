"""Proof of absence: everything that an Event Type ever had is looked for at the API that owns it, one by one.

Whatever cannot be asked for certain is "cannot tell", never "gone".
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.storage.bucket import BUCKET
from composer.lifecycle.resolved_values import values_of
from composer.live.failures import CloudFailedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.graph import Resource
    from composer.kinds.kind import Kind
    from composer.ledger import Record
    from composer.live.live_resources import LiveResources
    from composer.model.environment import Cell


class Fate(StrEnum):
    """What became of a resource."""

    GONE = "gone"
    RECOVERABLE = "recoverable"
    NAME_RETIRED = "name retired"
    UNKNOWN = "cannot tell"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Absence:
    """One resource: until when (ISO) it can be brought back or why it is there or unknown, and the command for that."""

    resource: str
    kind: str
    name: str
    fate: Fate
    until: str = ""
    why: str = ""
    command: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the ledger keeps it, and programs read it."""
        return asdict(self)


def proof(
    record: Record, kept: frozenset[str], cell: Cell, outputs: Mapping[str, Mapping[str, Any]], live: LiveResources
) -> tuple[Absence, ...]:
    """The fate of everything that the owner ever had, but for what it keeps for ever. `outputs`: those of its
    cell's platform, by resource."""
    removed_at = {one.resource.id: one.removed_at for one in record.former if one.resource.id not in kept}
    there = {one.id: one for one in record.graph.resources}
    every = {one.resource.id: one.resource for one in record.former} | there
    asked = [one for one in sorted(every) if one not in kept]
    return tuple(
        _absence(every[one], values_of(every[one], every, cell, outputs), removed_at.get(one, ""), live)
        for one in asked
    )


def _absence(one: Resource, values: Mapping[str, Any], removed_at: str, live: LiveResources) -> Absence:
    kind = KINDS.get(one.type)
    if kind is None:
        return Absence(one.id, one.type, one.name, Fate.UNKNOWN, why="this composer does not know the kind")
    if not _can_be_asked(kind, values):
        return Absence(one.id, kind.name, one.name, Fate.UNKNOWN, why="where it was is not known any more")
    try:
        return _asked(one, kind, values, removed_at, live)
    except CloudFailedError as error:
        return Absence(one.id, kind.name, one.name, Fate.UNKNOWN, why=error.failures[0].detail or str(error))


def _asked(one: Resource, kind: Kind, values: Mapping[str, Any], removed_at: str, live: LiveResources) -> Absence:
    """The absence that the owning API proves. Raises CloudFailedError where it says nothing."""
    if kind is CRYPTO_KEY:
        return _key(one, values, removed_at, live)
    if kind.rest.policy and not one.inputs.keys() <= values.keys():
        return _grant_to_unknown(one, kind, values, live)
    live_object = live.find(one.type, values)
    if live_object is not None:
        why = "it was left in place" if not removed_at else f"its removal on {removed_at[:10]} did not reach it"
        command = _deletion(one, kind, values, live_object.id, removed_at)
        return Absence(one.id, kind.name, one.name, Fate.LEFT, why=why, command=command)
    if kind is BUCKET:
        return _bucket(one, values, live)
    until = _until(removed_at, kind.recoverable_for(one.inputs) if kind.recoverable_for else 0)
    if until:
        command = fill(kind.recovered_by, kind, {**values, "before": _an_hour_before(removed_at)}) or kind.recovered_by
        return Absence(one.id, kind.name, one.name, Fate.RECOVERABLE, until, command=command)
    return Absence(one.id, kind.name, one.name, Fate.GONE)


def _bucket(one: Resource, values: Mapping[str, Any], live: LiveResources) -> Absence:
    """A bucket that is not there may be soft-deleted: Google lists it, with until when and by which generation."""
    parameters = {"project": str(values["project"]), "softDeleted": "true", "prefix": one.name}
    listed = live.get(BUCKET, "v1/b", parameters) or {}
    same = [live_object for live_object in listed.get("items", ()) if live_object.get("name") == one.name]
    if not same:
        incomplete = bool(listed.get("nextPageToken") or listed.get("unreachable"))
        why = "not all soft-deleted buckets could be listed" if incomplete else ""
        return Absence(one.id, BUCKET.name, one.name, Fate.UNKNOWN if incomplete else Fate.GONE, why=why)
    last = max(same, key=lambda live_object: str(live_object["hardDeleteTime"]))
    command = fill(BUCKET.recovered_by, BUCKET, {**values, "generation": str(last["generation"])}) or ""
    until = _seconds(str(last["hardDeleteTime"]))
    return Absence(one.id, BUCKET.name, one.name, Fate.RECOVERABLE, until, command=command)


def _key(one: Resource, values: Mapping[str, Any], removed_at: str, live: LiveResources) -> Absence:
    """A key stays for ever: its versions are destroyed after a while in which they can be restored."""
    key = str(fill(CRYPTO_KEY.id, CRYPTO_KEY, values))
    body = live.get(CRYPTO_KEY, f"v1/{key}")
    if body is None:
        return Absence(one.id, CRYPTO_KEY.name, one.name, Fate.NAME_RETIRED)
    listed = live.get(CRYPTO_KEY, f"v1/{key}/cryptoKeyVersions", {"pageSize": "1000"}) or {}
    versions = listed.get("cryptoKeyVersions") or ([body["primary"]] if body.get("primary") else [])
    states = {version.get("state") for version in versions}
    if not versions or listed.get("nextPageToken"):
        return Absence(one.id, CRYPTO_KEY.name, one.name, Fate.UNKNOWN, why="its versions cannot all be seen")
    if states - {"DESTROYED", "DESTROY_SCHEDULED"}:
        why = "it has a version that is not destroyed"
        alive = [str(one["name"]) for one in versions if one.get("state") not in {"DESTROYED", "DESTROY_SCHEDULED"}]
        destroy = _each_version("gcloud kms keys versions destroy {version} --key={id}", alive, values, key)
        return Absence(one.id, CRYPTO_KEY.name, one.name, Fate.LEFT, why=why, command=destroy)
    if states == {"DESTROYED"}:
        return Absence(one.id, CRYPTO_KEY.name, one.name, Fate.NAME_RETIRED)
    wait = CRYPTO_KEY.recoverable_for(one.inputs) if CRYPTO_KEY.recoverable_for else 0
    until = max((_seconds(version["destroyTime"]) for version in versions if version.get("destroyTime")), default="")
    scheduled = [str(version["name"]) for version in versions if version.get("state") == "DESTROY_SCHEDULED"]
    command = _each_version(CRYPTO_KEY.recovered_by, scheduled, values, key)
    return Absence(one.id, CRYPTO_KEY.name, one.name, Fate.RECOVERABLE, until or _until(removed_at, wait), "", command)


def _each_version(template: str, names: Collection[str], values: Mapping[str, Any], key: str) -> str:
    """The command for these versions of a key, a loop where there are several."""
    numbers = sorted((name.rpartition("/")[2] for name in names), key=lambda one: (len(one), one))
    several = len(numbers) > 1
    version = "$version" if several else "".join(numbers)
    command = fill(template, CRYPTO_KEY, {**values, "id": key, "version": version}) or ""
    return f"for version in {' '.join(numbers)}; do {command}; done" if several else command


def _grant_to_unknown(one: Resource, kind: Kind, values: Mapping[str, Any], live: LiveResources) -> Absence:
    """A grant to somebody whose name Google made up is gone with what it was granted on, and else cannot be told."""
    path = fill(kind.rest.get, kind, values, encode=True) or ""
    if live.get(kind, path) is None:
        return Absence(one.id, kind.name, one.name, Fate.GONE)
    return Absence(one.id, kind.name, one.name, Fate.UNKNOWN, why="to whom it was is not known any more")


def _can_be_asked(kind: Kind, values: Mapping[str, Any]) -> bool:
    if kind.server_made_id:
        return bool(fill(kind.rest.list, kind, values) and values.get(kind.identified_by.partition(".")[0]))
    object_id = fill(kind.id, kind, values)
    if object_id is None:  # of a grant it is enough to know on what: without that it is gone, whosever it was
        return kind.rest.policy and fill(kind.rest.get, kind, values) is not None
    return fill(kind.rest.get, kind, {**values, "id": object_id}) is not None


def _until(removed_at: str, seconds: int) -> str:
    """The time until which what is gone since then can be brought back; "" if it cannot any more."""
    if not removed_at or not seconds:
        return ""
    until = datetime.fromisoformat(removed_at) + timedelta(seconds=seconds)
    return until.isoformat(timespec="seconds") if until > datetime.now(until.tzinfo) else ""


def _seconds(moment: str) -> str:
    """A time (ISO) without parts of a second."""
    return datetime.fromisoformat(moment).isoformat(timespec="seconds")


def _an_hour_before(removed_at: str) -> str:
    """A time at which what is gone was still there, in milliseconds since 1970: a removal takes minutes."""
    return str(int((datetime.fromisoformat(removed_at) - timedelta(hours=1)).timestamp() * 1000)) if removed_at else ""


def _deletion(one: Resource, kind: Kind, values: Mapping[str, Any], live_id: str, removed_at: str) -> str:
    """The command that removes what is left."""
    if not removed_at:
        return f"composer cleanup {one.id.partition('/')[0]} --yes"
    if kind.rest.policy:
        return f"take {values.get('member')} out of {values.get('role')} there"
    path = live_id if kind.server_made_id else fill(kind.rest.get, kind, {**values, "id": live_id}, encode=True)
    version = f"{kind.rest.list.partition('/')[0]}/" if kind.server_made_id else ""
    where = f"{kind.rest.root}{version}{path}"
    return f'curl -X DELETE -H "Authorization: Bearer $(gcloud auth print-access-token)" {where}'


def summary(every: tuple[Absence, ...]) -> Iterator[tuple[Fate, int]]:
    """How many resources have which fate, in the order of the fates."""
    for fate in Fate:
        count = sum(one.fate is fate for one in every)
        if count:
            yield fate, count

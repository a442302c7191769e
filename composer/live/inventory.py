"""Everything that there is in a project of the kinds that we make: from Google's inventory of assets, and of kinds
that it does not know, from their own lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from composer.kinds import KINDS
from composer.kinds.id_template import fill, pattern
from composer.kinds.inventory import API
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.live.google import Api, Listed, api_of
from composer.live.iam_grants import PROJECT, granted_on, grants_of, holder_property, member_kinds
from composer.live.live_objects import object_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from composer.kinds import Kind
    from composer.live.google import Answer, Google
    from composer.live.live_objects import LiveObject

ASSETS = Api("cloudasset", f"https://{API}/")
ACCOUNT_KEY = "iam.googleapis.com/ServiceAccountKey"
"""The asset type of keys of service accounts, which are no kind here: nothing makes them."""
INVENTORIES = {
    "assets": "inventory of assets",
    "policies": "inventory of policies",
    "account keys": "inventory of keys",
}
"""Lists of the inventory, and what they are called."""
PAGE = "1000"
"""Assets a page at most. https://cloud.google.com/asset-inventory/docs/reference/rest/v1/assets/list"""


@dataclass(frozen=True, slots=True)
class Read:
    """One list that was asked for: of which kinds (tokens) in which project, what came of it, and since when it is
    fresh: the moment up to which it holds less the longest time that Google lets changes of these kinds wait."""

    project: str
    source: str
    tokens: frozenset[str]
    pages: int
    objects: int
    complete: bool
    seen: datetime
    refusal: str = ""
    status: int = 200
    read_time: str = ""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """What was seen, by kind and id, and every list that it is from. `keys`: full names of the keys that people made
    for service accounts."""

    objects: Mapping[tuple[str, str], LiveObject]
    reads: tuple[Read, ...]
    keys: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True if no list was refused, and no page of one."""
        return all(read.complete for read in self.reads)


class Inventory:
    """Looks at one project after the other, and at lists of their own of kinds that the inventory lacks. `read_time`:
    the moment (RFC 3339, at most 35 days ago) as of which the inventory is asked; lists of their own have no past."""

    def __init__(self, google: Google, read_time: str = "") -> None:
        self._google = google
        self._moment = {"readTime": read_time} if read_time else {}
        self._objects: dict[tuple[str, str], LiveObject] = {}
        self._reads: list[Read] = []
        self._keys: list[str] = []
        self._names: dict[str, LiveObject] = {}

    def view(self) -> View:
        """The view of all that was seen so far."""
        return View(self._objects, tuple(self._reads), tuple(self._keys))

    def look(self, project: str) -> None:
        """See what the inventory has of a project."""
        known = [kind for kind in KINDS.values() if kind.inventory.source == "assets"]
        answer = self._assets(project, known)
        unknown: list[Kind] = []
        if answer.status == 400:  # one type that it does not know fails the whole call: which one is it?
            unknown = [kind for kind in known if self._assets(project, [kind]).status == 400]
            self._reads = [one for one in self._reads if one.status != 400]
        self._policies(project, [kind for kind in known if kind not in unknown])
        self._account_keys(project)
        for kind in unknown:
            path = fill(kind.rest.list, kind, {"project": project}, encode=True)
            if path:
                self.look_at(project, kind, path)
                self._policies_one_by_one(project, kind)
            else:
                self._record(project, "assets", self._listed(project, "RESOURCE", [_asset_type(kind)]), [kind])

    def _assets(self, project: str, kinds: Iterable[Kind]) -> Answer:
        by_type = {kind.inventory.asset_type: kind for kind in kinds}
        listed = self._listed(project, "RESOURCE", by_type)
        for asset in listed.items:
            kind = by_type.get(str(asset.get("assetType")))
            data = asset.get("resource", {}).get("data")
            live = object_of(kind, data, _place(project, asset), confirmed=False) if kind and data else None
            if live is not None:
                self._objects[live.token, live.id] = live
                self._names[str(asset.get("name"))] = live
        self._record(project, "assets", listed, by_type.values())
        return listed.last

    def _policies(self, project: str, kinds: Iterable[Kind]) -> None:
        members = member_kinds()
        by_type = {kind.inventory.asset_type: kind for kind in kinds if kind.token in members}
        listed = self._listed(project, "IAM_POLICY", [*by_type, PROJECT])
        for asset in listed.items:
            policy = asset.get("iamPolicy", {})
            live = self._names.get(str(asset.get("name")))
            if asset.get("assetType") == PROJECT:
                member, holder = members[""], {"project": project}
            elif live is not None:
                member = members[live.token]
                holder = {holder_property(member): live.id}
            else:
                continue
            self._objects |= {(one.token, one.id): one for one in grants_of(member, holder, policy, confirmed=False)}
        granted = [members[kind.token] for kind in by_type.values()]
        policies = [kind for kind in KINDS.values() if kind.inventory.source == "policies"]
        own = [kind for kind in policies if kind not in members.values()]
        self._record(project, "policies", listed, [*granted, members[""], *own])

    def _policies_one_by_one(self, project: str, kind: Kind) -> None:
        """See who is let in on objects of a kind that the inventory does not know."""
        member = member_kinds().get(kind.token)
        if member is None:
            return
        for live in [one for one in self._objects.values() if one.token == kind.token]:
            path, answer, grants = granted_on(self._google, member, live, project)
            self._objects |= {(one.token, one.id): one for one in grants}
            complete = answer.fine or answer.absent
            self._record(project, path, Listed(answer, (), 1, answer.seen, complete=complete), [member])

    def _account_keys(self, project: str) -> None:
        """One list instead of one for each account. Keys that Google rotates itself are nobody's file."""
        listed = self._listed(project, "RESOURCE", [ACCOUNT_KEY])
        for asset in listed.items:
            data = asset.get("resource", {}).get("data", {})
            if data.get("keyType") != "SYSTEM_MANAGED":
                self._keys.append(str(data.get("name") or asset.get("name", "").partition("googleapis.com/")[2]))
        self._record(project, "account keys", listed, [ACCOUNT])

    def _listed(self, project: str, content: str, types: Iterable[str]) -> Listed:
        path = f"v1/projects/{project}/assets"
        types = sorted(types)
        parameters = {"contentType": content, "assetTypes": types, "pageSize": PAGE, **self._moment}
        return self._google.listed(ASSETS, path, "assets", **parameters)

    def look_at(self, project: str, kind: Kind, path: str) -> None:
        """See what a list of a kind's own API has."""
        listed = self._google.listed(api_of(kind), path, kind.rest.items)
        if listed.last.absent and not listed.pages and _is_below_another(kind, path):
            # what would hold such objects is not there, so there are none
            listed = Listed(listed.last, (), listed.pages, listed.seen, complete=True)
        given = {"project": project} | _stated(kind, path)
        for item in listed.items:
            live = object_of(kind, item, given, confirmed=True)
            if live is not None:
                self._objects[live.token, live.id] = live
        self._record(project, path, listed, [kind])

    def _record(self, project: str, source: str, listed: Listed, kinds: Iterable[Kind]) -> None:
        kinds = list(kinds)
        delay = max((kind.inventory.delay for kind in kinds), default=0.0)
        self._reads.append(
            Read(
                project,
                source,
                frozenset(kind.token for kind in kinds),
                listed.pages,
                len(listed.items),
                listed.complete,
                listed.seen,
                "" if listed.complete else listed.last.refusal,
                listed.last.status,
                listed.read_time,
                delay if source in INVENTORIES else 0.0,
            )
        )


def _asset_type(kind: Kind) -> str:
    return kind.inventory.asset_type


def _place(project: str, asset: Mapping[str, Any]) -> dict[str, str]:
    location = str(asset.get("resource", {}).get("location", ""))
    return {"project": project} | ({"location": location, "region": location} if location else {})


def _is_below_another(kind: Kind, path: str) -> bool:
    """True if a list is of what one object holds, rather than of what a project has."""
    return bool({parent.property for parent in kind.parents} & _stated(kind, path).keys())


def _stated(kind: Kind, path: str) -> dict[str, str]:
    """The properties that a path of a list states."""
    match = pattern(kind.rest.list, kind).fullmatch(path)
    return {name: unquote(value) for name, value in match.groupdict().items()} if match else {}

"""What was written over REST to make the objects of a cloud, and what the tables of kinds say is written for them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from composer.kinds import KINDS
from composer.kinds.id_template import holes
from composer.localcloud import cloud_database, media
from composer.localcloud.bodies import settable, stated
from composer.localcloud.rest_call import Call
from composer.localcloud.routes import Routes
from composer.localcloud.write_routes import write_routes
from tests.localcloud.rest_client import creation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from composer.kinds.property import Property
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Row

NOT_COMPARED = {"alt", "prettyPrint", "uploadType"}
"""Parameters of the query that say how an answer is written, or in how many calls a content is sent."""
_NAMES = ("name", "displayName", "display_name", "type", "accountId", "dataPolicyId", "id")
"""Members that tell calls to one address apart."""
_NUMBER = re.compile("[0-9]{16,19}")
"""Of an object or an account, as servers make them up."""
LABELLED = "goog-pulumi-provisioned"
"""The label that the real provider adds."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call that makes an object of a kind: verb with path, and query and body in one. `least` is what of that is not so
    by default."""

    kind: str
    where: str
    members: dict[str, Any]
    least: dict[str, Any]


def calls_of(record: Path) -> list[tuple[Call, int]]:
    """The calls of a record, each with the status that answered it."""
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    return [
        (
            Call(
                one["verb"],
                one["path"],
                {name: [value] for name, value in one["query"].items()},
                {"content-type": one["type"]},
                one["body"].encode(),
            ),
            one["status"],
        )
        for one in lines
    ]


def made(cloud: Cloud, calls: list[tuple[Call, int]]) -> tuple[dict[str, list[Request]], list[tuple[str, str]]]:
    """What made objects, by kind; and the kind and the effect of each call that changed one."""
    routes, plain, ids = write_routes(KINDS), Routes(cloud).plain, server_ids(cloud)
    requests: dict[str, list[Request]] = {}
    others: list[tuple[str, str]] = []
    for call, status in calls:
        path = plain(call.path)
        here = Call(call.verb, path, call.query, call.headers, call.body)
        route = next((one for one in routes if one.parameters(here) is not None), None)
        if route is None or status >= 300:
            continue
        if route.what != "create":
            others.append((route.kind.token, route.what))
            continue
        body = media.uploaded(here).metadata if path.startswith(media.UPLOAD) else call.json()
        query = {name: values[0] for name, values in call.query.items() if name not in NOT_COMPARED}
        members = {**body, **query}
        where = f"{call.verb} {unquote(path.removeprefix(media.UPLOAD))}"
        request = Request(route.kind.token, where, members, members)
        requests.setdefault(route.kind.token, []).append(_anonymous(request, ids))
    return requests, others


def expected(cloud: Cloud) -> dict[str, list[Request]]:
    """What the tables say is written to make the objects of a cloud, by kind."""
    ids = server_ids(cloud)
    requests: dict[str, list[Request]] = {}
    for row in rows(cloud):
        kind = KINDS[row.kind]
        if kind.rest.policy or kind.rest.writes.none:
            continue
        values = stated(kind.properties, row.properties)
        verb, address, body = creation(kind.token, values)
        least = creation(kind.token, _without_defaults(kind.properties, values))[2]
        path, _, query = address.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        request = Request(kind.token, f"{verb} {unquote(path)}", {**body, **asked}, {**least, **asked})
        requests.setdefault(kind.token, []).append(_anonymous(request, ids))
    return requests


def bodies(cloud: Cloud) -> dict[str, list[str]]:
    """The bodies of what was stated of every object, by kind."""
    ids = server_ids(cloud)
    found: dict[str, list[str]] = {}
    for row in rows(cloud):
        body = json.dumps(plain(settable(KINDS[row.kind], row.properties)), sort_keys=True)
        found.setdefault(row.kind, []).append(_without(body, ids))
    return {kind: sorted(texts) for kind, texts in found.items()}


def grants(cloud: Cloud) -> set[str]:
    """Every entry of every policy: the kind, and what was stated of it."""
    ids = server_ids(cloud)
    entries = [row for row in rows(cloud) if KINDS[row.kind].rest.policy]
    return {
        _without(json.dumps([row.kind, plain(stated(KINDS[row.kind].properties, row.properties))], sort_keys=True), ids)
        for row in entries
    }


def rows(cloud: Cloud) -> list[Row]:
    """Every object of a cloud."""
    with cloud.store.reading() as connection:
        return cloud_database.load_all(connection)


def server_ids(cloud: Cloud) -> list[str]:
    """The names that servers made up, those of revisions among them: two clouds have others for the same objects."""
    there = rows(cloud)
    names = [row.id.rpartition("/")[2] for row in there if "server_id" in holes(KINDS[row.kind].id)]
    return [*names, *(revision["id"] for row in there for revision in row.revisions)]


def _anonymous(request: Request, ids: list[str]) -> Request:
    members, least = (json.loads(_without(json.dumps(plain(one)), ids)) for one in (request.members, request.least))
    return Request(request.kind, _without(request.where, ids), members, least)


def _without(text: str, ids: list[str]) -> str:
    for one in ids:
        text = text.replace(one, "(made up)")
    return _NUMBER.sub("(made up)", text)


def plain(value: Any) -> Any:
    """A body without what states nothing to Google, the label of the real provider, and orders."""
    if isinstance(value, dict):
        inner = {name: plain(one) for name, one in value.items() if name != LABELLED}
        return {name: one for name, one in inner.items() if one not in (None, "", 0, False, {}, [])}
    if isinstance(value, list):
        return sorted((plain(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return int(value) if isinstance(value, float) and value.is_integer() else value


def leaves(cloud: Cloud, body: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values of a body by their paths, without what servers made up."""
    return _values(json.loads(_without(json.dumps(plain(body)), server_ids(cloud))))


def _values(members: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values that are stated by their paths, in an order of their own."""
    found: dict[str, list[str]] = {}
    for path, value in sorted(_leaves(members, "")):
        found.setdefault(path, []).append(value)
    return found


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every value with its path, all elements of a list having the same."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    else:
        yield path, json.dumps(value)


def differences(cloud: Cloud, actual: Mapping[str, list[Request]]) -> dict[str, set[str]]:
    """Where calls differ from those that the tables say would make the objects of a cloud, by kind.

    `path`: other addresses. Of members of query and body, by their paths: the actual call `adds` one, it `omits` one that
    is not so by default, or `respells` one.
    """
    from_tables = expected(cloud)
    found: dict[str, set[str]] = {}
    for kind in from_tables | actual:
        mine, theirs = (_in_order(side.get(kind, [])) for side in (from_tables, actual))
        if len(mine) != len(theirs):
            found[kind] = {f"{len(mine)} calls are {len(theirs)}"}
            continue
        for one, other in zip(mine, theirs, strict=True):
            different = {"path"} if one.where != other.where else set()
            different |= set(_different(_values(one.members), _values(one.least), _values(other.members)))
            found.setdefault(kind, set()).update(different)
    return {kind: paths for kind, paths in found.items() if paths}


def _in_order(requests: list[Request]) -> list[Request]:
    """Calls in an order that both sides have: that of their addresses and of what they call the object."""

    def order(one: Request) -> list[str]:
        names = [str(one.members.get(name)) for name in _NAMES]
        return [one.where, *names, json.dumps(one.members, sort_keys=True)]

    return sorted(requests, key=order)


def _different(
    whole: Mapping[str, list[str]], lean: Mapping[str, list[str]], actual: Mapping[str, list[str]]
) -> Iterator[str]:
    for path in whole | actual:
        if path not in actual:
            if path in lean:
                yield f"omits {path}"
        elif path not in whole:
            yield f"adds {path}"
        elif whole[path] != actual[path]:
            yield f"respells {path}"


def _without_defaults(rules: Mapping[str, Property], values: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that are not what Google answers where nothing is stated, at every depth."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        rule = rules[name]
        if value == rule.default:
            continue
        kept[name] = value
        if rule.type == "object" and isinstance(value, dict) and rule.properties:
            kept[name] = _without_defaults(rule.properties, value)
        elif rule.type == "list" and rule.items is not None and rule.items.properties:
            kept[name] = [_without_defaults(rule.items.properties, one) for one in value]
    return kept

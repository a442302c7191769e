"""Which path of Google's REST API reads what, worked out from the table of kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from composer.kinds.id_template import fill, pattern
from composer.localcloud import cloud_database, media, page_tokens, settings
from composer.localcloud.bodies import body
from composer.localcloud.refusal import RefusedError, not_found
from composer.localcloud.rest_call import Answer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property
    from composer.localcloud.cloud import Cloud

_BY_NUMBER = re.compile(r"projects/(?P<number>[0-9]{6,20})/(?P<rest>.+)")
PAGE = 100
"""Objects in one page, where the caller does not ask for less or more."""


class _Route(NamedTuple):
    path: re.Pattern[str]
    kind: Kind
    what: str  # "one" or "list"


class Routes:
    """Answers to the paths of every kind."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._routes = tuple(_routes(cloud.kinds))
        self._spellings = tuple(
            sorted({(kind.rest.service, *pair) for kind in cloud.kinds.values() for pair in kind.rest.spellings})
        )

    def plain(self, path: str) -> str:
        """The path in the spelling of the kinds' templates."""
        path = path.replace("%40", "@")  # the same in a path; other characters may separate its parts
        for service, other, ours in self._spellings:
            if path.startswith(f"{service}/"):
                path = path.replace(other, ours, 1)
        return path

    def about(self, path: str) -> str:
        """The token of the kind that a path (service first) reads; the service's name where it reads no kind here."""
        plain = media.object_path(path)
        tokens = (route.kind.token for route in self._routes if route.path.fullmatch(plain))
        return next(tokens, path.partition("/")[0])

    def answer(self, path: str, query: Mapping[str, list[str]]) -> Answer:
        """The answer to a path (service first) with its query. Raises RefusedError for what is not there."""
        plain = media.object_path(path)
        for route in self._routes:
            path_match = route.path.fullmatch(plain)
            if path_match is None:
                continue
            parameters = {name: unquote(part) for name, part in path_match.groupdict().items() if part}
            if route.what == "list":
                return Answer(self._list(route.kind, parameters, query))
            row = self._row(route.kind, parameters)
            wants_media = query.get("alt") == ["media"] and route.kind.rest.writes.media
            return media.download(route.kind, row) if wants_media else Answer(body(route.kind, row))
        raise RefusedError(404, f"The requested URL /{path} was not found on this server., notFound")

    def _row(self, kind: Kind, parameters: dict[str, str]) -> cloud_database.Row:
        object_id = parameters.get("id") or fill(kind.id, kind, parameters) or ""
        with self.cloud.store.reading() as connection:
            row = cloud_database.load(connection, kind.token, object_id)
        if row is None:
            raise not_found(kind, {"name": object_id, "id": object_id, **parameters})
        return row

    def _list(self, kind: Kind, parameters: dict[str, str], query: Mapping[str, list[str]]) -> dict[str, Any]:
        given = {**parameters, **{name: values[0] for name, values in query.items()}}
        size = page_tokens.size(given.get("pageSize") or given.get("maxResults"), PAGE, 1000)
        prefix = given.get("prefix", "")
        filters = {name: value for name, value in given.items() if name in kind.properties}
        with self.cloud.store.reading() as connection:
            rows = cloud_database.load_all(connection, kind.token, after=page_tokens.behind(given.get("pageToken")))
            filters = {name: by_id(connection, kind.properties[name], value) for name, value in filters.items()}
        chosen = [row for row in rows if _is(kind, row, filters) and _name(kind, row).startswith(prefix)]
        answer: dict[str, Any] = {}
        if chosen[:size]:
            answer[kind.rest.items] = [body(kind, row) for row in chosen[:size]]
        if len(chosen) > size:
            answer["nextPageToken"] = page_tokens.token(chosen[size - 1].id)
        return answer


def by_id(connection: sqlite3.Connection, rule: Property, value: str) -> str:
    """A link with its project's id, where the caller wrote the number: Service Networking takes no ids."""
    match = _BY_NUMBER.fullmatch(value) if rule.format == "link" else None
    project = settings.new_project_of(connection, match["number"]) if match else None
    return f"projects/{project}/{match['rest']}" if match and project else value


def _routes(kinds: Mapping[str, Kind]) -> Iterator[_Route]:
    for kind in kinds.values():
        rest = kind.rest
        if rest.policy:
            continue
        if rest.get != rest.list:
            yield _Route(path_pattern(rest.service, rest.get, kind), kind, "one")
        if rest.list:
            yield _Route(path_pattern(rest.service, rest.list, kind), kind, "list")


def path_pattern(service: str, template: str, kind: Kind) -> re.Pattern[str]:
    """The expression of a path under the service, whose holes are the properties that it states."""
    path = template.partition("?")[0]
    if "{+id}" in path:
        inner, _, last = kind.id.rpartition("/")
        path = path.replace("{+id}", inner.replace("{", "{+") + "/" + last)
    return pattern(f"{service}/{path}", kind)


def _is(kind: Kind, row: cloud_database.Row, expected: Mapping[str, str]) -> bool:
    del kind
    return all(value in {"-", str(row.properties.get(name))} for name, value in expected.items())


def _name(kind: Kind, row: cloud_database.Row) -> str:
    del kind
    return str(row.properties.get("name", ""))

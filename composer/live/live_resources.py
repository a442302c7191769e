"""What exists in Google Cloud right now, asked over REST: the local cloud and Google's own servers answer alike."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.live import google_session
from composer.live.failures import CloudFailedError, Failure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.kinds import Kind

_PAGES = 1000
TIMEOUT = 60.0
"""Seconds until a question counts as not answered."""


@dataclass(frozen=True, slots=True)
class LiveResource:
    """A live object: the id it can be imported by, and its labels."""

    id: str
    labels: Mapping[str, str]


class LiveResources:
    """Look-ups of single objects. `rest` is the local cloud's address, which asks for a token; "" means Google's own,
    with the ADC."""

    def __init__(self, rest: str, token: str = "") -> None:
        self._rest = rest
        self._token = token
        self._session: requests.Session | None = None

    def find(self, token: str, values: Mapping[str, Any], not_these: Collection[str] = ()) -> LiveResource | None:
        """The live object of these (snake_case, resolved) values, or None. Ids in `not_these` are other objects.

        Where the server makes ids, the object is found by what its kind says: labels or a property.
        """
        kind = KINDS[token]
        if kind.server_made_id:
            return self._listed(kind, values, not_these)
        object_id = fill(kind.id, kind, values)
        path = fill(kind.rest.get, kind, {**values, "id": object_id}, encode=True)
        if object_id is None or path is None or object_id in not_these:
            return None
        answer = self.get(kind, path)
        if answer is None or (kind.rest.policy and not _granted(answer, values)):
            return None
        if kind.rest.get == kind.rest.list and not answer.get(kind.rest.items):
            return None
        return LiveResource(object_id, labels_of(answer, *_LABELS))

    def get(self, kind: Kind, path: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any] | None:
        """One answer, None for 404. Raises CloudFailedError when it cannot be had."""
        try:
            method = "POST" if kind.rest.post else "GET"
            where = self.address(kind) + path
            answer = self.http().request(method, where, params=dict(parameters or {}), timeout=TIMEOUT)
        except (requests.RequestException, OSError) as error:
            raise CloudFailedError(_unanswered(kind, str(error))) from error
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise CloudFailedError(_unanswered(kind, answer.text[:500]))
        try:
            body: dict[str, Any] = answer.json()
        except ValueError as error:  # it was cut off, or something on the way answered
            raise CloudFailedError(_unanswered(kind, answer.text[:500])) from error
        return body

    def address(self, kind: Kind) -> str:
        """Where the kind's service answers; a path is appended to it."""
        return f"{self._rest}/{kind.rest.service}/" if self._rest else kind.rest.root

    def _listed(self, kind: Kind, values: Mapping[str, Any], not_these: Collection[str]) -> LiveResource | None:
        path = fill(kind.rest.list, kind, values, encode=True)
        expected, shown = _identity(kind, values)
        if path is None or not expected:
            return None
        token = ""
        for _ in range(_PAGES):
            page = self.get(kind, path, {"pageToken": token} if token else None) or {}
            for item in page.get(kind.rest.items, ()):
                same = _same(item.get(shown), expected) and _alike(kind, item, values)
                if same and item["name"] not in not_these:
                    return LiveResource(str(item["name"]), labels_of(item, *_LABELS))
            token = page.get("nextPageToken", "")
            if not token:
                return None
        return None

    def http(self) -> requests.Session:
        """The connection, made at its first use."""
        if self._session is None:
            self._session = google_session.session(self._rest, self._token)
        return self._session


def _unanswered(kind: Kind, detail: str) -> Failure:
    return Failure(
        f"what there is of the {kind.name} cannot be looked up",
        "make the API reachable and allow reading it, then run `composer up` again",
        detail=detail,
    )


def _identity(kind: Kind, values: Mapping[str, Any]) -> tuple[Any, str]:
    """The value that tells objects of a kind with server-made ids apart, and the member of an answer that holds it."""
    name, _, inner = kind.identified_by.partition(".")
    value = values.get(name)
    if not inner:
        return value, _camel(name)
    document = json.loads(value) if isinstance(value, str) else {}
    return document.get(inner), inner


def _same(actual: Any, expected: Any) -> bool:
    """Labels match if all of ours are there; a property if it is equal."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and bool(expected) and all(actual.get(key) == expected[key] for key in expected)
    return bool(actual == expected)


def _alike(kind: Kind, item: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """True if what cannot change is the same as well: two channels of one owner differ in their type at least."""
    for name in ("type", "display_name"):
        if name in values and name in kind.properties and _camel(name) in item and item[_camel(name)] != values[name]:
            return False
    return True


_LABELS = ("labels", "userLabels")
"""What Google's APIs call them."""


def labels_of(item: Mapping[str, Any], *names: str) -> Mapping[str, str]:
    """Labels under any of these names; what a metric calls so is a list, and is none."""
    inner = item.get("properties")  # templates of machines keep what a machine will have there
    places = (item, inner) if isinstance(inner, dict) else (item,)
    candidates = (place.get(name) for place in places for name in names)
    return {key: value for labels in candidates if isinstance(labels, dict) for key, value in labels.items()}


def _granted(policy: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """True if an IAM policy holds this very grant, or configuration of audit logs."""
    if "audit_log_configs" in values:
        return any(one.get("service") == values.get("service") for one in policy.get("auditConfigs", ()))
    title = (values.get("condition") or {}).get("title")
    return any(
        binding.get("role") == values.get("role")
        and values.get("member") in binding.get("members", ())
        and (binding.get("condition") or {}).get("title") == title
        for binding in policy.get("bindings", ())
    )


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)

"""What callers of Google's REST API send for a kind, worked out from its table as the local cloud does not: forwards."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

from composer.kinds import KINDS
from composer.kinds.id_template import fill, holes
from composer.localcloud.bodies import settable


def creation(token: str, values: dict[str, Any], **more: Any) -> tuple[str, str, dict[str, Any]]:
    """Verb, path with its query and body of the call that makes an object of these properties."""
    kind, rest = KINDS[token], KINDS[token].rest
    names = {part.split("=")[0]: values.get(holes(part)[0]) for part in filter(None, rest.writes.names.split("&"))}
    names = {member: value for member, value in names.items() if value is not None}
    path = fill(rest.get if rest.writes.create == "PUT" else rest.list, kind, values, encode=True)
    body = {**settable(kind, values), **more}
    if token in {"gcp:cloudscheduler/job:Job", "gcp:dataflow/pipeline:Pipeline"}:
        body["name"] = fill(kind.id, kind, values)
    if token.startswith("gcp:dataproc/"):
        body["id"] = values.get("policy_id") or values["name"]
    if rest.writes.created_in:
        return rest.writes.create, f"{rest.service}/{path}", {**names, rest.writes.created_in: body}
    query = urlencode({member: str(value).lower() if value is True else value for member, value in names.items()})
    joint = "&" if "?" in str(path) else "?"
    return rest.writes.create, f"{rest.service}/{path}{joint if query else ''}{query}", body


class RestClient:
    """Calls with a token; each answers a status and a body."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def call(self, verb: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers |= {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/{path}", data=data, headers=headers, method=verb)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def create(self, token: str, values: dict[str, Any], **more: Any) -> tuple[int, Any]:
        """Make an object of these properties, `more` being members of its body that no property has."""
        return self.call(*creation(token, values, **more))

    def act(self, token: str, object_id: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Call what changes the properties that no body holds, and those that no change of the whole takes."""
        rest = KINDS[token].rest
        for setter, names in rest.writes.setters.items():
            if not rest.writes.update and any(old.get(name) != new.get(name) for name in names):
                sent = {name: new[name] for name in names if name in new}
                code, answer = self.call(
                    "POST", f"{self.path(token, object_id, new)}/{setter}", settable(KINDS[token], sent)
                )
                assert code == 200, answer
        for action, values in rest.writes.actions.items():
            if any(bool(old.get(name)) != value and bool(new.get(name)) == value for name, value in values.items()):
                code, answer = self.call("POST", f"{self.path(token, object_id, new)}:{action}", {})
                assert code == 200, answer

    def path(self, token: str, object_id: str, values: dict[str, Any]) -> str:
        rest = KINDS[token].rest
        return f"{rest.service}/{fill(rest.get, KINDS[token], {**values, 'id': object_id}, encode=True)}"

    def delete(self, token: str, object_id: str, values: dict[str, Any]) -> tuple[int, Any]:
        """Delete an object."""
        rest = KINDS[token].rest
        template, _, query = rest.writes.delete_path.partition("?")
        if not template:
            return self.call("DELETE", self.path(token, object_id, values))
        stated = {part.split("=")[0]: values[holes(part)[0]] for part in filter(None, query.split("&"))}
        path = fill(template, KINDS[token], values, encode=True)
        return self.call("DELETE", f"{rest.service}/{path}?{urlencode(stated)}")

    def update(
        self, token: str, object_id: str, old: dict[str, Any], new: dict[str, Any], verb: str
    ) -> tuple[int, Any]:
        """Change an object from old to new properties."""
        kind, rest = KINDS[token], KINDS[token].rest
        before, after = settable(kind, old), settable(kind, new)
        mask = ",".join(sorted(name for name in before | after if before.get(name) != after.get(name)))
        template, _, query = rest.writes.update_path.partition("?")
        path = self.path(token, object_id, new)
        if template:
            stated = {part.split("=")[0]: new[holes(part)[0]] for part in filter(None, query.split("&"))}
            path = f"{rest.service}/{fill(template, kind, new, encode=True)}?{urlencode(stated)}"
        if rest.writes.updated_in and verb != "PUT":
            return self.call(verb, path, {rest.writes.updated_in: after, "updateMask": mask})
        if rest.writes.change == "mask" and verb == "PATCH":
            return self.call(verb, f"{path}?{urlencode({'updateMask': mask})}", after)
        return self.call(
            verb, path, merge_patch(before, after) if verb == "PATCH" and rest.writes.change == "merge" else after
        )


def merge_patch(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The smallest RFC 7396 patch from one to the other."""
    patch: dict[str, Any] = dict.fromkeys(before.keys() - after.keys())
    for name, value in after.items():
        if isinstance(value, dict) and isinstance(before.get(name), dict):
            patch |= {name: merge_patch(before[name], value)} if value != before[name] else {}
        elif value != before.get(name):
            patch[name] = value
    return patch

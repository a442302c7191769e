"""How kinds are written over REST is what Google's discovery documents say: verbs, paths, queries, bodies and answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from composer.kinds import KINDS
from composer.kinds.datacatalog.policy_tags import TAXONOMY
from composer.kinds.id_template import holes
from composer.kinds.kms.crypto_keys import KEY_RING
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.kinds.unknown_values import camel
from composer.localcloud.write_routes import named
from tests.kinds.test_against_google import discovery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.kinds.kind import Kind

WRITTEN = pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS.values() if not (kind.rest.policy or kind.rest.writes.none)],
    ids=lambda kind: kind.token.rpartition(":")[2],
)
POLICIES = pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS.values() if kind.rest.policy and kind.token != AUDIT_CONFIG.token],
    ids=lambda kind: kind.token.rpartition(":")[2],
)


def methods(document: dict[str, Any], resource: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every method with its verb and path, holes left blank."""
    for method in resource.get("methods", {}).values():
        path = document["rootUrl"] + document["servicePath"] + method.get("flatPath", method["path"])
        yield f"{method['httpMethod']} {blank(path)}", method
    for inner in resource.get("resources", {}).values():
        yield from methods(document, inner)


def blank(path: str) -> str:
    return re.sub(r"[^/:{]*\{[^}]*\}[^/:]*", "{}", path)


def place(kind: Kind, verb: str, path: str) -> str:
    """A verb and a full path, holes left blank."""
    full = kind.rest.root + path.partition("?")[0]
    filled = {"{+id}": kind.id, "{+taxonomy}": TAXONOMY.id, "{taxonomy}": TAXONOMY.id, "{+key_ring}": KEY_RING.id}
    for parent in kind.parents:
        rule = kind.properties.get(parent.property)
        filled.setdefault(f"{{+{parent.property}}}", (rule and rule.full_name) or KINDS[parent.kind].id)
    filled["{key_ring}"] = KEY_RING.id
    for hole, template in filled.items():
        full = full.replace(hole, template)
    return f"{verb} {blank(full)}"


def method(kind: Kind, verb: str, path: str) -> dict[str, Any] | None:
    document = discovery(kind.discovery[0])
    known = dict(methods(document, document))
    wanted = place(kind, verb, path)
    # where a parent may be a project, a folder or an organization, the document leaves open which
    return known.get(wanted) or known.get(wanted.replace("/projects/{}/", "/{}/{}/"))


def members(kind: Kind, name: str) -> dict[str, Any]:
    properties: dict[str, Any] = discovery(kind.discovery[0])["schemas"][name]["properties"]
    return properties


def answers(kind: Kind, found: dict[str, Any], *, plain: str) -> None:
    """Fails where an answer is another than the document's: an operation, or what `plain` says."""
    answer = found.get("response", {}).get("$ref", "").removeprefix("GoogleProtobuf")
    assert answer == ("Operation" if kind.rest.writes.operation else plain)


@WRITTEN
def test_creations(kind: Kind) -> None:
    writes = kind.rest.writes
    found = method(kind, writes.create, kind.rest.get if writes.create == "PUT" else kind.rest.list)
    assert found is not None
    answers(kind, found, plain=kind.discovery[1])
    body = found["request"]["$ref"]
    names = {member for member, _ in named(writes.names)}
    if writes.created_in:
        assert {*names, writes.created_in} <= set(members(kind, body))
        assert members(kind, body)[writes.created_in]["$ref"] == kind.discovery[1]
    else:
        assert body == kind.discovery[1]
        assert names <= set(found.get("parameters", {}))
    required = {name for name, one in found.get("parameters", {}).items() if one.get("required")}
    assert required <= names | {"project", *found["parameterOrder"]}
    assert bool(found.get("supportsMediaUpload")) == bool(writes.media)


@WRITTEN
def test_changes(kind: Kind) -> None:
    writes = kind.rest.writes
    path = writes.update_path or kind.rest.get
    assert bool(writes.update) != bool(writes.unchangeable)
    for verb in writes.update:
        found = method(kind, verb, path)
        assert found is not None, (verb, path)
        answers(kind, found, plain=kind.discovery[1])
        body = found["request"]["$ref"]
        mask = set(found.get("parameters", {}))
        if writes.updated_in and verb != "PUT":
            assert members(kind, body)[writes.updated_in]["$ref"] == kind.discovery[1]
            mask = set(members(kind, body))
        else:
            assert body == kind.discovery[1]
        if verb == "PATCH":
            assert ("updateMask" in mask) == (writes.change == "mask")
        query = path.partition("?")[2]
        assert {member for member, _ in named(query)} <= set(found.get("parameters", {}))
    if not writes.update_path:
        left = {verb for verb in ("PATCH", "PUT") if method(kind, verb, path)} - {writes.create, *writes.update}
        assert left == LEFT_OUT.get(kind.name, set()) - {"DELETE"}


LEFT_OUT = {
    "KeyRing": {"DELETE"},  # only once all that is in it was deleted, version by version, which Pulumi never does
    "CryptoKey": {"DELETE"},
}
"""Verbs that Google takes and the local cloud does not."""


@WRITTEN
def test_deletions(kind: Kind) -> None:
    writes = kind.rest.writes
    found = method(kind, "DELETE", writes.delete_path or kind.rest.get)
    if "DELETE" in LEFT_OUT.get(kind.name, ()):
        assert kind.permanent
        return
    assert bool(found) == (not kind.permanent)
    if found:
        answers(kind, found, plain={"empty": "Empty", "nothing": "", "object": kind.discovery[1]}[writes.deleted])
        asked = {*writes.delete_options, *(member for member, _ in named(writes.delete_path.partition("?")[2]))}
        assert asked <= set(found.get("parameters", {}))
        assert set(writes.delete_options.values()) <= set(kind.properties)


def posted(kind: Kind, behind: str, plain: str) -> dict[str, Any]:
    """Google's method for a call behind an object's path, which answers as the kind says: `plain`, or its operation."""
    found = method(kind, "POST", f"{kind.rest.get}{behind}")
    assert found is not None
    answers(kind, found, plain=plain)
    return found


@WRITTEN
def test_actions(kind: Kind) -> None:
    for action, values in kind.rest.writes.actions.items():
        plain = kind.discovery[1] if kind.rest.writes.actions_answer == "object" else "Empty"
        posted(kind, f":{action}", plain)
        assert all(kind.properties[name].api == "" for name in values), "a change would do"


@WRITTEN
def test_calls_below_a_path(kind: Kind) -> None:
    for below, sets in kind.rest.writes.calls.items():
        found = posted(kind, f"/{below}", kind.discovery[1])
        asked = {value[1:-1] for value in sets.values() if isinstance(value, str)}
        assert asked <= set(found["parameters"])
        assert {path.split(".")[0] for path in sets} <= set(kind.properties)


@WRITTEN
def test_calls_that_set_properties(kind: Kind) -> None:
    for below, names in kind.rest.writes.setters.items():
        found = posted(kind, f"/{below}", kind.discovery[1])
        asked = {kind.properties[name].api or camel(name) for name in names}
        assert asked <= set(members(kind, found["request"]["$ref"]))


@WRITTEN
def test_members_that_show_a_state(kind: Kind) -> None:
    for member, (name, value) in kind.rest.writes.shown.items():
        schema = members(kind, kind.discovery[1])[member]
        assert value is True or value in schema["enum"]
        assert kind.properties[name].type == "boolean"


@WRITTEN
def test_what_stands_beside_a_body_is_a_property(kind: Kind) -> None:
    for template in (kind.rest.writes.names, kind.rest.writes.update_path, kind.rest.list):
        assert set(holes(template)) <= {*kind.properties, "project"}


@POLICIES
def test_policies(kind: Kind) -> None:
    base, colon, _ = kind.rest.get.partition(":getIamPolicy")
    written = method(kind, "POST", f"{base}:setIamPolicy") if colon else method(kind, "PUT", base)
    tested = (
        method(kind, "POST", f"{base}:testIamPermissions") if colon else method(kind, "GET", f"{base}/testPermissions")
    )
    assert written is not None
    assert tested is not None
    assert (written["request"]["$ref"], written["response"]["$ref"]) == (
        "SetIamPolicyRequest" if colon else "Policy",
        "Policy",
    )
    assert tested["response"]["$ref"] == "TestIamPermissionsResponse"

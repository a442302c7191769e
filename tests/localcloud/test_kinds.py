"""Every kind through the provider's contract: created, read, changed, replaced, refused, imported, deleted."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer.graph import Resource
from composer.graph.properties import compare
from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.kinds.property import along
from composer.localcloud.wire import Decoded
from tests.localcloud.client import PROJECT, Client, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds import Kind, Property
    from composer.localcloud.cloud import Cloud
    from tests.localcloud.client import Resource as Made
    from tests.localcloud.conftest import Get

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
EVERY = pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)


class Case:
    """One file, with the ids of what must exist before put in."""

    def __init__(self, path: Path, client: Client) -> None:
        self.client = client
        text = path.read_text()
        self.data: dict[str, Any] = yaml.safe_load(text)
        self.before: list[Made] = []
        ids: dict[str, str] = {}
        for given in self.data.get("before", ()):
            made = client.create(given["kind"], filled(given["inputs"], ids))
            ids[given["as"]] = made.id
            self.before.append(made)
        self.data = filled(self.data, ids)
        self.kind: str = self.data["kind"]
        self.inputs: dict[str, Any] = self.data["inputs"]

    def create(self) -> Made:
        return self.client.create(self.kind, self.inputs)


def filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: filled(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, ids) for inner in value]
    if isinstance(value, str):
        return re.sub(r"\$\{?([a-z]+)\}?", lambda hole: ids.get(hole[1], hole[0]), value)
    return value


def holds(actual: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return all(holds(actual.get(key), value) for key, value in expected.items())
    if isinstance(expected, list):
        return len(actual) == len(expected) and all(map(holds, actual, expected))
    return actual == expected


def planned(case: Case, change: dict[str, Any]) -> bool:
    """Whether `composer plan` says that the resource is replaced: what is shown is what is done."""
    before, after = (
        Resource(case.data["id"], case.kind, "a", inputs, because="")
        for inputs in (case.inputs, {**case.inputs, **change})
    )
    return any(item.forces_replacement for item in compare(before, after, KINDS[case.kind]))


SERVER_MADE = {("schema_settings", "last_revision_id")}
"""What no case can state: the name of a revision."""
Steps = tuple[str | int, ...]


def leaves(rules: Mapping[str, Property], value: Mapping[str, Any]) -> Iterator[tuple[Steps, Any]]:
    """Every property that is stated without others in it, with its path and its value; elements of lists are the first."""
    for name, given in value.items():
        rule = rules.get(name)
        if rule is None or given is None:
            continue
        inner = rule.items.properties if rule.items is not None else rule.properties
        if not inner:
            yield (name,), given
        elif isinstance(given, list):
            yield from (((name, 0, *path), last) for one in given for path, last in leaves(inner, one))
        else:
            yield from (((name, *path), last) for path, last in leaves(inner, given))


def stated_paths(kind: Kind, inputs: Mapping[str, Any]) -> dict[Steps, list[Any]]:
    paths: dict[Steps, list[Any]] = {}
    for path, value in leaves(kind.properties, inputs):
        paths.setdefault(path, []).append(value)
    return paths


def changeable(kind: Kind, path: Steps) -> bool:
    """True if Google's API takes another value in place, whatever that is."""
    conditional = any(path[: len(one)] == one for one in {**kind.replaced_if, **kind.altered_unless})
    own = any(rule.api == "" for rule in along(kind.properties, path))
    never = kind.rest.policy or (kind.rest.writes.unchangeable and not kind.rest.writes.setters)
    return not (conditional or own or never or kind.immutable(path))


def test_what_graphs_set_and_can_change_in_place_is_changed_by_the_case_of_its_kind() -> None:
    set_by_graphs: dict[str, set[Steps]] = {}
    for file in (Path(__file__).parent.parent / "graphs" / "golden").glob("*/*.json"):
        for resource in json.loads(file.read_text())["resources"]:
            paths = stated_paths(KINDS[resource["type"]], resource["inputs"])
            set_by_graphs.setdefault(resource["type"], set()).update(paths)
    assert len(set_by_graphs) > 40
    missing = []
    for case in CASES:
        data = yaml.safe_load(case.read_text())
        kind = KINDS[data["kind"]]
        before = stated_paths(kind, data["inputs"])
        afters = [stated_paths(kind, {**data["inputs"], **change}) for change in data.get("updates", ())]
        changed = {path for after in afters for path in before | after if before.get(path) != after.get(path)}
        expected = {path for path in set_by_graphs.get(kind.token, ()) if changeable(kind, path)}
        missing += [(case.stem, *path) for path in sorted(expected - changed - SERVER_MADE)]
    assert missing == []


def test_every_kind_has_a_case() -> None:
    assert {yaml.safe_load(path.read_text())["kind"] for path in CASES} == set(KINDS)


@EVERY
def test_preview_promises_no_id(path: Path, client: Client, cloud: Cloud) -> None:
    case = Case(path, client)
    previewed = client.create(case.kind, case.inputs, preview=True)
    assert previewed.id == ""
    assert client.imported(case.kind, case.data["id"]) is None


@EVERY
def test_preview_calls_unknown_whatever_the_server_will_make(path: Path, client: Client) -> None:
    """An output that a preview leaves out is `None` to a program, which cannot make a name of it."""
    case = Case(path, client)
    rules = KINDS[case.kind].properties
    previewed = Decoded(client.create(case.kind, case.inputs, preview=True).outputs, rules).values
    made = Decoded(case.create().outputs, rules).values
    assert computed_paths(rules, made) <= computed_paths(rules, previewed)


def computed_paths(rules: Mapping[str, Property], values: Mapping[str, Any], path: str = "") -> set[str]:
    """Every output of the server's among these values, inside of blocks as well."""
    found = {path + name for name in values if name in rules and rules[name].computed}
    for name, value in values.items():
        if name in rules and isinstance(value, dict):
            found |= computed_paths(rules[name].properties, value, f"{path}{name}.")
    return found


@EVERY
def test_create_and_read_back(path: Path, client: Client, get: Get) -> None:
    case = Case(path, client)
    made = case.create()
    assert fnmatchcase(made.id, case.data["id"])
    assert holds(made.plain, case.data.get("answers", {}))
    again = client.read(made)
    assert again.id == made.id
    assert again.inputs == made.inputs
    kind = KINDS[case.kind]
    values = {"project": PROJECT, **Decoded(made.outputs, kind.properties).values, "id": made.id}
    where = fill(kind.rest.get, kind, values, encode=True)
    code, body = get(f"{kind.rest.service}/{where}", post=kind.rest.post)
    assert code == 200
    assert holds(body, case.data["rest"]), body


@EVERY
def test_changes_in_place(path: Path, client: Client) -> None:
    case = Case(path, client)
    made = case.create()
    assert client.diff(made, case.inputs).changes == 1  # DIFF_NONE
    for change in case.data.get("unchanged", ()):
        assert client.diff(made, {**case.inputs, **change}).changes == 1, change
    for change in case.data.get("updates", ()):
        expected = {**case.inputs, **change}
        result = client.diff(made, expected)
        assert (result.changes, list(result.replaces)) == (2, []), change
        assert not planned(case, change), change
        made = client.update(made, expected)
        assert client.read(made).inputs == made.inputs
        assert client.diff(made, expected).changes == 1


@EVERY
def test_changes_that_replace(path: Path, client: Client) -> None:
    case = Case(path, client)
    made = case.create()
    kind = KINDS[case.kind]
    for change in case.data.get("replaces", ()):
        result = client.diff(made, {**case.inputs, **change["set"]})
        assert sorted(result.replaces) == change["paths"], change
        assert result.deleteBeforeReplace == (kind.provider_deletes_first or kind.auto_name in case.inputs), change
        assert planned(case, change["set"]), change
        if kind.permanent:
            continue  # a name of what can never be deleted is given out once
        wanted = {**case.inputs, **change["set"]}
        if kind.name_tells_content and wanted["name"] == case.inputs["name"]:
            wanted["name"] += "-changed"
        replaced = client.replace(made, wanted, delete_first=kind.delete_before_replace)
        assert client.read(replaced).id == replaced.id, "the new one went with the old one"
        client.delete(replaced)
        made = case.create()


@EVERY
def test_changes_that_up_makes_before_the_provider_would_replace(path: Path, client: Client) -> None:
    case = Case(path, client)
    made = case.create()
    for change in case.data.get("altered", ()):
        assert list(client.diff(made, {**case.inputs, **change}).replaces) == [*change], change
        assert not planned(case, change), change


@EVERY
def test_what_is_refused(path: Path, client: Client) -> None:
    case = Case(path, client)
    for refused in case.data.get("refused", ()):
        with pytest.raises(RefusedError) as caught:
            client.create(case.kind, {**case.inputs, **refused["set"]})
        assert refused["words"] in str(caught.value)
    assert client.imported(case.kind, case.data["id"]) is None


@EVERY
def test_creating_it_twice(path: Path, client: Client) -> None:
    case = Case(path, client)
    case.create()
    if case.data.get("idempotent"):
        case.create()
    elif "clash" in case.data:
        with pytest.raises(RefusedError) as caught:
            case.create()
        assert str(caught.value).endswith(case.data["clash"])
    else:
        assert KINDS[case.kind].server_made_id
        case.create()


@EVERY
def test_import_by_id(path: Path, client: Client) -> None:
    case = Case(path, client)
    made = case.create()
    imported = client.imported(case.kind, case.data.get("import", made.id))
    assert imported is not None
    assert imported.id == made.id
    result = client.diff(imported, case.inputs)
    assert list(result.replaces) == [], "what was imported is not what was made"
    assert set(result.diffs) <= {name for name in made.plain if name in {"content", "deletionProtection"}}


@EVERY
def test_delete_and_again(path: Path, client: Client) -> None:
    case = Case(path, client)
    made = case.create()
    client.delete(made)
    client.delete(made)
    assert bool(client.read(made).id) == bool(case.data.get("permanent"))
    for before in reversed(case.before):
        client.delete(before)

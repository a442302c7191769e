"""The tables of kinds against what the provider's schema says, for every property that a graph sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer.kinds import KINDS
from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.kinds.sql.user import SQL_USER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds import Kind, Property

HERE = Path(__file__).parent
FACTS: dict[str, Any] = yaml.safe_load((HERE / "provider_facts.yaml").read_text())
EXPLAINED: dict[str, str] = yaml.safe_load((HERE / "provider_differences.yaml").read_text())


def rules_along(kind: Kind, path: str) -> list[Property]:
    """The rules from the top down to what is at this path."""
    level, rules = kind.properties, []
    for step in path.split("."):
        rules.append(level[step])
        level = rules[-1].items.properties if rules[-1].items is not None else rules[-1].properties
    return rules


def differences(token: str) -> Iterator[str]:
    kind = KINDS[token]
    if kind.auto_name != FACTS[token].get("made_up_name", ""):
        yield f"{kind.name}: made up name"
    if kind.provider_deletes_first != FACTS[token].get("deletes_first", False):
        yield f"{kind.name}: deletes first"
    for path, text in FACTS[token]["properties"].items():
        facts, rules = text.split(), rules_along(kind, path)
        rule = rules[-1]
        ours = {
            "required": rule.required,
            "output": rule.computed,
            "computed": rule.optional_computed and not rule.required,
            "replaces": any(one.immutable for one in rules),
            "sensitive": rule.sensitive,
            "set": rule.unordered,
        }
        for fact, held in ours.items():
            made_up = fact in {"required", "computed"} and path == kind.auto_name  # we never leave it to Pulumi
            if held != (fact in facts) and not made_up:
                yield f"{kind.name}.{path}: {fact}"
        default = next((fact.partition("=")[2] for fact in facts if fact.startswith("default=")), None)
        if default is not None and str(rule.default) != default:
            yield f"{kind.name}.{path}: default"
        at_most = next((int(fact.removeprefix("at-most-")) for fact in facts if fact.startswith("at-most-")), None)
        if rule.type == "list" and rule.max_items != at_most:
            yield f"{kind.name}.{path}: items"


@pytest.mark.parametrize("token", sorted(FACTS))
def test_the_table_says_what_the_provider_does(token: str) -> None:
    assert [one for one in differences(token) if one not in EXPLAINED] == []


def test_every_kind_has_facts() -> None:
    assert {*FACTS} == {*KINDS}


def test_every_explained_difference_is_there() -> None:
    assert {*EXPLAINED} <= {one for token in FACTS for one in differences(token)}


def _set(rules: Mapping[str, Property], value: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, given in value.items():
        if name not in rules:
            continue
        yield prefix + name
        inner = rules[name].items.properties if rules[name].items is not None else rules[name].properties
        for one in given if isinstance(given, list) else [given]:
            if inner and isinstance(one, dict):
                yield from _set(inner, one, f"{prefix}{name}.")


def test_the_facts_know_every_property_that_a_graph_sets() -> None:
    missing = set()
    for file in (HERE.parent / "graphs" / "golden").glob("*/*.json"):
        for resource in json.loads(file.read_text())["resources"]:
            token = resource["type"]
            known = FACTS[token]["properties"]
            missing |= {
                f"{token} {one}" for one in _set(KINDS[token].properties, resource["inputs"]) if one not in known
            }
    assert missing == set()


IDS_OF_ITS_OWN = {kind.token for kind in KINDS.values() if kind.rest.policy} | {
    DATABASE_INSTANCE.token,
    SQL_USER.token,
}
"""Kinds whose ids the provider makes otherwise: the bare name of an instance, a user's name first, members with all of their condition."""


def _referred(value: Any) -> Iterator[tuple[str, str]]:
    """Every reference in inputs: the resource and the output."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"], value["output"]
        for inner in value.values():
            yield from _referred(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _referred(inner)


def test_nobody_refers_to_an_id_that_the_provider_makes_otherwise() -> None:
    resources = [
        resource
        for file in (HERE.parent / "graphs" / "golden").glob("*/*.json")
        for resource in json.loads(file.read_text())["resources"]
    ]
    kinds = {resource["id"]: resource["type"] for resource in resources}
    referred = {
        (kinds[name], output) for one in resources for name, output in _referred(one["inputs"]) if name in kinds
    }
    assert len(referred) > 10
    assert {token for token, output in referred if output == "id"} & IDS_OF_ITS_OWN == set()

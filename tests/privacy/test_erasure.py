"""Erasure of one person: what a graph that is made for it leaves, and what the example fleet promises."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from composer import documents
from composer.cli import main
from composer.policy import loading
from composer.privacy.copy import Copy, Part
from composer.privacy.erasure import Erasure, erasure, readable_for
from composer.privacy.erasure_advice import advice
from composer.privacy.exposure import Exposure, FieldExposure, exposure
from composer.privacy.semantic_types import IDENTIFYING, settle
from composer.repository import Repository
from composer.spec import reader
from composer.spec.semantic_rows import SemanticRow, SemanticTypesPolicy
from tests.graphs.test_golden import graphs

DAY = 86_400
TIERS = ("open", "internal", "sensitive")
WHO, WHAT, MACHINE = "user.unique_id", "user.behavior", "system.operations"
ages = st.none() | st.integers(0, 4000).map(lambda days: days * DAY)


def field(path: str, semantic: str, encryption: str) -> FieldExposure:
    none: frozenset[str] = frozenset()
    personal = semantic != MACHINE
    return FieldExposure(path, semantic, personal, "internal", encryption, "", None, none, none, none)  # type: ignore[arg-type]


def exposed(fields: list[FieldExposure], copies: list[Copy]) -> Exposure:
    none: frozenset[str] = frozenset()
    named = {one.path: one for one in fields}
    return Exposure("T", "team", "active", "gcs", named, tuple(copies), none, none, none, "")


def copy(resource: str, age: int | None, *, clear: bool) -> Copy:
    return Copy(resource, "table" if resource == "T/table" else "bucket", clear, (Part("kept there", age),), 0)


fields = st.lists(
    st.tuples(st.sampled_from([WHO, WHAT, MACHINE]), st.sampled_from(["", "type", "user"])), max_size=6
).map(lambda rows: [field(f"f{number}", *row) for number, row in enumerate(rows)])
copies = st.lists(st.tuples(ages, st.booleans()), max_size=5).map(
    lambda rows: [copy(f"T/c{number}", age, clear=clear) for number, (age, clear) in enumerate(rows)]
)


def _longest(result: list[int | None]) -> int | None:
    return None if None in result else max((one for one in result if one is not None), default=0)


@given(fields, copies)
def test_a_person_is_identified_for_as_long_as_one_identifier_can_be_read(
    fields: list[FieldExposure], copies: list[Copy]
) -> None:
    """Said the other way round: field by field and copy by copy, without what `erasure` makes of them."""
    left = erasure(exposed(fields, copies), {WHO})
    readable = [(one, each) for each in copies for one in fields if each.clear or one.encryption != "user"]
    assert left.identified == _longest([each.oldest for one, each in readable if one.semantic == WHO])
    assert left.readable == _longest([each.oldest for one, each in readable if one.personal])
    for each in left.copies:
        values = {one.path for one in (*each.identifying, *each.others, *each.sealed)}
        assert values == {one.path for one in fields if one.personal}, "every field about people is accounted for"
    assert (left.binding is None) == (left.identified == 0)
    by_field = [readable_for(one, exposed(fields, copies)) for one in fields if one.semantic == WHO]
    assert left.identified == _longest(by_field)


@given(fields, copies)
def test_whatever_the_key_does_not_reach_has_advice(fields: list[FieldExposure], copies: list[Copy]) -> None:
    left = erasure(exposed(fields, copies), {WHO})
    advised = {resource for piece in advice(left) for resource in piece.resources}
    for each in left.copies:
        on_its_way_only = each.copy.clear and not each.identifying
        assert (each.copy.resource in advised) == (each.state != "unreadable" and not on_its_way_only)


def test_one_of_each_kind() -> None:
    landing = copy("T/landing-bucket", 40 * DAY, clear=True)
    table = copy("T/table", 1000 * DAY, clear=False)
    sealed = erasure(exposed([field("id", WHO, "user")], [landing, table]), {WHO})
    assert [one.state for one in sealed.copies] == ["identified", "unreadable"]
    assert (sealed.identified, sealed.readable) == (40 * DAY, 40 * DAY)
    beside = erasure(exposed([field("id", WHO, "user"), field("what", WHAT, "")], [landing, table]), {WHO})
    assert [one.state for one in beside.copies] == ["identified", "unattributed"]
    assert (beside.identified, beside.readable) == (40 * DAY, 1000 * DAY)
    of_the_type = erasure(exposed([field("id", WHO, "type")], [landing, table]), {WHO})
    assert of_the_type.identified == 1000 * DAY, "the key of the Event Type stays: it is everybody's"
    text = [piece.text for piece in advice(of_the_type)][-1]
    assert "Event Type's key" in text
    assert "delete the rows" in text
    kept = exposed([field("id", WHO, "")], [replace(table, parts=(Part("kept", None),))])
    assert erasure(kept, {WHO}).identified is None
    assert erasure(exposed([field("bytes", MACHINE, "")], [table]), {WHO}).copies == ()


def _example(root: Path) -> tuple[dict[str, Exposure], set[str], int]:
    policies, problems = loading.load(Repository(root))
    assert policies is not None, problems
    made = {
        one.owner: exposure(one, TIERS) for one in graphs("local").values() if not one.owner.startswith("platform:")
    }
    return made, {key for key, row in policies.semantic_types.items() if row.identifies}, policies.erased_within


def test_identifiers_of_the_example_fleet_fall_under_the_key_of_the_person_or_live_for_a_short_time(root: Path) -> None:
    """The promise: article 12(3) of the GDPR leaves a month, and two more where it is difficult."""
    made, identifying, within = _example(root)
    assert within == 90 * DAY
    seen = 0
    for name, result in made.items():
        for one in result.fields.values():
            if one.semantic not in identifying:
                continue
            seen += 1
            delivered = [each for each in result.copies if not each.clear]
            assert one.encryption == "user" or all(
                each.oldest is not None and each.oldest <= 90 * DAY for each in delivered
            ), f"{name}: {one.path}"
            readable = readable_for(one, result)
            assert readable is not None, f"{name}: {one.path}"
            assert readable <= 90 * DAY, f"{name}: {one.path} is readable for {readable / DAY} days"
    assert seen > 30
    for result in made.values():
        left: Erasure = erasure(result, identifying)
        assert left.identified is not None
        assert left.identified <= 90 * DAY


@pytest.mark.parametrize("policy", ["stacks/policy", "composer/starter/template/stacks/policy"])
def test_every_identifier_row_of_policy_is_encrypted_with_the_key_of_the_person_or_short(
    root: Path, policy: str
) -> None:
    written = documents.load("semantic_types.yaml", root / policy / "semantic_types.yaml")
    actual, problems = reader.read(written, SemanticTypesPolicy)
    assert actual is not None, problems
    assert actual.erased_within is not None
    for key, row in settle(actual.types, TIERS[0]).items():
        if row.identifies:
            assert row.personal, key
            assert row.retention is not None, key
            assert row.retention <= actual.erased_within.seconds, key
            assert row.encryption == "user" or key == "user.unique_id.pseudonymous", key


def test_rows_that_say_nothing_identify_as_the_composer_knows_them(root: Path) -> None:
    """A policy of before says nothing of it, and is not taken for one without identifiers."""
    policies, _ = loading.load(Repository(root))
    assert policies is not None
    silent = settle([SemanticRow(key=key) for key in policies.semantic_types], "open")
    areas = {"user.contact.address.city", "user.contact.address.state", "user.contact.address.country"}
    for key, row in policies.semantic_types.items():
        assert silent[key].identifies == row.identifies or key in areas, key
    assert policies.semantic_types.keys() >= IDENTIFYING
    assert not settle([SemanticRow(key="user.name", identifies=False)], "open")["user.name"].identifies


def asked(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict:
    monkeypatch.chdir(root)
    answer = CliRunner().invoke(main, ["exposure", "--erasure", "--format", "json", *arguments])
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    schema = json.loads((root / "docs/schemas/erasure.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    return document


def test_the_fleet_has_an_answer(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = asked(root, monkeypatch)
    types = document["event_types"]
    assert document["days_identified"] == max(one["days_identified"] for one in types.values()) <= 90
    binding = types[document["binds"]["event_type"]]
    there = next(one for one in binding["copies"] if one["resource"] == document["binds"]["resource"])
    assert there["days_kept"] == document["days_identified"]
    assert there["state"] == "identified"
    delivered = types["EndSong"]["copies"][-1]
    assert delivered["unreadable_at_once"] == ["user_id", "device_id"]
    assert delivered["state"] == "unattributed"
    assert not set(types) & set(document["without_people"])


def test_a_key_is_restorable_for_as_long_as_policy_says(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("eventtypes", "stacks", "docs"):
        shutil.copytree(root / name, tmp_path / name)
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    storage = tmp_path / "stacks" / "policy" / "storage.yaml"
    storage.write_text(storage.read_text().replace("key_restorable: 30d", "key_restorable: 41d"))
    assert asked(tmp_path, monkeypatch)["days_key_can_be_restored"] == 41
    answer = CliRunner().invoke(main, ["exposure", "--erasure"])
    assert "any more: 41 days, if it is kept as keys" in " ".join(answer.stdout.split())


def test_names_and_meanings_choose(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(asked(root, monkeypatch, "EndSong", "AdClicked")["event_types"]) == {"EndSong", "AdClicked"}
    contact = asked(root, monkeypatch, "--semantic", "user.contact.email")
    assert set(contact["event_types"]) == {"AccountCreated"}
    (actual,) = contact["event_types"].values()
    assert actual["copies"][-1]["state"] == "unreadable"
    assert actual["days_identified"] == actual["days_readable"]


@pytest.mark.parametrize("arguments", [[], ["EndSong"], ["OfflineSyncStarted"], ["--semantic", "user.name"]])
def test_text_for_people(root: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(root)
    answer = CliRunner().invoke(main, ["exposure", "--erasure", *arguments])
    assert answer.exit_code == 0, answer.output
    assert answer.stdout


def test_readers_are_another_question(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    answer = CliRunner().invoke(main, ["exposure", "--erasure", "--group", "ads"])
    assert answer.exit_code == 2
    assert "--group" in answer.output

"""Judgements over changes: what weakens is a hazard, what strengthens is none, and nothing is nothing."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from composer import hazards, pipeline
from composer.cli import main
from composer.diagnostics import Span
from composer.engine.exported_graph import packed
from composer.engine.stack_state import FOLDER, States
from composer.graph import Resource, ResourceGraph, build_graph
from composer.hazards import Hazard
from composer.hazards.lifecycle_departures import refused
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR
from composer.ledger import Ledger, Record
from composer.model.waiver import Waiver
from composer.printing import terminal
from composer.reports import hazards_text
from composer.repository import Repository
from composer.rules import RULES
from tests.graphs.test_golden import graphs

TIERS = ("open", "internal", "sensitive")
DAY = date(2026, 11, 24)
PEOPLE = ("group:a@e.com", "group:b@e.com", "group:c@e.com")


def graph(
    *, tier: str, encryption: str, personal: bool, readers: frozenset[str], days: int, soft: int = 7
) -> ResourceGraph:
    """One field in a delivered bucket."""
    content: dict[str, Any] = {
        "state": "active",
        "fields": {"f": {"semantic": "user", "personal": personal, "tier": tier, "clear_seconds": None}},
        "access": {},
        "encryption": [{"field": "f", "semantic": "user", "key": encryption}] if encryption else [],
        "delivery": {"storage": "gcs", "landing": "gs://landing", "destination": "gs://delivered"},
    }
    rules = [{"action": {"type": "Delete"}, "condition": {"age": days}}]
    soft_delete = {"retention_duration_seconds": soft * 86_400}
    inputs = {
        "name": "delivered",
        "lifecycle_rules": rules,
        "soft_delete_policy": soft_delete,
        "uniform_bucket_level_access": True,
    }
    on = {"bucket": {"$ref": "T/delivered-bucket", "output": "name"}, "role": "roles/storage.objectViewer"}
    return build_graph(
        "T",
        [
            Resource(
                "T/registration", "gcp:storage/bucketObject:BucketObject", "r", {"content": {"$json": content}}, ""
            ),
            Resource("T/delivered-bucket", "gcp:storage/bucket:Bucket", "delivered", inputs, "", protect=True),
            *(
                Resource(
                    f"T/reader-{one}", "gcp:storage/bucketIAMMember:BucketIAMMember", one, {**on, "member": one}, ""
                )
                for one in sorted(readers)
            ),
        ],
    )


def judged(before: ResourceGraph, after: ResourceGraph, *waivers: Waiver) -> tuple[Hazard, ...]:
    return hazards.judge({"T": before}, {"T": after}, TIERS, waivers, DAY)


protections = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(TIERS),
        "encryption": st.sampled_from(["", "type", "user"]),
        "personal": st.booleans(),
        "readers": st.frozensets(st.sampled_from(PEOPLE)),
        "days": st.sampled_from([30, 90, 400]),
    }
)


@given(protections, protections)
def test_exactly_what_weakens_needs_a_waiver(was: dict[str, Any], will: dict[str, Any]) -> None:
    results = {one.code for one in judged(graph(**was), graph(**will)) if one.open}
    strength = ["", "type", "user"]
    sensitive = was["personal"] or will["personal"] or was["tier"] != "open"
    readers_before = frozenset() if was["encryption"] else was["readers"]
    readers_after = frozenset() if will["encryption"] else will["readers"]
    clear_before = 0 if was["encryption"] else was["days"]
    clear_after = 0 if will["encryption"] else will["days"]
    expected = {
        "ET801": strength.index(will["encryption"]) < strength.index(was["encryption"]),
        "ET802": TIERS.index(will["tier"]) < TIERS.index(was["tier"]) or (was["personal"] and not will["personal"]),
        "ET803": sensitive and bool(readers_after - readers_before),
        "ET804": (was["personal"] or will["personal"]) and clear_after > clear_before,
        "ET807": will["days"] < was["days"],
    }
    assert results == {code for code, holds in expected.items() if holds}


def test_the_example_fleet_is_no_hazard_to_itself() -> None:
    assert hazards.judge(graphs("local"), graphs("local"), TIERS, (), DAY) == ()


def test_what_is_new_or_gone_is_no_hazard() -> None:
    fleet = graphs("local")
    assert hazards.judge({}, fleet, TIERS, (), DAY) == ()
    assert hazards.judge(fleet, {}, TIERS, (), DAY) == ()


STRONG = {"tier": "sensitive", "encryption": "user", "personal": True, "readers": frozenset(), "days": 30}
CLEAR = {**STRONG, "encryption": "", "readers": frozenset(PEOPLE)}


def waiver(code: str, path: str = "", event_type: str = "T", expires: str = "2026-11-24") -> Waiver:
    return Waiver(code, event_type, path, "", "", date.fromisoformat(expires), Span("waivers.yaml"))


def test_a_waiver_allows_what_it_names_until_its_last_day() -> None:
    before, after = graph(**STRONG), graph(**CLEAR)
    assert {one.code for one in judged(before, after) if one.open} == {"ET801", "ET803", "ET804"}
    allowed = judged(before, after, waiver("ET801", "fields.f"), waiver("ET803"), waiver("ET804", "fields"))
    assert not any(one.open for one in allowed)
    for wrong in (
        waiver("ET801", "fields.g"),
        waiver("ET801", expires="2026-11-23"),
        waiver("ET801", event_type="U"),
        waiver("ET802"),
    ):
        assert any(one.code == "ET801" and one.open for one in judged(before, after, wrong))


def test_a_change_of_policy_is_waived_once_for_all_fields_of_a_meaning() -> None:
    before, after = graph(**STRONG), graph(**{**STRONG, "tier": "internal"})
    everywhere = Waiver("ET802", "*", "", "", "", DAY, Span("waivers.yaml"), "user")
    assert not any(one.open for one in judged(before, after, everywhere))
    elsewhere = Waiver("ET802", "*", "", "", "", DAY, Span("waivers.yaml"), "user.contact")
    assert any(one.open for one in judged(before, after, elsewhere))


def test_strengthening_says_what_it_does_not_reach() -> None:
    result = judged(graph(**CLEAR), graph(**STRONG))
    assert [one.code for one in result] == ["ET808"]
    assert not result[0].open
    assert "what was delivered before stays in clear" in result[0].message


@pytest.fixture
def production(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with one Event Type, applied in a production whose ledger and state are folders."""
    monkeypatch.setenv("COMPOSER_TODAY", DAY.isoformat())
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    target = tmp_path / "eventtypes/playback/EndSong.yaml"
    target.parent.mkdir(parents=True)
    shutil.copy(root / "eventtypes/playback/EndSong.yaml", target)
    environment = tmp_path / "stacks/environments/production.yaml"
    lines = [
        f"{key} file://.composer/production/{key[:-1]}"
        if (key := line.split(" ")[0]) in {"backend:", "ledger:"}
        else line
        for line in environment.read_text().splitlines()
    ]
    environment.write_text("\n".join(lines) + "\n")
    repository = Repository(tmp_path)
    settled = pipeline.check(pipeline.settle(repository, "production"))
    assert settled.environment is not None
    ledger = Ledger.of(settled.environment)
    for owner, made in pipeline.build(settled).items():
        ledger.write(Record(owner, "", made, "", "", "", 0, "", "", "", ""))
    monkeypatch.chdir(tmp_path)
    return repository


def test_up_refuses_what_nobody_signed(production: Repository, root: Path) -> None:
    file = production.eventtypes / "playback/EndSong.yaml"
    text = file.read_text()
    assert "internal: [" in text
    file.write_text(text.replace("internal: [", 'internal: ["group:ads@example.com", ', 1))
    arguments = ["--environment", "production"]
    plan = CliRunner().invoke(main, ["plan", *arguments])
    assert "HAZARDS" in plan.stdout
    assert "can be read by 1 more: group:ads@example.com" in plan.stdout
    markdown = CliRunner().invoke(main, ["plan", *arguments, "--format", "markdown"]).stdout
    assert "> [!CAUTION]" in markdown
    document = json.loads(CliRunner().invoke(main, ["plan", *arguments, "--format", "json"]).stdout)
    Draft202012Validator(json.loads((root / "docs/schemas/plan.schema.json").read_text())).validate(document)
    assert {one["code"] for one in document["hazards"] if one["needs_waiver"]} == {"ET803"}
    refused = CliRunner().invoke(main, ["up", *arguments, "--yes"])
    assert refused.exit_code == 1
    assert "Nothing was applied" in refused.stderr

    waivers = production.policy / "waivers.yaml"
    row = "{code: ET803, event_type: EndSong, reason: r, approver: privacy@example.com, expires: 2026-12-31}"
    waivers.write_text(waivers.read_text().replace("waivers: []", f"waivers:\n  - {row}"))
    allowed = CliRunner().invoke(main, ["plan", *arguments])
    assert "allowed by privacy@example.com, until 2026-12-31" in allowed.stdout
    assert "need a waiver" not in allowed.stdout
    checked = CliRunner().invoke(main, ["check", *arguments])
    assert checked.exit_code == 0, checked.output
    assert "ET725" not in checked.stdout, "37 days are not soon"


def test_a_lost_record_hides_no_hazard(production: Repository) -> None:
    """Where the ledger knows nothing, the stack says what was applied; where that does not either, nobody may go on."""
    settled = pipeline.check(pipeline.settle(production, "production"))
    assert settled.environment is not None
    applied = pipeline.build(settled)["EndSong"]
    states = States(settled.environment.backend)
    file = production.eventtypes / "playback/EndSong.yaml"
    file.write_text(file.read_text().replace("internal: [", 'internal: ["group:ads@example.com", ', 1))
    record = production.root / ".composer/production/ledger/applied/EndSong.json"
    arguments = ["--environment", "production"]
    for damaged in (record.read_bytes()[:300], None):
        record.write_bytes(damaged) if damaged else record.unlink()
        states.store.write(f"{FOLDER}/production.EndSong.json", checkpoint(packed(applied)))
        plan = CliRunner().invoke(main, ["plan", *arguments])
        assert "can be read by 1 more: group:ads@example.com" in plan.stdout
        for unreadable in (checkpoint(""), b'{"checkpoint": '):
            states.store.write(f"{FOLDER}/production.EndSong.json", unreadable)
            assert "ET814" in CliRunner().invoke(main, ["plan", *arguments]).stdout
            refused = CliRunner().invoke(main, ["up", *arguments, "--yes"])
            assert refused.exit_code == 1
            assert "Nothing was applied" in refused.stderr
    states.store.delete(f"{FOLDER}/production.EndSong.json")
    assert "HAZARDS" not in CliRunner().invoke(main, ["plan", *arguments]).stdout, "it never was applied"


def _as_it_is(kept: bytes) -> dict[str, bytes]:
    """What may stand in the place of a record."""
    about, _, graph = kept.partition(b"\n")
    return {
        "cut": kept[: len(kept) // 2],
        "empty": b"",
        "flipped in what is said about it": kept[:200] + bytes([kept[200] ^ 1]) + kept[201:],
        "flipped in its graph": kept[:-60] + bytes([kept[-60] ^ 1]) + kept[-59:],
        "of another owner": kept.replace(b'"owner":"EndSong"', b'"owner":"AdClicked"'),
        "of nothing": b"null\n" + graph,
        "a graph alone": graph + about,
    }


def test_what_cannot_be_read_is_no_new_event_type(production: Repository) -> None:
    """A record was there, so that something was applied, and no state says what: the verbs that change nothing go on,
    with a note, and `up` refuses."""
    record = production.root / ".composer/production/ledger/applied/EndSong.json"
    kept = record.read_bytes()
    ledger = Ledger(f"file://{record.parents[1]}")
    arguments = ["--environment", "production"]
    other = replace(ledger.read(["EndSong"])["EndSong"], stack="staging.EndSong").to_bytes()
    for what, damaged in {**_as_it_is(kept), "of another environment": other}.items():
        record.write_bytes(damaged)
        plan = CliRunner().invoke(main, ["plan", *arguments, "EndSong"])
        assert plan.exit_code == 0, what
        assert "[ET814]" in plan.stdout, what
        assert "recorded of EndSong cannot be read" in plan.stderr, what
        refused = CliRunner().invoke(main, ["up", *arguments, "--yes", "EndSong"])
        assert refused.exit_code == 1, what
        assert "Nothing was applied" in refused.stderr, what
        for verb in ("cleanup", "exposure", "cost", "capacity"):
            answer = CliRunner().invoke(main, [verb, *arguments])
            assert answer.exit_code == 0, (what, verb, answer.output)
    assert "of the stack staging.EndSong" in CliRunner().invoke(main, ["plan", *arguments, "EndSong"]).stderr
    record.write_bytes(kept)
    assert "ET814" not in CliRunner().invoke(main, ["plan", *arguments]).stdout


def checkpoint(graph: str) -> bytes:
    """A state of the engine with one resource in it, whose stack remembers this graph."""
    urn = "urn:pulumi:production.EndSong::composer"
    root = {"urn": f"{urn}::pulumi:pulumi:Stack::x", "type": "pulumi:pulumi:Stack", "outputs": {"graph": graph}}
    kept = {"urn": f"{urn}::gcp:pubsub/topic:Topic::EndSong/topic", "type": "gcp:pubsub/topic:Topic", "custom": True}
    return json.dumps({"checkpoint": {"latest": {"resources": [root, kept]}}}).encode()


def test_what_cells_share_is_not_replaced_silently() -> None:
    """Nor what hangs on it: a key in another ring is another key."""
    before = graphs("local")
    (platform,) = [owner for owner in before if owner.startswith("platform:")]

    def moved(one: Resource) -> Resource:
        return replace(one, inputs={**one.inputs, "location": "europe-west9"}) if one.role == "key-ring" else one

    after = before | {platform: build_graph(platform, [moved(one) for one in before[platform].resources])}
    result = hazards.judge(before, after, TIERS, (), DAY)
    ring = [one for one in result if one.event_type == platform]
    assert [(one.code, one.path) for one in ring] == [("ET806", "key-ring")]
    assert {one.event_type for one in result if one.code == "ET806" and one.path == "key"}
    removed = hazards.judge(before, before | {platform: build_graph(platform, ())}, TIERS, (), DAY)
    held = {one.role for one in before[platform].resources if one.protect or one.type == METRIC_DESCRIPTOR.token}
    assert {one.path for one in removed if one.event_type == platform} == held >= {"key-ring", "registry-bucket"}
    allowed = Waiver("ET806", platform, "", "", "", DAY, Span("waivers.yaml"))
    assert not any(
        one.open for one in hazards.judge(before, after, TIERS, [allowed], DAY) if one.event_type == platform
    )


def test_a_metric_that_is_made_again_loses_its_history() -> None:
    """Labels of a descriptor cannot be changed in place: another label throws away what was measured."""
    before = graphs("local")
    (platform,) = [owner for owner in before if owner.startswith("platform:")]
    role = "metric-event_delivery-lateness"

    def labelled(one: Resource) -> Resource:
        return replace(one, inputs={**one.inputs, "labels": []}) if one.role == role else one

    after = before | {platform: build_graph(platform, [labelled(one) for one in before[platform].resources])}
    (lost,) = (one for one in hazards.judge(before, after, TIERS, (), DAY) if one.event_type == platform)
    assert (lost.code, lost.path, lost.open) == ("ET806", role, True)
    assert "nobody can read any more what was measured until now" in lost.message
    assert refused([lost], simulated=False) == [lost]
    assert refused([lost], simulated=True) == []


@pytest.mark.parametrize(
    ("was", "will", "code"),
    [
        ("deleted", "active", "ET234"),
        ("active", "archived", "ET231"),
        ("active", "deprecated", ""),
        ("draining", "archived", ""),
    ],
)
def test_up_takes_no_step_that_is_not_in_the_table(
    was: str, will: str, code: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From what was applied, in simulated environments, too, where nothing is compared with a base."""
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    file = tmp_path / "eventtypes/playback/EndSong.yaml"
    file.parent.mkdir(parents=True)
    text = (root / "eventtypes/playback/EndSong.yaml").read_text()
    file.write_text(f"{text}lifecycle: {{state: {was}}}\n")
    monkeypatch.chdir(tmp_path)
    settled = pipeline.settle_and_check(Repository(tmp_path))
    assert settled.environment is not None
    for owner, made in pipeline.build(settled).items():
        Ledger.of(settled.environment).write(Record(owner, "", made, "", "", "", 0, "", "", "", ""))
    sunset = "" if will == "active" else ", sunset: '2020-01-01'"
    file.write_text(f"{text}lifecycle: {{state: {will}{sunset}}}\n")
    plan = CliRunner().invoke(main, ["plan"])
    assert plan.exit_code == 0, plan.output
    assert (f"[{code}]" in plan.stdout) == bool(code)
    if code:
        refused = CliRunner().invoke(main, ["up", "--yes"])
        assert refused.exit_code == 1
        assert "composer down" in refused.stderr


def test_what_base_comparison_waives_is_counted_and_listed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSER_TODAY", DAY.isoformat())
    case = root / "tests/cases/fleets/weakened_with_waivers"
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    shutil.copytree(case / "base", tmp_path, dirs_exist_ok=True)
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "base"]):
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *command]
        subprocess.run(git, cwd=tmp_path, check=True, capture_output=True)
    for folder in ("eventtypes", "stacks"):
        shutil.copytree(case / folder, tmp_path / folder, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(main, ["check", "--base", "main", "--format", "json"])
    document = json.loads(answer.stdout)
    Draft202012Validator(json.loads((root / "docs/schemas/check.schema.json").read_text())).validate(document)
    waived = {one["code"] for one in document["waived"]}
    assert waived == {"ET803", "ET804"}, document["waived"]
    assert all(one["approver"] and one["line"] for one in document["waived"])


@pytest.mark.parametrize("simulated", [True, False])
@pytest.mark.parametrize("code", ["ET801", *(code for code, rule in RULES.items() if rule.follows_lifecycle)])
def test_a_plan_says_of_up_what_up_does(code: str, simulated: bool) -> None:
    """That it goes on is said only where nothing is refused."""
    results = [Hazard(code, "EndSong", "lifecycle.state", "cannot go from there")]
    text = terminal.plain([*hazards_text.lines(results, simulated=simulated)])
    assert ("goes on" in text) == (not refused(results, simulated=simulated)), text
    assert ("`up` refuses" in text) == bool(refused(results, simulated=simulated)), text

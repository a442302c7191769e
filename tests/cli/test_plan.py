"""`composer plan`: what changed, why, and how loudly it is said."""

from __future__ import annotations

import subprocess

from composer import pipeline
from composer.cli import engine_run
from composer.graph.graph_changes import apply
from composer.ledger import Ledger, Record
from composer.plans.fleet_plan import against_ledger
from composer.repository import Repository

from .conftest import FIRST, TYPES, Fleet, generate, git


def record(fleet: Fleet) -> None:
    """What `up` leaves in the ledger."""
    settled = pipeline.check(pipeline.settle(Repository(fleet.root)))
    assert settled.environment is not None
    ledger = Ledger.of(settled.environment)
    for owner, graph in pipeline.build(settled).items():
        ledger.write(Record(owner, owner, graph, "", "", "", 0, "", "", "", ""))


def hold(fleet: Fleet, kind: str, name: str = FIRST) -> None:
    """Give an Event Type a storage that is known, and commit that."""
    lines = fleet.definition(name).read_text().splitlines()
    values = {"  kind": kind, "  partitioning": "daily", "  retention": "90d", "importance": "high"}
    lines = [f"{key}: {values[key]}" if (key := line.partition(":")[0]) in values else line for line in lines]
    fleet.definition(name).write_text("\n".join(lines) + "\n")
    git(fleet.root, "commit", "-q", "-a", "-m", "known", "--allow-empty")


def test_nothing_to_do_is_one_line(fleet: Fleet) -> None:
    record(fleet)
    assert fleet.text("plan").splitlines() == [
        f"Nothing to do: {TYPES} Event Types of environment local are as in what was last applied."
    ]
    assert len(fleet.text("plan", "--base", "HEAD").splitlines()) == 1
    assert len(fleet.text("plan", "--format", "markdown").splitlines()) == 1


def test_everything_new_is_counted_by_kind(fleet: Fleet) -> None:
    actual = fleet.text("plan")
    assert f"{TYPES} new Event Types:" in actual
    assert f"{TYPES} BucketObject" in actual
    assert "platform:local-1/registry-bucket" in actual


def test_a_change_names_the_value_the_line_and_what_it_was(fleet: Fleet) -> None:
    hold(fleet, "gcs")
    fleet.edit(fleet.definition(), "  retention: 90d", "  retention: 95d")
    line = next(i for i, text in enumerate(fleet.definition().read_text().splitlines(), 1) if "retention:" in text)
    actual = fleet.text("plan", "--base", "HEAD")
    assert "lifecycle_rules[0].condition.age" in actual
    assert "90 → 95" in actual
    assert f"storage.retention 90d → 95d in eventtypes/playback/{FIRST}.yaml:{line}" in actual
    assert actual.rstrip().endswith(f"1 to update in 1 of {TYPES} Event Types.")


def test_the_ledger_says_the_same_without_the_former_value(fleet: Fleet) -> None:
    hold(fleet, "gcs")
    record(fleet)
    fleet.edit(fleet.definition(), "  retention: 90d", "  retention: 95d")
    document = fleet.json("plan", "plan", "--format", "json")
    (change,) = document["owners"][FIRST]["changes"]
    (one,) = change["properties"]
    assert (change["action"], one["before"], one["after"]) == ("update", 90, 95)
    assert one["causes"][0]["path"] == "storage.retention"
    assert "before" not in one["causes"][0]


def test_a_policy_change_is_said_once_with_its_row(fleet: Fleet) -> None:
    for index in range(TYPES):
        hold(fleet, "gcs", generate.name(index))
    row = next(
        text.strip()
        for text in (fleet.root / "stacks/policy/importance.yaml").read_text().splitlines()
        if text.strip().startswith("dead_letter_retention")
    )
    fleet.edit(fleet.root / "stacks/policy/importance.yaml", row.split("#")[0].strip(), "dead_letter_retention: 13d")
    actual = fleet.text("plan", "--base", "HEAD")
    assert f"in {TYPES} Event Types (dead-letter-subscription)" in actual
    assert "→ 13d: importance is high, and importance.yaml says so (stacks/policy/importance.yaml:" in actual
    assert actual.count("message_retention_duration") == 1


def test_a_replaced_table_is_unmissable(fleet: Fleet) -> None:
    hold(fleet, "bigquery")
    fleet.edit(fleet.definition(), "  partitioning: daily", "  partitioning: hourly")
    actual = fleet.text("plan", "--base", "HEAD")
    assert actual.splitlines()[2].strip().startswith("DATA LOSS: 1 resource holding data would be destroyed")
    assert "time_partitioning.type  DAY → HOUR  forces replacement" in actual
    assert "1 of them DESTROYS DATA." in actual
    document = fleet.json("plan", "plan", "--base", "HEAD", "--format", "json")
    assert document["summary"]["data_loss"] == 1
    assert "> [!CAUTION]" in fleet.text("plan", "--base", "HEAD", "--format", "markdown")


def test_another_storage_deletes_what_held_data_last(fleet: Fleet) -> None:
    hold(fleet, "gcs")
    fleet.edit(fleet.definition(), "  kind: gcs", "  kind: bigquery")
    document = fleet.json("plan", "plan", "--base", "HEAD", "--format", "json")
    actions = [change["action"] for change in document["owners"][FIRST]["changes"]]
    assert actions.index("delete") > max(i for i, action in enumerate(actions) if action != "delete")
    lost = [change["id"] for change in document["owners"][FIRST]["changes"] if change["loses_data"]]
    assert lost == [f"{FIRST}/delivered-bucket"]


def test_a_missing_file_deletes_nothing(fleet: Fleet) -> None:
    record(fleet)
    fleet.definition().unlink()
    next((fleet.root / "eventtypes").glob(f"*/{FIRST}.versions.jsonl")).unlink()
    actual = fleet.text("plan")
    assert f"without a definition now: {FIRST}. Nothing of it is removed" in actual
    assert "to delete" not in actual
    assert fleet.json("plan", "plan", "--format", "json")["undefined"] == [FIRST]


def test_names_limit_the_plan_and_wrong_ones_get_a_suggestion(fleet: Fleet) -> None:
    document = fleet.json("plan", "plan", FIRST, "--format", "json")
    assert list(document["owners"]) == ["foundation:local-1", "platform:local-1", FIRST]
    refused = fleet.run("plan", FIRST.lower())
    assert refused.exit_code == 2
    assert f"Did you mean '{FIRST}'?" in refused.stderr


def test_a_base_that_is_not_there_is_a_clear_error(fleet: Fleet) -> None:
    refused = fleet.run("plan", "--base", "origin/nowhere")
    assert refused.exit_code == 2
    assert "there is no 'origin/nowhere' in this clone; fetch it first" in refused.stderr
    assert fleet.run("plan", "--base", "--exec=x").exit_code == 2


def test_a_shallow_clone_says_how_to_get_the_base(fleet: Fleet, tmp_path, monkeypatch) -> None:
    git(fleet.root, "commit", "-q", "--allow-empty", "-m", "second")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{fleet.root}", str(clone)], check=True)
    monkeypatch.chdir(clone)
    refused = fleet.run("plan", "--base", "HEAD~1")
    assert refused.exit_code == 2
    assert "shallow" in refused.stderr
    assert "fetch-depth: 0" in refused.stderr


def test_the_base_is_compiled_by_its_own_policy(fleet: Fleet) -> None:
    storage = fleet.root / "stacks/policy/storage.yaml"
    row = next(text for text in storage.read_text().splitlines() if text.startswith("landing_retention"))
    fleet.edit(storage, row, "landing_retention: 29d")
    actual = fleet.text("plan", "--base", "HEAD")
    assert "→ 29" in actual
    assert "(stacks/policy/storage.yaml:" in actual


def test_a_repository_below_the_top_of_git(fleet: Fleet, tmp_path, monkeypatch) -> None:
    top = tmp_path / "mono"
    top.mkdir()
    inner = top / "data" / "events"
    inner.parent.mkdir()
    generate.write(inner, generate.Size(2, 1))
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "first")
    monkeypatch.chdir(inner)
    assert Fleet(inner).text("plan", "--base", "HEAD").startswith("Nothing to do")


def test_markdown_fits_a_comment_whatever_changed(fleet: Fleet) -> None:
    generate.write(fleet.root, generate.Size(400, 1))
    for released in fleet.root.glob("eventtypes/*/*.jsonl"):
        released.unlink()
    git(fleet.root, "add", ".")
    git(fleet.root, "commit", "-q", "-m", "many")
    for index in range(400):
        path = fleet.definition(generate.name(index))
        path.write_text(path.read_text().replace("field_3", f"field_of_{index}"))
    actual = fleet.text("plan", "--base", "HEAD", "--format", "markdown")
    assert len(actual) <= 60_000
    assert "400 of 400 Event Types" in actual


def test_out_writes_what_would_be_printed(fleet: Fleet, tmp_path) -> None:
    printed = fleet.text("plan")
    assert fleet.text("plan", "--out", str(tmp_path / "plan.txt")) == ""
    assert (tmp_path / "plan.txt").read_text() == printed
    assert fleet.run("plan", "--out", str(tmp_path / "no" / "plan.txt")).exit_code == 2


def test_errors_give_no_plan(fleet: Fleet) -> None:
    fleet.edit(fleet.definition(), "owner: ", "owner: nobody-")
    refused = fleet.run("plan")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "ET201" in refused.stderr


def test_what_matters_least_is_applied_first(fleet: Fleet) -> None:
    checked = pipeline.check(pipeline.settle(Repository(fleet.root)))
    order = [expected.graph.owner for expected in engine_run.in_order(pipeline.compiled(checked))]
    waves = [checked.event_types[owner].delivery.rollout_wave for owner in order if owner in checked.event_types]
    assert order[:2] == ["foundation:local-1", "platform:local-1"]
    assert waves == sorted(waves)
    assert len(set(waves)) > 1
    policy = fleet.root / "stacks" / "policy" / "importance.yaml"
    policy.write_text(policy.read_text().replace("rollout_wave: 3", "rollout_wave: 0"))
    assert "ET108" in fleet.run("check").output
    policy.write_text(
        policy.read_text().replace("rollout_wave: 1", "rollout_wave: 9").replace("rollout_wave: 0", "rollout_wave: 1")
    )
    turned = pipeline.check(pipeline.settle(Repository(fleet.root)))
    first = [expected.graph.owner for expected in engine_run.in_order(pipeline.compiled(turned))][2]
    assert turned.event_types[first].importance == "high"


def test_what_is_shown_is_what_is_done(fleet: Fleet) -> None:
    """The plan's values, carried out, give the graphs that would be applied."""
    settled = pipeline.check(pipeline.settle(Repository(fleet.root)))
    plan = against_ledger(pipeline.compiled(settled))
    graphs = pipeline.build(settled)
    assert {owner.owner: apply(None, owner.changes).fingerprint for owner in plan.owners} == {
        owner: graph.fingerprint for owner, graph in graphs.items()
    }

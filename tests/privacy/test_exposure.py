"""Who can read what: read from the graphs of the example fleet, and of graphs made for the purpose."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from composer.cli import main
from composer.graph import Resource, build_graph
from composer.printing import terminal
from composer.privacy.exposure import exposure
from composer.reports import exposure_text
from tests.graphs.test_golden import graphs

TIERS = ("open", "internal", "sensitive")


def asked(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict:
    monkeypatch.chdir(root)
    answer = CliRunner().invoke(main, ["exposure", "--format", "json", *arguments])
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    schema = json.loads((root / "docs/schemas/exposure.schema.json").read_text())
    Draft202012Validator(schema).validate(document)
    return document


def test_the_whole_fleet_fits_its_schema(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = asked(root, monkeypatch)
    emails = [row for row in document["fields"] if row["semantic"] == "user.contact.email"]
    assert emails
    for row in emails:
        assert row["readers"] == []
        assert row["key"] == "the keys of users"
        assert row["days_in_clear"] <= 60


def test_a_group_reads_what_its_tier_lets_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = asked(root, monkeypatch, "--group", "insights", "AccountCreated")
    assert document["asked"]["group"] == "group:insights@example.com"
    by_field = {row["field"]: row for row in document["fields"]}
    assert "group:insights@example.com" in by_field["country"]["readers"]
    assert "group:insights@example.com" in by_field["account_id"]["key_holders"]
    assert "person.email" not in by_field


def test_a_meaning_takes_those_below_it_along(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = asked(root, monkeypatch, "--semantic", "user.contact")
    assert {row["semantic"] for row in document["fields"]} >= {"user.contact.email", "user.contact.address.country"}
    assert all(row["semantic"].startswith("user.contact") for row in document["fields"])


@pytest.mark.parametrize("wrong", [["--group", "nobody-at-all"], ["--semantic", "user.cntact"], ["EndSing"]])
def test_what_is_not_there_is_wrong_usage(root: Path, monkeypatch: pytest.MonkeyPatch, wrong: list[str]) -> None:
    monkeypatch.chdir(root)
    assert CliRunner().invoke(main, ["exposure", *wrong]).exit_code == 2


@pytest.mark.parametrize("arguments", [[], ["EndSong"], ["--group", "ads"], ["--semantic", "user.name"]])
def test_text_for_people(root: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(root)
    answer = CliRunner().invoke(main, ["exposure", *arguments])
    assert answer.exit_code == 0
    assert "days" in answer.stdout


def test_the_exposure_is_of_the_graph_and_not_of_what_was_meant() -> None:
    """A grant that no definition knows of is a reader; encrypted fields are not read by it."""
    content = {
        "owner": "royalties",
        "state": "active",
        "fields": {
            "email": {"semantic": "user.contact.email", "personal": True, "tier": "sensitive", "clear_seconds": 1},
            "track": {"semantic": "user.behavior", "personal": True, "tier": "internal", "clear_seconds": 1},
        },
        "access": {"internal": ["group:a@e.com"], "sensitive": ["group:s@e.com"]},
        "encryption": [{"field": "email", "semantic": "user.contact.email", "key": "user"}],
        "delivery": {"storage": "gcs", "landing": "gs://landing", "destination": "gs://delivered"},
    }
    bucket = "gcp:storage/bucket:Bucket"
    member = "gcp:storage/bucketIAMMember:BucketIAMMember"
    on = {"bucket": {"$ref": "T/delivered-bucket", "output": "name"}}
    before = {"bucket": {"$ref": "T/landing-bucket", "output": "name"}}
    uniform = {"uniform_bucket_level_access": True}
    reading, writing = "roles/storage.admin", "roles/storage.objectCreator"
    graph = build_graph(
        "T",
        [
            Resource(
                "T/registration", "gcp:storage/bucketObject:BucketObject", "r", {"content": {"$json": content}}, ""
            ),
            Resource("T/landing-bucket", bucket, "landing", uniform, ""),
            Resource("T/delivered-bucket", bucket, "delivered", uniform, ""),
            Resource("T/g1", member, "g1", {**on, "role": reading, "member": "group:new@e.com"}, ""),
            Resource("T/g2", member, "g2", {**before, "role": writing, "member": "serviceAccount:w@e.com"}, ""),
            Resource(
                "T/g4",
                "gcp:projects/iAMMember:IAMMember",
                "g4",
                {"project": "p", "role": "roles/storage.objectViewer", "member": "user:auditor@e.com"},
                "",
            ),
            Resource(
                "T/g5",
                "gcp:projects/iAMMember:IAMMember",
                "g5",
                {"project": "p", "role": "roles/monitoring.metricWriter", "member": "serviceAccount:w@e.com"},
                "",
            ),
            Resource("T/g3", member, "g3", {**before, "role": reading, "member": "serviceAccount:etl@e.com"}, ""),
        ],
    )
    result = exposure(graph, TIERS)
    assert result.fields["track"].clear == {"group:new@e.com", "user:auditor@e.com"}
    assert result.fields["email"].clear == frozenset()
    assert result.fields["email"].holders == {"group:s@e.com"}
    assert result.handlers == {"serviceAccount:etl@e.com", "user:auditor@e.com"}
    assert result.oldest(result.fields["track"]) is None, "no lifecycle rule: kept for ever"


def test_closed_columns_carry_the_policy_that_exposure_reads() -> None:
    """Exposure goes by tier; the table goes by column: top-level columns of the example fleet say the same."""
    seen = 0
    for made in graphs("local").values():
        result = exposure(made, TIERS)
        for table in (one for one in made.resources if one.type == "gcp:bigquery/table:Table"):
            columns = {column["name"]: column for column in table.inputs["schema"]["$json"]}
            for path, field in result.fields.items():
                if path in columns and field.tier != TIERS[0] and "fields" not in columns[path]:
                    policies = json.dumps(columns[path].get("dataPolicies"))
                    assert f"{made.owner}/readers-{field.tier}" in policies, (made.owner, path)
                    seen += 1
    assert seen > 20


def test_without_event_types_it_says_so() -> None:
    actual = terminal.plain(exposure_text.fleet([], "local"))
    assert "There is no Event Type" in actual
    assert "0 of 0" not in actual

"""What `plan` says of a changed schema: what storage and the jobs in between make of it, in each format."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.kinds.pubsub.pubsub_schema import EARLY
from composer.printing import terminal
from composer.reports import schema_effects_text
from tests.schema.conftest import Fleet, fleet

__all__ = ["fleet"]

ONE_MORE = "one more revision; the topic takes it in the same run, and goes on taking the ones before"


def plan(*arguments: str) -> str:
    result = CliRunner().invoke(main, ("plan", "--base", "HEAD", *arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def schemas(*arguments: str) -> dict[str, dict[str, list[str]]]:
    return dict(json.loads(plan("--format", "json", *arguments))["schemas"])


def recorded(fleet: Fleet, old: str = "", new: str = "") -> Fleet:
    """The first version, released, with the definition's line changed first."""
    text = fleet.definition.read_text()
    assert old in text
    fleet.definition.write_text(text.replace(old, new))
    CliRunner().invoke(main, ["check", "--fix"])
    fleet.commit()
    return fleet


def grow(fleet: Fleet, field: str) -> None:
    fleet.definition.write_text(f"{fleet.definition.read_text()}    - {field}\n")
    CliRunner().invoke(main, ["check", "--fix"])


MOOD = '{name: mood, type: ["null", string], default: null, semantic: system.operations}'


def test_files_and_the_revisions(fleet: Fleet, root: Path) -> None:
    recorded(fleet)
    grow(fleet, MOOD)
    files = "files keep the schema they were written with; readers resolve it with theirs"
    assert schemas() == {"EndSong": {"Pub/Sub": [ONE_MORE], "Cloud Storage": [files]}}
    document = json.loads(plan("--format", "json"))
    jsonschema.validate(document, json.loads((root / "docs/schemas/plan.schema.json").read_text(encoding="utf-8")))
    actual = plan().splitlines()
    start = actual.index("What the new schemas mean")
    assert [line.strip() for line in actual[start + 1 : start + 4]] == [
        "EndSong",
        f"Pub/Sub         {ONE_MORE}",
        f"Cloud Storage   {files}",
    ]
    assert f"- **EndSong**\n  - Pub/Sub: {ONE_MORE}\n  - Cloud Storage: {files}" in plan("--format", "markdown")


def test_columns_and_the_jobs_in_between(fleet: Fleet) -> None:
    recorded(
        fleet,
        "storage: {kind: gcs, partitioning: hourly, retention: 30d}",
        "storage: {kind: bigquery, partitioning: daily, retention: 30d}\ndedupe: {key: event_id, window: 3d}",
    )
    grow(fleet, '{name: mail, type: ["null", string], default: null, semantic: user.contact.email}')
    assert schemas()["EndSong"] == {
        "Pub/Sub": [ONE_MORE],
        "BigQuery": ["column `mail` STRING is added, NULLABLE"],
        "Dataproc": ["the next run reads 3 days of exports with it, those of the schema before, too"],
        "Dataflow": ["the next run reads exports of both with it, and encrypts `mail`"],
    }


def test_who_reads_it_is_told(fleet: Fleet) -> None:
    recorded(fleet, "schema:", "consumers: [{team: insights, needs: daily}, {team: royalties, needs: hourly}]\nschema:")
    grow(fleet, MOOD)
    assert schemas()["EndSong"]["Consumers"] == ["insights, royalties: read on with the schema that they have"]
    fleet.commit()
    fleet.definition.write_text(fleet.definition.read_text().replace(f"    - {MOOD}\n", ""))
    result = CliRunner().invoke(main, ["diff", "EndSong", "--base", "HEAD"])
    assert "they find the default of `mood` from now on" in result.stdout
    text = fleet.definition.read_text().replace("event_id, type: string", "event_id, type: long")
    fleet.definition.write_text(text)
    result = CliRunner().invoke(main, ["diff", "EndSong", "--base", "HEAD"])
    assert "insights, royalties: with the schema before they cannot read on" in result.stdout


def test_nothing_is_said_of_words_or_of_other_changes(fleet: Fleet) -> None:
    recorded(fleet)
    text = fleet.definition.read_text().replace("operations}", "operations, doc: Words.}").replace("30d", "40d")
    fleet.definition.write_text(text)
    assert schemas() == {}
    assert "What the new schemas mean" not in plan() + plan("--format", "markdown")


def test_what_pubsub_refuses_is_not_called_one_more_revision(fleet: Fleet) -> None:
    recorded(fleet)
    text = fleet.definition.read_text().replace("event_id, type: string", "event_id, type: long")
    fleet.definition.write_text(text)
    result = CliRunner().invoke(main, ["diff", "EndSong"])
    assert "refused: a revision must resolve as reader and as writer" in result.stdout


def test_many_revisions_are_told_before_they_are_too_many(fleet: Fleet) -> None:
    names: list[str] = []
    for number in range(EARLY - 2):
        fleet.with_fields(*names)
        CliRunner().invoke(main, ["check", "--fix"])
        names.append(f"f{number}")
    fleet.commit()
    for number, message in ((EARLY - 2, 1), (EARLY - 1, 2)):
        fleet.with_fields(*names)
        CliRunner().invoke(main, ["check", "--fix"])
        sentences = schemas()["EndSong"]["Pub/Sub"]
        assert len(sentences) == message
        fleet.commit()
        names.append(f"f{number}")
    assert sentences[1].startswith(f"the record makes up to {EARLY} revisions, and 20 are kept")


@pytest.mark.parametrize(("count", "groups"), [(3, 1), (300, 1)])
def test_the_same_in_many_is_said_once(count: int, groups: int) -> None:
    message = {f"E{number}": {"Pub/Sub": (ONE_MORE,)} for number in range(count)}
    assert len(terminal.plain(schema_effects_text.lines(message)).splitlines()) == 1 + 2 * groups


def test_a_record_with_thousands_of_columns_is_cut_short() -> None:
    columns = tuple(f"column `c{number}` STRING is added, NULLABLE" for number in range(5_000))
    message = {f"E{number}": {"BigQuery": (str(number), *columns)} for number in range(100)}
    assert "and 4989 more" in schema_effects_text.markdown(message).source
    assert len(schema_effects_text.markdown(message)) < 30_000

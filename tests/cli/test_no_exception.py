"""Inputs that once ended a verb with an exception: each verb says what it has to say of them."""

from __future__ import annotations

import json

import pytest

from .conftest import FIRST, Fleet, git

NO_COLUMNS = {
    "an array of arrays": [
        {"name": "f", "type": {"type": "array", "items": {"type": "array", "items": "long"}}, "semantic": "S"}
    ],
    "items that may be null": [
        {"name": "f", "type": {"type": "array", "items": ["null", "long"]}, "semantic": "S"},
    ],
    "names that differ in case": [
        {"name": "plateNo", "type": "long", "semantic": "S"},
        {"name": "plateno", "type": "long", "semantic": "S"},
    ],
    "a record in itself": [
        {
            "name": "f",
            "type": {
                "type": "record",
                "name": "Node",
                "fields": [
                    {"name": "value", "type": "long", "semantic": "S"},
                    {"name": "next", "type": ["null", "Node"], "default": None, "semantic": "S"},
                ],
            },
        }
    ],
}


def rewritten(fleet: Fleet, fields: object, storage: str = "gcs") -> None:
    """The first Event Type as a file with this schema, never released."""
    text = fleet.definition().read_text()
    head = text[: text.index("\nschema:")].replace("kind: bigquery", f"kind: {storage}")
    lines = [line for line in head.splitlines() if not line.startswith(("  clustering:", "dedupe:"))]
    schema = {"type": "record", "name": FIRST, "namespace": "com.example", "fields": fields}
    actual = json.dumps(schema).replace('"S"', '"system.operations"')
    fleet.definition().write_text("\n".join([*lines, f"schema: {actual}"]) + "\n")
    fleet.definition().with_suffix(".versions.jsonl").unlink(missing_ok=True)


@pytest.mark.parametrize("what", NO_COLUMNS)
def test_what_no_table_holds_is_planned_and_explained_as_files(fleet: Fleet, what: str) -> None:
    rewritten(fleet, NO_COLUMNS[what])
    assert fleet.run("check").exit_code == 0, fleet.run("check").output
    git(fleet.root, "commit", "-q", "-a", "-m", "files")
    traffic = "traffic: {average: 300/s, peak: 31000/s, event_size: 300B}"
    fleet.edit(fleet.definition(), fleet.field("traffic"), traffic)
    for form in ("text", "json", "markdown"):
        fleet.text("plan", "--format", form)
        assert "traffic.peak" in fleet.text("plan", "--base", "HEAD", "--format", form)
    actual = fleet.text("explain", f"{FIRST}:traffic.peak")
    assert "used in" in actual
    assert "storage.kind" in fleet.text("explain", f"{FIRST}/delivered-bucket")


def test_a_dedupe_that_came_or_went_is_a_cause(fleet: Fleet) -> None:
    fields = [{"name": "event_id", "type": "string", "semantic": "S"}]
    rewritten(fleet, fields)
    without = fleet.definition().read_text()
    dedupe = "dedupe: {key: event_id, window: 1d}\nschema:"
    git(fleet.root, "commit", "-q", "-a", "-m", "without")
    fleet.definition().write_text(without.replace("schema:", dedupe))
    for former in (without, without.replace("schema:", dedupe.replace("1d", "2d"))):
        for form in ("text", "json", "markdown"):
            assert "dedupe" in fleet.text("plan", "--base", "HEAD", "--format", form)
        git(fleet.root, "commit", "-q", "-a", "-m", "with")
        fleet.definition().write_text(former)


def test_half_a_surrogate_pair_is_printed_as_an_escape(fleet: Fleet) -> None:
    field = {"name": "a", "type": "string", "default": "b", "semantic": "system.operations"}
    rewritten(fleet, [field])
    before = {"type": "record", "name": FIRST, "namespace": "com.example", "fields": [{**field, "default": "\ud800"}]}
    fleet.definition().with_suffix(".versions.jsonl").write_text(json.dumps(before) + "\n")
    for arguments in (("diff", FIRST, "--format"), ("plan", "--format")):
        for form in ("text", "json", "markdown"):
            result = fleet.run(*arguments, form)
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "\\ud800" in fleet.run("diff", FIRST).stdout

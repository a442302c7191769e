"""Schemas from elsewhere, odd but mostly legal: each is taken as it is, or refused for the right reason.

A file says what becomes of it: `//~ STORAGES: taken [words of a note]`, `refused WORDS` (by `new`), or `CODE WORDS` (by
`check`, once its questions are answered); `//~ changed` if it is put right on the way.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from composer import documents
from composer.sampling.adapt import without_comments
from composer.schema.walk import without_annotations
from tests.cli.test_new_from import FLAGS, answer, run

ODD = Path(__file__).parent / "cases" / "odd"
_MARK = re.compile(r"//~ (bigquery|gcs|bigquery gcs): (taken|refused|ET\d{3}) ?(.*)")
CASES = [
    (path.stem, storage, what, words)
    for path in sorted(ODD.glob("*.avsc"))
    for storages, what, words in _MARK.findall(path.read_text())
    for storage in storages.split()
]


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert run("init", str(tmp_path / "events")).exit_code == 0
    monkeypatch.chdir(tmp_path / "events")
    return tmp_path / "events"


@pytest.mark.parametrize(("name", "storage", "what", "message"), CASES)
def test_it_is_taken_or_refused_for_the_right_reason(
    fresh: Path, name: str, storage: str, what: str, message: str
) -> None:
    source = ODD / f"{name}.avsc"
    result = run("new", "OrderPlaced", "--from", str(source), "--storage", storage, *FLAGS)
    written = fresh / "eventtypes/website/OrderPlaced.yaml"
    if what != "taken":
        assert result.exit_code == (2 if what == "refused" else 1), result.output
        assert set(re.findall(r"error\[(ET\d+)\]", result.output)) == {what} - {"refused"}
        assert message in " ".join(result.output.split())
        assert not written.exists()
        return
    assert result.exit_code == 0, result.output
    assert message in " ".join(written.read_text().replace("#", "").split())
    if "//~ changed" not in source.read_text():
        assert types(documents.read("f", written.read_bytes()).value["schema"]) == types(schema_of(source))
    answer(written)
    checked = run("check", "--fix")
    assert checked.exit_code == 0, checked.output


def schema_of(source: Path) -> Any:
    return json.loads(without_comments(source.read_text()))


def types(schema: Any) -> Any:
    """What is to come through as it was: fields and all their types; the event itself goes by another name."""
    text = json.dumps(without_annotations(schema)["fields"], sort_keys=True)
    return json.loads(re.sub(r'"(com\.acme\.)?(OrderPlaced|Order|Tree)"', '"_"', text))


def test_every_file_says_what_becomes_of_it_in_both_storages() -> None:
    assert {(name, storage) for name, storage, _, _ in CASES} == {
        (path.stem, storage) for path in ODD.glob("*.avsc") for storage in ("bigquery", "gcs")
    }

"""`composer new --from`: written, asked, answered, and then it passes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from composer import documents
from composer.cli import main

CASES = Path(__file__).parent / "cases"
FLAGS = ["--description", "D.", "--owner", "website", "--domain", "website", "--average", "20/s", "--peak", "200/s"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert run("init", str(tmp_path / "events")).exit_code == 0
    monkeypatch.chdir(tmp_path / "events")
    return tmp_path / "events"


@pytest.mark.parametrize("source", ["orders.jsonl", "orders.avsc", "order.json"])
def test_what_is_written_and_that_it_passes_once_answered(fresh: Path, source: str, accept: bool) -> None:
    result = run("new", "OrderPlaced", "--from", str(CASES / source), *FLAGS)
    assert result.exit_code == 0, result.output
    written = fresh / "eventtypes/website/OrderPlaced.yaml"
    text = written.read_text()
    golden = CASES / f"{source}.yaml"
    if accept:
        golden.write_text(text)
    assert text == golden.read_text()
    questions = len(re.findall(r"# semantic: what does it mean\?", text))
    assert f"{questions} questions in it are yours to answer" in result.output
    checked = run("check").output
    assert checked.count("error[ET401]") == questions
    assert checked.count("error[") == questions
    written.write_text(re.sub(r"# semantic: what does it mean\?.*", "semantic: system.operations", text))
    assert "error[" not in run("check").output  # that keys of a map may hold anything is a warning


def test_packed_samples_and_a_size_that_was_said(fresh: Path) -> None:
    packed = fresh / "orders.jsonl.gz"
    packed.write_bytes(gzip.compress((CASES / "orders.jsonl").read_bytes()))
    assert run("new", "OrderPlaced", "--from", str(packed), *FLAGS, "--event-size", "2kB").exit_code == 0
    read = documents.read("f", (fresh / "eventtypes/website/OrderPlaced.yaml").read_bytes()).value
    assert read["traffic"]["event_size"] == "2kB"
    assert read["dedupe"]["key"] == "event_id"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", b'{"a":1}\n{"a":\n[1]\n', "a.jsonl: 2 of its lines are no events"),
        ("a.jsonl", b'{"a":1}\n{"a":\n', "a.jsonl:2:1: Expecting value"),
        ("a.jsonl", b"", "there is no event in it"),
        ("a.jsonl", b"\xff\xfe", "no UTF-8 text"),
        ("a.json", b"{}", "its events have no fields"),
        ("a.json", b"[1]", "item 0 is no JSON object"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.csv", b"a,b\n", "sample events end in .jsonl or .json"),
        ("a.avsc", b'{"type": "record", "name": "A", "fields": [{"name": "b"}]}', "no legal Avro schema"),
        ("a.avsc", b'"string"', "an event is a record"),
        ("a.jsonl.gz", b"no gzip", "a.jsonl.gz: "),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_written(fresh: Path, name: str, content: bytes, words: str) -> None:
    (fresh / name).write_bytes(content)
    before = sorted(fresh.rglob("*"))
    result = run("new", "OrderPlaced", "--from", name, *FLAGS)
    assert result.exit_code == 2, result.output
    assert words in result.output
    assert sorted(fresh.rglob("*")) == before


def test_it_is_one_or_the_other(fresh: Path) -> None:
    result = run("new", "OrderPlaced", "--from", "a.jsonl", "--field", "a:string:system.operations", *FLAGS)
    assert result.exit_code == 2
    assert "use one of them" in result.output


def test_values_of_people_are_not_shown(fresh: Path) -> None:
    lines = ['{"first_name": "Ada", "plan": "FREE"}', '{"first_name": "Grace", "plan": "PAID"}'] * 20
    (fresh / "people.jsonl").write_text("\n".join(lines))
    assert run("new", "PersonSeen", "--from", "people.jsonl", *FLAGS).exit_code == 0
    text = (fresh / "eventtypes/website/PersonSeen.yaml").read_text()
    assert "Ada" not in text
    assert "only FREE, PAID in the samples" in text

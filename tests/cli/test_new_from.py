"""`composer new --from`: written, asked, answered, and then it passes."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from composer import documents
from composer.cli import main

CASES = Path(__file__).parents[1] / "sampling" / "cases"
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
    assert checked.count("error[") == checked.count("error[ET401]") == 1, "all of one file are one problem"
    assert f"and {questions - 1} other fields say nothing about what they mean" in " ".join(checked.split())
    answer(written)
    assert "error[" not in run("check", "--fix").output  # that keys of a map may hold anything is a warning


def answer(written: Path) -> None:
    """As an owner does: what anybody may put anything into is private."""
    text = re.sub(
        r"# semantic: what does it mean\? \(its keys.*", "semantic: user.content.private", written.read_text()
    )
    written.write_text(re.sub(r"# semantic: what does it mean\?.*", "semantic: system.operations", text))


def test_packed_samples_and_a_size_that_was_said(fresh: Path) -> None:
    packed = fresh / "orders.jsonl.gz"
    packed.write_bytes(gzip.compress((CASES / "orders.jsonl").read_bytes()))
    assert run("new", "OrderPlaced", "--from", str(packed), *FLAGS, "--event-size", "2kB").exit_code == 0
    read = documents.read("f", (fresh / "eventtypes/website/OrderPlaced.yaml").read_bytes()).value
    assert read["traffic"]["event_size"] == "2kB"
    assert read["dedupe"]["key"] == "event_id"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"a":1}\n{"a":\n[1]\n', "a.jsonl: 2 of its lines are no events"),
        ("a.jsonl", b'{"a":1}\n{"a":\n', "a.jsonl:2:1: Expecting value"),
        ("a.jsonl", b"", "there is no event in it"),
        ("a.jsonl", b"\xff\xfe", "no UTF-8 text"),
        ("a.json", b"{}", "its events have no fields"),
        ("a.json", b"[1]", "item 0 is no JSON object"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.json", b'{"a": ' + b"9" * 5_000 + b"}", "a number of thousands of digits"),
        ("a.jsonl", b'{"a": ' + b"9" * 5_000 + b"}", "a.jsonl:1: a number of thousands of digits"),
        ("a.jsonl", b'{\n  "a": 1\n}\n', "each is to be one JSON object"),
        ("a.jsonl", b"{" + b",".join(b'"k%d": 1' % n for n in range(5_001)) + b"}", "more than 5,000 different fields"),
        ("a.csv", b"a,b\n", "sample events end in .jsonl or .json"),
        ("a.avsc", b'{"type": "record", "name": "A", "fields": [{"name": "b"}]}', "no legal Avro schema"),
        ("a.avsc", b'"string"', "an event is a record"),
        ("a.jsonl.gz", b"no gzip", "a.jsonl.gz: "),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_written(
    fresh: Path, name: str, content: bytes, message: str
) -> None:
    (fresh / name).write_bytes(content)
    before = sorted(fresh.rglob("*"))
    result = run("new", "OrderPlaced", "--from", name, *FLAGS)
    assert result.exit_code == 2, result.output
    assert message in result.output
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


@pytest.mark.parametrize("storage", ["bigquery", "gcs"])
@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf{"a": 1}\r\n{"a": 2}\r\n',
        b'{"\\ud800": "\\ud800", "li\\nne": 1, "": 2, "_PARTITIONTIME": "x"}',
        b'{"user_id": "u1", "lat": 1.5, "ip_address": "10.0.0.1"}',
        b'{"a": [[1], [2.5]], "b": [null], "c": [{}], "d": null, "e": {"f": [[[]]]}}',
        b'{"yes": 1, "null": 2, "on": "off", "1": [true, 1]}',
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"{" + b",".join(b'"k%d": 1' % number for number in range(400)) + b"}",
    ],
)
def test_whatever_the_samples_are_it_passes_once_answered(fresh: Path, storage: str, content: bytes) -> None:
    (fresh / "a.jsonl").write_bytes(content)
    result = run("new", "OrderPlaced", "--from", "a.jsonl", "--storage", storage, *FLAGS)
    assert result.exit_code == 0, result.output
    answer(fresh / "eventtypes/website/OrderPlaced.yaml")
    assert run("check").exit_code == 0, run("check").output


def test_a_schema_may_be_called_json_and_refer_to_itself(fresh: Path) -> None:
    node = """{"type": "record", "name": "com.acme.Node", "fields": [
        {"name": "id", "type": "string"}, {"name": "next", "type": ["null", "Node"], "default": null}]}"""
    (fresh / "node.json").write_text(node)
    refused = run("new", "NodeSeen", "--from", "node.json", *FLAGS)
    assert refused.output.count("error[") == 1, "questions are not what keeps it from being written"
    assert "is a record inside itself" in refused.output
    assert run("new", "NodeSeen", "--from", "node.json", "--storage", "gcs", *FLAGS).exit_code == 0
    written = fresh / "eventtypes/website/NodeSeen.yaml"
    schema = documents.read("f", written.read_bytes()).value["schema"]
    assert (schema["name"], schema["namespace"]) == ("NodeSeen", "com.acme")
    answer(written)
    assert run("check").exit_code == 0, run("check").output


KEYS = (
    *("person0@mail.example", "+49176123450", "0049 176 123450", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "2024-01-01"),
    *(
        "1714089639",
        "12",
        "-3",
        "4.5",
        "10.0.0.1",
        "2001:db8::1",
        "2024-01-01T10:00:00Z",
        "9e107d9d372bb6826bd81d3542a419d6",
    ),
    *("someone@localhost", "https://example.com/a", "(030) 1234567"),
)


@pytest.mark.parametrize("key", KEYS)
def test_keys_that_are_data_get_into_no_name_and_no_comment(fresh: Path, key: str) -> None:
    """Recognised by their form, in a single event: nothing of them is written into a file that is made to be committed."""
    event = {"id": "a", "by": {key: 1}, "list": [{"each": {key: {"n": 1}}}]}
    Path("a.json").write_text(json.dumps(event))
    assert run("new", "OrderPlaced", "--from", "a.json", *FLAGS).exit_code == 0
    text = (fresh / "eventtypes/website/OrderPlaced.yaml").read_text()
    schema = text[text.index("schema:") :]
    assert key not in schema
    assert re.sub(r"\W", "_", key) not in schema
    assert schema.count("its keys are data") == 2


@pytest.mark.parametrize("keys", [("person0@mail.example", "id"), ("1", "2", "id"), ("2024-01-01", "a", "b", "c")])
def test_events_whose_own_keys_are_data_are_refused(fresh: Path, keys: tuple[str, ...]) -> None:
    Path("a.json").write_text(json.dumps(dict.fromkeys(keys, 1)))
    result = run("new", "OrderPlaced", "--from", "a.json", *FLAGS)
    assert result.exit_code == 2
    assert "keys of its events are data" in result.output


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("created", 1714089639, "seconds since 1970?"),
        ("x", 1714089639, "seconds since 1970?"),
        ("x", 1714089639123, "milliseconds since 1970?"),
        ("x", 1714089639123456, "microseconds since 1970?"),
        ("x", 1714089639123456789, "nanoseconds since 1970?"),
        ("ts_ms", 1714089639123, "timestamp-millis}"),
        ("created_at", 1714089639123456, "timestamp-micros}"),
    ],
)
def test_the_value_tells_that_a_number_is_a_time(fresh: Path, name: str, value: int, message: str) -> None:
    Path("a.json").write_text(json.dumps({"id": "a", name: value}))
    assert run("new", "OrderPlaced", "--from", "a.json", *FLAGS).exit_code == 0
    assert message in " ".join((fresh / "eventtypes/website/OrderPlaced.yaml").read_text().replace("#", "").split())

"""`composer new`: what it writes passes; what would not pass is not left behind."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from composer import documents
from composer.cli import main
from composer.starter.definition import NewDefinition, text

END_OF_INPUT = b"\x04"
"""Typed last: a question too many ends `new`, instead of waiting for ever."""
FLAGS = {
    "--description": "A track was played.",
    "--owner": "website",
    "--domain": "website",
    "--average": "20/s",
    "--peak": "200/s",
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def new(name: str, *more: str, **changed: str) -> Result:
    flags = FLAGS | {f"--{key}": value for key, value in changed.items()}
    return run("new", name, *(part for flag in flags.items() for part in flag), *more)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What `init` writes, less the probe: one domain, which is offered."""
    assert run("init", str(tmp_path / "events")).exit_code == 0
    monkeypatch.chdir(tmp_path / "events")
    shutil.rmtree("eventtypes/platform")
    return tmp_path / "events"


@pytest.mark.parametrize("storage", ["gcs", "bigquery"])
@pytest.mark.parametrize("partitioning", ["hourly", "daily"])
def test_from_flags(fresh: Path, storage: str, partitioning: str) -> None:
    fields = ["--field", "track_id:string?:system.operations", "--field", "mail:string:user.contact.email"]
    result = new("TrackPlayed", "--finance-bearing", *fields, storage=storage, partitioning=partitioning)
    assert result.exit_code == 0, result.output
    written = documents.read("f", (fresh / "eventtypes/website/TrackPlayed.yaml").read_bytes()).value
    assert written["finance_bearing"] is True
    assert written["storage"] == {"kind": storage, "partitioning": partitioning, "retention": "400d"}
    assert [one["name"] for one in written["schema"]["fields"]] == ["event_id", "occurred_at", "track_id", "mail"]
    assert run("check", "--fix").stdout == "no problems in 2 definitions\n"


def test_without_flags_and_nobody_to_ask(fresh: Path) -> None:
    result = run("new", "TrackPlayed", "--owner", "website")
    assert result.exit_code == 2
    assert [flag for flag in FLAGS if flag in result.output] == [flag for flag in FLAGS if flag != "--owner"]


def on_a_terminal(fresh: Path, typed: bytes, *flags: str) -> tuple[str, str]:
    """What `new` prints and asks when somebody types these lines."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "composer.cli", "new", "TrackPlayed", *flags]
    with subprocess.Popen(command, cwd=fresh, stdin=follower, stdout=subprocess.PIPE, stderr=follower) as process:
        os.close(follower)
        os.write(leader, typed + END_OF_INPUT)
        assert process.stdout is not None
        printed = process.stdout.read().decode()
        asked = os.read(leader, 65536).decode()
        assert process.wait() == 0, asked
    os.close(leader)
    return printed, asked


def test_questions_on_a_terminal(fresh: Path) -> None:
    # in the order of the questions; the only domain there is, is offered, and so is what can be assumed
    typed = b"A track was played: twice.\nwebsite\n\n200/s\n2kB\n\n90d\n"
    printed, _ = on_a_terminal(fresh, typed, "--average", "20/s")
    assert "eventtypes/website/TrackPlayed.yaml is written and passes" in printed
    assert "assumed" in printed
    assert "importance" in printed
    assert "retention" not in printed, "somebody said that"
    written = documents.read("f", (fresh / "eventtypes/website/TrackPlayed.yaml").read_bytes()).value
    assert written["traffic"]["event_size"] == "2kB"
    assert written["dedupe"]["key"] == "event_id"
    assert written["storage"]["retention"] == "90d"
    assert run("check").exit_code == 0


def test_what_is_typed_is_said_also_where_it_is_what_was_proposed(fresh: Path) -> None:
    answers = b"A track was played.\nwebsite\n\n200/s\n%s\n\n90d\n"
    for size, unknown in ((b"500B", False), (b"", True)):
        on_a_terminal(fresh, answers % size, "--average", "20/s")
        file = fresh / "eventtypes/website/TrackPlayed.yaml"
        assert ("unknown" in next(line for line in file.read_text().splitlines() if "event_size" in line)) == unknown
        file.unlink()


def test_an_answer_is_judged_when_it_is_given(fresh: Path) -> None:
    typed = b"A track was played.\nwebside\nwebsite\nThe Shop\nshop\n20 a second\n20/s\n200/s\nbig\n\nnone\n\n"
    printed, asked = on_a_terminal(fresh, typed)
    assert "is written" in printed
    for parts in ("no team 'webside'", "lower-case letters", "a rate is a whole number", "'big'"):
        assert parts in asked, asked
    written = documents.read("f", (fresh / "eventtypes/shop/TrackPlayed.yaml").read_bytes()).value
    assert "dedupe" not in written


def test_what_nobody_said_is_listed(fresh: Path) -> None:
    result = new("TrackPlayed")
    assert result.exit_code == 0, result.output
    for key in ("importance", "storage", "partitioning", "retention", "event size", "dedupe"):
        assert f"  {key} " in result.stdout
    assert "event_id, occurred_at" in result.stdout
    actual = new("TrackPaused", **{"importance": "low", "event-size": "1kB", "retention": "90d", "dedupe": "none"})
    assert actual.exit_code == 0, actual.output
    assert "  importance " not in actual.stdout
    assert "  event size " not in actual.stdout


def test_an_unknown_team_is_told_with_the_row_to_add(fresh: Path) -> None:
    result = new("TrackPlayed", owner="Data Science")
    assert result.exit_code == 2
    assert "stacks/policy/teams.yaml" in result.output
    assert "data-science:" in result.output


@pytest.mark.parametrize(
    ("name", "changed", "message"),
    [
        ("trackPlayed", {}, "CamelCase"),
        ("Pageviewed", {}, "taken by eventtypes/website/PageViewed.yaml"),
        ("TrackPlayed", {"owner": "webside"}, "Did you mean 'website'?"),
        ("TrackPlayed", {"average": "20"}, "--average"),
        ("TrackPlayed", {"domain": "../outside"}, "--domain"),
        ("TrackPlayed", {"retention": "1 year"}, "--retention"),
        ("TrackPlayed", {"field": "a:b"}, "name:type:semantic"),
        ("TrackPlayed", {"peak": "2/s"}, "ET208"),
        ("TrackPlayed", {"field": "mail:text:user.contact.email"}, "ET301"),
        ("TrackPlayed", {"field": "mail:string:user.contact.mail"}, "ET402"),
    ],
)
def test_what_would_not_pass_is_not_written(fresh: Path, name: str, changed: dict[str, str], message: str) -> None:
    before = sorted(fresh.rglob("*"))
    result = new(name, **changed)
    assert result.exit_code in {1, 2}
    assert message in result.output
    assert sorted(fresh.rglob("*")) == before


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"))


@example("0E0", "1e5")
@given(TEXT.filter(str.strip), TEXT)
def test_any_words_are_written_so_that_they_are_read(description: str, doc: str) -> None:
    field = {"name": "a", "type": ["null", "string"], "default": None, "semantic": "system.operations", "doc": doc}
    schema = {"type": "record", "name": "Foo", "fields": [field]}
    made = NewDefinition(
        "Foo", description, "no", "low", False, "1/s", "1/s", "1B", "gcs", "daily", "1d", "", "", schema, {}
    )
    read = documents.read("f", text(made).encode())
    assert read.diagnostics == ()
    assert read.value["description"].split() == description.split()
    assert read.value["owner"] == "no"
    assert read.value["schema"]["fields"][0].get("doc", "") == doc

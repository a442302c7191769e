"""`composer diff`: which two versions it compares, and what it says in each format."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from composer.cli import main
from tests.schema.conftest import Fleet, fleet

__all__ = ["fleet"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def grown(fleet: Fleet) -> Fleet:
    """Three versions, and a definition that is a fourth."""
    for names in ((), ("mood",), ("mood", "tempo")):
        fleet.with_fields(*names)
        run("check", "--fix")
    fleet.commit()
    fleet.with_fields("mood", "tempo", "key")
    return fleet


@pytest.mark.parametrize(
    ("arguments", "head", "fields"),
    [
        ((), "version 3 → the definition", {"key"}),
        (("--from", "1"), "version 1 → the definition", {"mood", "tempo", "key"}),
        (("--from", "1", "--to", "2"), "version 1 → version 2", {"mood"}),
        (("--to", "3"), "version 2 → version 3", {"tempo"}),
        (("--base", "HEAD"), "the definition in HEAD → the definition", {"key"}),
    ],
)
def test_which_versions_are_compared(grown: Fleet, arguments: tuple[str, ...], head: str, fields: set[str]) -> None:
    text = run("diff", "EndSong", *arguments).stdout
    assert text.splitlines()[0] == f"EndSong  {head}"
    assert {line.split()[1] for line in text.splitlines() if line.startswith("  + ")} == fields
    assert text.splitlines()[-1].startswith("minor: ")


def test_json_is_described_by_its_schema(grown: Fleet, root: Path) -> None:
    schema = json.loads((root / "docs/schemas/diff.schema.json").read_text(encoding="utf-8"))
    for arguments in ((), ("--from", "1"), ("--base", "HEAD")):
        document = json.loads(run("diff", "EndSong", "--format", "json", *arguments).stdout)
        jsonschema.validate(document, schema)
    text = grown.definition.read_text().replace("event_id, type: string", "event_id, type: int")
    grown.definition.write_text(text)
    document = json.loads(run("diff", "EndSong", "--format", "json").stdout)
    jsonschema.validate(document, schema)
    assert document["bump"] == "major"
    assert {result["direction"] for result in document["breaks"]} == {"reads", "writes"}


def test_markdown_keeps_words_in_their_cell(grown: Fleet) -> None:
    text = grown.definition.read_text().replace(
        "default: null, semantic", "default: null, doc: 'a | b <script>', semantic", 1
    )
    grown.definition.write_text(text)
    rows = [
        line for line in run("diff", "EndSong", "--format", "markdown").stdout.splitlines() if line.startswith("| ~")
    ]
    assert rows == ["| ~ | `mood` | says “a `\\|` b `<script>”` |"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "9"), "EndSong has versions 1 to 3, and no version 9"),
        (("--to", "1"), "EndSong has no version before version 1"),
        (("--base", "nowhere"), "there is no 'nowhere' in this clone"),
        (("--base", "HEAD", "--from", "1"), "cannot go with"),
    ],
)
def test_wrong_usage_says_what_there_is(grown: Fleet, arguments: tuple[str, ...], message: str) -> None:
    result = run("diff", "EndSong", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr

"""`composer check` on a broken fleet: what each kind of reader gets, and the exit codes."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from composer.cli.check import command
from composer.reports.diagnostics_formats import FORMATS

HERE = Path(__file__).parent
FINE = """event_type: EndSong
description: A user finished listening to a track.
owner: royalties
importance: high
finance_bearing: false
traffic: {average: 100/s, peak: 300/s, event_size: 700B}
storage: {kind: gcs, partitioning: hourly, retention: 1y}
access: {open: ["group:royalties@example.com"]}
schema:
  type: record
  name: EndSong
  fields:
    - {name: event_id, type: string, semantic: system.operations}
"""


def _repository(root: Path, folder: Path) -> Path:
    shutil.copytree(root / "stacks", folder / "stacks")
    shutil.copy(root / "Pulumi.yaml", folder)
    return folder


@pytest.fixture
def broken(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "broken", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(_repository(root, tmp_path))
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    return tmp_path


@pytest.fixture
def fine(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "eventtypes" / "playback").mkdir(parents=True)
    (tmp_path / "eventtypes" / "playback" / "EndSong.yaml").write_text(FINE)
    monkeypatch.chdir(_repository(root, tmp_path))
    _check("--fix")
    return tmp_path


def _check(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def _document(*arguments: str) -> dict:
    result = _check("--format", "json", *arguments)
    document = json.loads(result.stdout)
    schema = json.loads((HERE.parent.parent / "docs/schemas/check.schema.json").read_text())
    Draft202012Validator(schema).validate(document)
    assert result.stderr == ""
    assert result.exit_code == (1 if document["summary"]["errors"] else 0)
    return document


@pytest.mark.parametrize("form", FORMATS)
def test_golden(broken: Path, form: str, accept: bool) -> None:
    result = _check("--format", form)
    assert result.exit_code == 1
    output = re.sub(r'"seconds": [0-9.]+', '"seconds": 0', result.output)
    golden = HERE / "golden" / f"check.{form}"
    if accept:
        golden.write_text(output, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8")
    assert output == expected, "the report changed; if that is what you meant: pytest --accept tests/reports"


def test_json_is_described_by_its_schema(broken: Path) -> None:
    document = _document()
    counted = document["summary"]["errors"] + document["summary"]["warnings"]
    assert counted == len(document["diagnostics"]) > 10
    assert any(result["related"] for result in document["diagnostics"])


def test_a_fine_fleet(fine: Path) -> None:
    assert _check().output == "no problems in 1 definition\n"
    assert _check().exit_code == 0
    assert _check("--format", "github").output == ""
    assert _document()["diagnostics"] == []


def test_a_warning_fails_nothing(fine: Path) -> None:
    path = fine / "eventtypes" / "playback" / "EndSong.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    result = _check()
    assert result.exit_code == 0
    assert result.output.startswith("warning[ET005] ")
    assert result.output.endswith("\n1 warning in 1 file; 1 definition read\n")


def test_paths_limit_what_is_shown(broken: Path) -> None:
    every = _document()["diagnostics"]
    one = _document("eventtypes/playback/Tabs.yaml")
    assert [result["file"] for result in one["diagnostics"]] == ["eventtypes/playback/Tabs.yaml"]
    assert one["summary"]["event_types"] == 1
    assert _document("eventtypes/playback/Tabs.yaml", "eventtypes")["diagnostics"] == every
    assert _document("eventtypes/playback/")["diagnostics"] == every
    assert _document(".")["diagnostics"] == every
    assert _document("stacks")["diagnostics"] == []


def test_paths_count_from_the_current_folder(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken / "eventtypes" / "playback")
    assert len(_document("Tabs.yaml")["diagnostics"]) == 1
    assert len(_document("../playback/Tabs.yaml")["diagnostics"]) == 1


def test_a_definition_is_shown_with_its_released_schemas_and_clashes(fine: Path) -> None:
    folder = fine / "eventtypes" / "playback"
    (folder / "EndSong.versions.jsonl").write_text("{\n")
    (folder / "Endsong.yaml").write_text(FINE.replace("EndSong", "Endsong"))
    files = {result["file"] for result in _document("eventtypes/playback/EndSong.yaml")["diagnostics"]}
    assert files == {"eventtypes/playback/EndSong.versions.jsonl", "eventtypes/playback/Endsong.yaml"}


def test_a_limited_check_never_hides_that_nothing_was_judged(fine: Path) -> None:
    (fine / "stacks" / "policy" / "limits.yaml").write_text("limits: 5\n")
    assert [result["code"] for result in _document("eventtypes/playback/EndSong.yaml")["diagnostics"]] == ["ET103"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.yaml"], "does not exist"),
        (["/"], "outside of the repository"),
        (["Pulumi.yaml"], "no definition"),
        (["--environment", "nowhere"], "there are local"),
        (["--format", "xml"], ", ".join(f"'{form}'" for form in FORMATS)),
    ],
)
def test_wrong_usage(fine: Path, arguments: list[str], message: str) -> None:
    result = _check(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in " ".join(result.stderr.split())


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _check().exit_code == 2


def test_annotations_count_from_the_checkout(fine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (fine / "eventtypes" / "playback" / "EndSong.yaml").write_text("a\n")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(fine.parent))
    assert (
        f"::error file={fine.name}/eventtypes/playback/EndSong.yaml,line=1,col=1,"
        in _check("--format", "github").output
    )


def test_nothing_a_definition_holds_reaches_the_terminal_as_a_command(fine: Path) -> None:
    hostile = 'event_type: "\\e[31m\\u202eevil\\r::error::x%0A"\n"k,:%\\n\\e]0;x": 1\n'
    (fine / "eventtypes" / "playback" / "EndSong.yaml").write_text(hostile)
    assert "\x1b" not in _check().output
    assert "\u202e" not in _check().output
    annotations = _check("--format", "github").output
    assert all(line.startswith("::error file=") for line in annotations.splitlines())
    assert "%250A" in annotations
    _document()


def test_file_names_that_are_no_text(fine: Path) -> None:
    Path(os.fsdecode(os.fsencode(fine) + b"/eventtypes/\xff.yaml")).write_text("a\n")
    for form in ("text", "github", "json"):
        assert _check("--format", form).exit_code == 1


def _on_a_terminal(folder: Path, **variables: str) -> str:
    leader, follower = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "COLUMNS"}}
    with subprocess.Popen(
        [sys.executable, "-m", "composer.cli", "check"],
        cwd=folder,
        stdout=follower,
        stderr=follower,
        stdin=subprocess.DEVNULL,
        env=environment | {"TERM": "xterm-256color"} | variables,
    ) as process:
        os.close(follower)
        actual = b""
        try:
            while part := os.read(leader, 65536):
                actual += part
        except OSError:  # how Linux says that the other side is closed
            pass
        process.wait()
    os.close(leader)
    return actual.decode().replace("\r\n", "\n")


def test_colours_only_where_they_are_wanted(broken: Path) -> None:
    coloured, plain = _on_a_terminal(broken), _on_a_terminal(broken, NO_COLOR="1")
    assert "\x1b[1;31merror[ET" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_a_terminal_without_unicode(broken: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "composer.cli", "check"],
        cwd=broken,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},  # of ASCII click makes UTF-8 by itself
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"\\u" in done.stdout

"""Every text of every file, filled with what terminals, CI, GitHub and people's eyes would obey, in every form."""

from __future__ import annotations

import copy
import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.diagnostics import Diagnostic, Span
from composer.documents import read
from composer.printing import terminal
from composer.reports import diagnostics_github, diagnostics_json, diagnostics_text
from composer.reports.diagnostics_formats import Findings, View
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec
from composer.spec.json_schema import PUBLISHED
from tests.spec.samples import SAMPLES

from . import forms

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAYLOAD = forms.PAYLOAD.replace("\x00", "")


def texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where texts stand in a file; that every key of a kind is in its sample, tests/spec sees to."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(inner, (*path, key))


def filled(value: Any, path: tuple[str | int, ...], text: str) -> Any:
    changed = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = text
    return changed


def yaml(value: Any) -> str:
    """The value as YAML that any text can be written in."""

    def whole(pair: re.Match[str]) -> str:
        one: str = json.loads('"' + pair[0] + '"')
        return f"\\U{ord(one):08x}"

    return re.sub(r"\\ud[89ab]..\\ud[c-f]..", whole, json.dumps(value, indent=1))


def holds(result: tuple[Diagnostic, ...], lines: list[str]) -> None:
    """What is said of a file can be printed in every form."""
    findings, view = Findings(result, 1, 0), View(lambda _: lines)
    forms.terminal(terminal.plain(diagnostics_text.render(findings, view)))
    forms.github(str(diagnostics_github.render(findings, view)))
    forms.json_text(str(diagnostics_json.render(findings, view)))


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_what_is_refused_is_said_without_harm(kind: str) -> None:
    for path in texts(SAMPLES[kind]):
        data = yaml(filled(SAMPLES[kind], path, PAYLOAD))
        document = read(f"{PAYLOAD}.yaml", data.encode())
        _, result = reader.read(document, PUBLISHED[kind])
        holds((*result, Diagnostic("ET001", PAYLOAD, Span(PAYLOAD), PAYLOAD)), PAYLOAD.splitlines())
    unknown = read("a.yaml", yaml({**SAMPLES[kind], PAYLOAD: PAYLOAD}).encode())
    holds(reader.read(unknown, PUBLISHED[kind])[1], [])


@cache
def free() -> tuple[tuple[str | int, ...], ...]:
    """Texts of a definition that may be anything."""
    sample = SAMPLES["event-type"]
    return tuple(
        path
        for path in texts(sample)
        if not any(
            one.severity == "error"
            for one in reader.read(read("a.yaml", yaml(filled(sample, path, PAYLOAD)).encode()), EventTypeSpec)[1]
        )
    )


VERBS = [
    ("check", "--format", "text"),
    ("check", "--format", "github"),
    ("check", "--format", "json"),
    ("show", "EndSong"),
    ("show", "EndSong", "--format", "json"),
    ("explain", "EndSong"),
    ("explain", "EndSong", "--format", "json"),
    ("explain", "EndSong/topic"),
    ("explain", "EndSong:description"),
    ("explain", "EndSong:retention"),
    ("diff", "EndSong", "--from", "1"),
    ("diff", "EndSong", "--from", "1", "--format", "markdown"),
    ("diff", "EndSong", "--from", "1", "--format", "json"),
    ("plan",),
    ("plan", "--format", "markdown"),
    ("plan", "--format", "json"),
    ("build",),
    ("exposure", "EndSong"),
    ("exposure", "--format", "json"),
    ("capacity",),
    ("cost", "EndSong"),
    ("cost", "--format", "csv"),
    ("list",),
    ("list", "--format", "json"),
    ("list", "--owner", PAYLOAD),
    ("new", PAYLOAD),
    (PAYLOAD,),
    ("plan", PAYLOAD),
    ("plan", "--environment", PAYLOAD),
    ("plan", "--base", PAYLOAD),
    ("show", PAYLOAD),
    ("explain", f"EndSong:{PAYLOAD}"),
    ("explain", f"EndSong/{PAYLOAD}"),
    ("exposure", "--group", PAYLOAD),
    ("exposure", "--semantic", PAYLOAD),
    ("cost", "--what-if", PAYLOAD),
    ("check", PAYLOAD),
    ("init", PAYLOAD, "--organisation", PAYLOAD),
    ("up", "--plan", PAYLOAD),
    ("plan", f"--{PAYLOAD}"),
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """EndSong with the payload wherever a definition may say anything, docs included, and in the versions before."""
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "stacks", root / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", root)
    folder = root / "eventtypes" / "playback"
    folder.mkdir(parents=True)
    source = ROOT / "eventtypes" / "playback" / "EndSong.yaml"
    definition = read("EndSong.yaml", source.read_bytes()).value
    versions = [json.loads(line) for line in source.with_suffix(".versions.jsonl").read_text().splitlines()]
    for path in free():
        if path[0] in definition and len(path) == 1:
            definition[path[0]] = PAYLOAD
    definition["schema"]["doc"] = PAYLOAD
    for schema, text in ((definition["schema"], PAYLOAD), (versions[-1], f"before {PAYLOAD}")):
        for field in schema["fields"]:
            field["doc"] = text
            if isinstance(field["type"], dict):
                field["type"]["doc"] = text
    (folder / "EndSong.yaml").write_text(yaml(definition))
    (folder / "EndSong.versions.jsonl").write_text("".join(json.dumps(one) + "\n" for one in versions))
    return root


def test_a_definition_may_say_anything_somewhere() -> None:
    assert ("description",) in free()


@pytest.mark.parametrize(
    "arguments", VERBS, ids=lambda arguments: " ".join(arguments).encode("unicode_escape").decode()[:40]
)
def test_no_verb_prints_what_is_obeyed(
    arguments: tuple[str, ...], hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(hostile)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in ({1, 2, 3} if any(PAYLOAD in one for one in arguments) else {0}), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    form = arguments[arguments.index("--format") + 1] if "--format" in arguments else "text"
    form = "json" if arguments == ("build",) else form
    if result.stdout:
        forms.CHECKS[form](result.stdout)
    forms.terminal(result.stderr)


FILE = forms.PAYLOAD.replace("\x00", "").replace("/", "")[:90]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--format", "text"),
        ("check", "--format", "github"),
        ("check", "--format", "json"),
        ("plan", "EndSong"),
        ("plan", "--format", "markdown"),
        ("exposure", "EndSong"),
        ("explain", "EndSong"),
        ("list",),
        ("cost", "EndSong"),
    ],
    ids=" ".join,
)
def test_names_of_files_and_what_policy_says_are_data(
    arguments: tuple[str, ...], hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a fleet with problems: files of hostile names, and waivers, teams and placements that say hostile things."""
    root = tmp_path / "named"
    shutil.copytree(hostile, root)
    folder = root / "eventtypes" / FILE
    folder.mkdir()
    for name in (f"{FILE}.yaml", f"{FILE}.versions.jsonl"):
        (folder / name).write_text("event_type: [\n")
    policy = root / "stacks" / "policy"
    row = {"code": "ET803", "event_type": "EndSong", "reason": PAYLOAD, "approver": "privacy@example.com"}
    waivers = read("a.yaml", (policy / "waivers.yaml").read_bytes()).value
    waivers |= {"source": PAYLOAD, "waivers": [{**row, "path": PAYLOAD[:400], "expires": "2020-01-01"}]}
    (policy / "waivers.yaml").write_text(yaml(waivers))
    teams = read("a.yaml", (policy / "teams.yaml").read_bytes()).value
    for team in teams["teams"].values():
        team |= {"description": PAYLOAD, "chat": PAYLOAD}
    (policy / "teams.yaml").write_text(yaml(teams))
    placements = root / "stacks" / "placements"
    placements.mkdir(exist_ok=True)
    (placements / "local.yaml").write_text(yaml({"placements": {"EndSong": "local-1"}}))
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in {0, 1, 2}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert arguments[0] != "check" or "pwned" in result.stdout, "the file and the waiver are told"
    form = arguments[arguments.index("--format") + 1] if "--format" in arguments else "text"
    if result.stdout:
        forms.CHECKS[form](result.stdout)
    forms.terminal(result.stderr)


def test_docs_are_shown(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hostile)
    output = CliRunner().invoke(main, ("diff", "EndSong", "--format", "markdown")).stdout
    assert "alert(1)" in output
    assert "\\u202e" in output


def accepted(kind: str, value: Any, most: int = 150) -> Any:
    """The content of a file with the payload in every text in which its reader takes it: in the first `most`."""
    for path in list(texts(value))[:most]:
        changed = filled(value, path, PAYLOAD)
        if not any(one.is_error for one in reader.read(read("a.yaml", yaml(changed).encode()), PUBLISHED[kind])[1]):
            value = changed
    return value


LOOKING = [
    *(one for one in VERBS if one[0] == "check" and "--format" in one),
    ("plan",),
    ("show", "EndSong"),
    ("list",),
]


OTHERS = SAMPLES.keys() - {"event-type", "placements", "personal-names", "prices"}
"""Files with texts that may be anything; placements have names alone, of the last two the samples are looked at above."""


PLACES = {"environment": "environments/local.yaml", "adopted": "adopted/local.yaml"}


@pytest.mark.parametrize("kind", sorted(OTHERS))
def test_every_other_file_may_say_anything(
    kind: str, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the fleet's own files: what does not fit the others is told, with what stands there."""
    root = tmp_path / "other"
    shutil.copytree(hostile, root)
    file = PLACES.get(kind, f"policy/{kind.replace('-', '_')}.yaml")
    place = root / "stacks" / file
    place.parent.mkdir(exist_ok=True)
    value = read(file, place.read_bytes()).value if place.exists() else SAMPLES[kind]
    place.write_text(yaml(accepted(kind, value)))
    assert "pwned" in place.read_text()
    monkeypatch.chdir(root)
    for arguments in LOOKING:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code in {0, 1, 2}, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        form = arguments[-1] if "--format" in arguments else "text"
        if result.stdout:
            forms.CHECKS[form](result.stdout)
        forms.terminal(result.stderr)

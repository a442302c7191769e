"""Every text of every environment and policy file at once as somebody else would have it, through every call of every verb
that looks; and `bootstrap`, whose lines go into a shell."""

from __future__ import annotations

import itertools
import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from composer import documents, pipeline
from composer.cli import main
from composer.repository import Repository
from composer.spec import reader
from composer.spec.json_schema import PUBLISHED
from tests.conftest import ROOT
from tests.laws.every_call import calls

from . import forms, hostile_past
from .test_every_field import PAYLOAD, filled, texts, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from composer.documents import Path as Place

SHELL = "$(touch pwned)`touch pwned`;touch pwned|'\"\\\n touch pwned #@example.com"
"""What a shell obeys outside of quotes, and in some of them."""
BUCKET = "gs://a$(touch${IFS}pwned)`touch${IFS}pwned`"
"""The same as somebody would write it where a bucket is asked for."""
ENVIRONMENT = "staging"
"""Not simulated: its own verbs have something to say of it."""
NAMES = ("EndSong", "AccountCreated")


def files() -> Iterator[tuple[str, str]]:
    """Each file that is one for all Event Types, with the name of its schema."""
    for path in sorted((ROOT / "stacks" / "policy").glob("*.yaml")):
        yield f"stacks/policy/{path.name}", path.stem.replace("_", "-")
    for name in ("local", ENVIRONMENT):
        yield f"stacks/environments/{name}.yaml", "environment"


def pattern(path: Place) -> Place:
    """One for all rows of a table: what may be said in one may be said in all."""
    return tuple("*" if isinstance(step, int) or 0 < at < len(path) - 1 else step for at, step in enumerate(path))


def free(file: str, kind: str, text: str) -> list[Place]:
    """Where the reader takes any text; items of lists are names, which others refer to."""
    value = documents.read(file, (ROOT / file).read_bytes()).value
    results: dict[Place, list[Place]] = {}
    for path in (one for one in texts(value) if isinstance(one[-1], str)):
        results.setdefault(pattern(path), []).append(path)
    some = [paths[0] for paths in results.values()]
    taken = {pattern(path) for path in some if not _errors(file, kind, filled(value, path, text))}
    return [path for each in taken for path in results[each]]


def _errors(file: str, kind: str, value: Any) -> bool:
    document = documents.read(file, yaml(value).encode())
    return any(one.is_error for one in (*document.diagnostics, *reader.read(document, PUBLISHED[kind])[1]))


def fill(root: Path, text: str) -> int:
    """The repository with the text wherever it is taken, and what depends on each other still fits: how often."""
    places = {file: free(file, kind, text) for file, kind in files()}
    while True:
        for file, paths in places.items():
            value = documents.read(file, (ROOT / file).read_bytes()).value
            for path in paths:
                value = filled(value, path, text)
            (root / file).write_text(yaml(value))
        broken = [
            one
            for name in ("local", ENVIRONMENT)
            for one in pipeline.settle_and_check(Repository(root), name).diagnostics
            if one.is_error
        ]
        wrong = [one.span for one in broken]
        if not wrong:
            return sum(map(len, places.values()))
        told_files = {one.file for one in wrong} & places.keys()
        assert told_files, [(one.code, one.message) for one in broken]
        for file in told_files:
            document = documents.read(file, (root / file).read_bytes())
            lines = {one.line for one in wrong if one.file == file}
            told = {pattern(path) for path in places[file] if document.span(path).line in lines}
            told = told or {pattern(path) for path in places[file] if {document.span(path[:-1]).line} & lines}
            assert told, [(one.code, one.message) for one in broken]
            places[file] = [path for path in places[file] if pattern(path) not in told]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "stacks", root / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Pulumi.yaml", root)
    for name in NAMES:
        for path in (ROOT / "eventtypes").glob(f"*/{name}.*"):
            (root / "eventtypes" / path.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, root / "eventtypes" / path.parent.name)
    return root


def test_no_text_of_other_files_is_obeyed(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = fill(hostile, PAYLOAD)
    assert count > 200
    hostile_past.write(hostile, PAYLOAD)
    monkeypatch.chdir(hostile)
    seen = set()
    every = itertools.chain(
        (one for one in calls(NAMES[:1], ["owner.chat"], ["topic"]) if "--base" not in one),
        [["explain", "policy:"], ["explain", "policy:teams", "--format", "json"], ["explain", "environment:"]],
        [["list", "--environment", ENVIRONMENT], ["bootstrap", "--environment", ENVIRONMENT]],
        [["preflight", "--environment", ENVIRONMENT], ["up", "--environment", ENVIRONMENT], ["up", PAYLOAD]],
    )
    for arguments in every:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), (arguments, result.exception)
        form = arguments[arguments.index("--format") + 1] if "--format" in arguments else "text"
        form = "json" if arguments[0] == "build" else form
        if result.stdout:
            forms.CHECKS[form](result.stdout)
        forms.terminal(result.stderr)
        seen |= {arguments[0]} if "pwned" in result.output else set()
    assert {"audit", "explain", "plan", "cleanup"} <= seen


def test_no_line_of_bootstrap_does_more_than_it_says(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(hostile, SHELL)
    monkeypatch.chdir(hostile)
    bootstrap = ["bootstrap", "--environment", ENVIRONMENT, "--github", "a/b"]
    result = CliRunner().invoke(main, bootstrap)
    assert result.exit_code == 0, result.output
    commands = hostile / "commands"
    commands.mkdir()
    (commands / "gcloud").write_text("#!/bin/sh\nexit 0\n")
    (commands / "gcloud").chmod(0o700)
    environment = {**os.environ, "PATH": f"{commands}:{os.environ['PATH']}"}
    done = subprocess.run(["bash"], input=result.stdout, text=True, cwd=hostile, env=environment, check=False)
    assert not (hostile / "pwned").exists()
    assert done.returncode == 0
    assert shlex.split(result.stdout, comments=True)
    file = f"stacks/environments/{ENVIRONMENT}.yaml"
    value = documents.read(file, (hostile / file).read_bytes()).value
    (hostile / file).write_text(yaml({**value, "backend": BUCKET, "ledger": f"{BUCKET}/ledger"}))
    refused = CliRunner().invoke(main, bootstrap)
    assert refused.exit_code == 1
    assert not refused.stdout, "no bucket is called this"

"""Whatever is printed for programs has a published schema: every format in the code, every verb with `--format json`."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import click
import pytest
from jsonschema import Draft202012Validator

from composer.cli import main
from composer.engine import events
from composer.live.failures import Failure
from composer.reports import run_json
from tests.conftest import ROOT
from tests.docs import scratch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.docs.scratch import Scratch

SCHEMAS = ROOT / "docs" / "schemas"
FORMAT = re.compile(r"composer/([a-z-]+)/v\d+")
OURS = {"audited", "journal", "ledger"}
"""Kept by the composer for itself: nobody else reads them."""
FAULT = "refuse --kind Topic --code 403 --times 100"
STORY = {
    "check": "check",
    "list": "list",
    "show": "show PageViewed",
    "explain": "explain PageViewed:retention",
    "diff": "diff PageViewed --base main",
    "plan": "plan --base main",
    "exposure": "exposure",
    "capacity": "capacity --growth 2x/year",
    "cost": "cost --by owner",
    "preflight": "preflight",
    "audit": "audit",
    "local status": "local status",
    "local list": "local list",
    "local faults add": f"local faults add {FAULT}",
    "local faults list": "local faults list",
    "local faults clear": "local faults clear",
    "local limits": "local limits --rate",
    "local traffic": "local traffic PageViewed --silent-for 45d",
    "local pass": "local pass 2d",
    "local provider": "local provider",
    "cleanup": "cleanup",
    "local reset": "local reset --yes",
}
"""Commands that need no engine, with what they are asked here."""
ENDS = {"preflight": 1}
"""Those that end with something to be done: nothing was applied yet."""
ENGINE = {"up", "down", "local tamper", "local serve"}
"""Those of the story below."""


def _commands(group: click.Group = main, path: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path}{name} ")
        elif command and any(_prints_json(option) for option in command.params):
            yield f"{path}{name}"


def _prints_json(option: click.Parameter) -> bool:
    return "--format" in option.opts and isinstance(option.type, click.Choice) and "json" in option.type.choices


def fits(document: dict[str, Any]) -> dict[str, Any]:
    """The document, which fits the schema that its format names."""
    result = FORMAT.fullmatch(document["format"])
    assert result, document["format"]
    schema = json.loads((SCHEMAS / f"{result[1]}.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"]["format"] == {"const": document["format"]}
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    return document


def test_every_format_of_the_code_is_published() -> None:
    written = {result for path in (ROOT / "composer").rglob("*.py") for result in FORMAT.findall(path.read_text())}
    published = {path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.json")}
    assert written - OURS - published == set()


def test_every_verb_that_prints_json_is_tried() -> None:
    assert {*_commands()} == {*STORY} | ENGINE


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    return scratch.made(tmp_path_factory.mktemp("formats") / "repository", "init")


def asked(here: Scratch, arguments: str, code: int = 0) -> dict[str, Any]:
    ended, printed = here.run(f"composer {arguments} --format json 2>errors.txt")
    assert ended == code, (printed, (here.root / "errors.txt").read_text())
    return fits(json.loads("\n".join(printed)))


@pytest.mark.parametrize("verb", STORY)
def test_what_a_verb_prints_fits_its_schema(verb: str, fresh: Scratch) -> None:
    asked(fresh, STORY[verb], ENDS.get(verb, 0))


@pytest.mark.engine
def test_what_is_new_applies_and_what_the_engine_s_verbs_print_fits_their_schemas(tmp_path: Path) -> None:
    """What `init` writes: a run that fails, one that goes on, one with nothing to do; losses, a preview, and the end."""
    here = scratch.made(tmp_path / "repository", "init")
    here.prepare(f"composer local faults add {FAULT}")
    failed = asked(here, "up --yes", 3)
    assert {one["outcome"] for one in failed["stacks"].values()} == {"succeeded", "failed"}
    here.prepare("composer local faults clear")
    assert {one["outcome"] for one in asked(here, "up --yes")["stacks"].values()} == {"succeeded", "skipped"}
    assert "Nothing to do" in "\n".join(here.run("composer up --yes")[1])
    _lost_and_made_again(here)
    topic = next(one["id"] for one in asked(here, "local list --kind pubsub.Topic")["objects"])
    asked(here, f"local tamper {topic} labels.owner=somebody")
    fits(asked(here, "plan --preview")["preview"])
    assert asked(here, "down --yes")["action"] == "down"
    _served(here)


def _lost_and_made_again(here: Scratch) -> None:
    """Somebody deletes what holds data: a refresh says what that means before it makes empty ones."""
    here.prepare("composer local tamper projects/composer-local/topics/event.PageViewed --delete")
    here.prepare("composer local tamper composer-local-page-viewed-landing --delete")
    drift = asked(here, "up PageViewed --refresh")["drift"]
    assert {one["operation"] for one in drift if "hazard" in one} == {"created", "created as a replacement"}
    printed = " ".join((here.root / "errors.txt").read_text().split())
    assert "event.PageViewed.etl is replaced, by an empty one: what waits in it is lost" in printed
    assert "DESTROYS DATA" in printed
    assert "is gone: what it holds is lost, and an empty one would take its place" in printed
    assert " IS GONE, and would be created empty" in printed


def _served(here: Scratch) -> None:
    command = [scratch.BIN / "composer", "local", "serve", "--format", "json"]
    with subprocess.Popen(command, cwd=here.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as one:
        assert one.stdout
        text = ""
        for line in one.stdout:
            text += line
            if line == "}\n":
                break
        one.terminate()
    fits(json.loads(text))


def test_every_end_of_a_stack_fits_its_schema() -> None:
    heard = [
        events.StackRecovered("a", "locks of a dead run"),
        events.ResourceDone("a", "A/topic", "create"),
        events.StackSucceeded("a", 1.0, {"create": 1}),
        events.StackNoted("b", "20 revisions"),
        events.StackFailed(
            "b", 1.0, (Failure("it is full", "make room", "B/topic", "error: …"), Failure("it ended", ""))
        ),
        events.StackSkipped("c", "it is as it should be"),
        events.StackNotTried("d", "b failed"),
    ]
    finished = events.RunFinished(2.0, ("a",), ("c",), ("b",), ("d",), cancelled=True)
    fits(run_json.document("local", "up", [*heard, finished]))
    fits(run_json.document("local", "down", []))

"""`up` of a saved plan, of what was left over, and of a part of the fleet."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from composer.cli import main
from composer.cli.shard import Shard, from_variables
from composer.engine.journal import Journal
from tests.benchmarks import generate
from tests.engine.test_pulumi_program import COMPOSER

pytestmark = pytest.mark.engine
TYPES = [generate.name(index) for index in range(3)]


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    generate.write(tmp_path, generate.Size(len(TYPES), 2))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def up(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMPOSER, "up", "--yes", *arguments], capture_output=True, text=True, check=False)


def edit(fleet: Path, name: str, days: int) -> None:
    path = next((fleet / "eventtypes").glob(f"*/{name}.yaml"))
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f"  retention: {days}d" if "retention:" in line else line for line in lines) + "\n")


def stacks(answer: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {stack: one["outcome"] for stack, one in json.loads(answer.stdout)["stacks"].items()}


def test_exactly_what_a_plan_says(fleet: Path) -> None:
    assert up().returncode == 0
    edit(fleet, TYPES[0], 41)
    planned = CliRunner().invoke(main, ["plan", "--format", "json", "--out", "plan.json"])
    assert planned.exit_code == 0, planned.output
    edit(fleet, TYPES[1], 42)
    done = stacks(up("--plan", "plan.json", "--format", "json"))
    assert done[f"local.{TYPES[0]}"] == "succeeded"
    assert f"local.{TYPES[1]}" not in done, "it was changed after the plan was made"
    again = up("--plan", "plan.json")
    assert again.returncode == 0, again.stderr
    assert "Nothing to do" in again.stdout
    edit(fleet, TYPES[0], 43)
    refused = up("--plan", "plan.json")
    assert refused.returncode == 2
    assert f"{TYPES[0]} is defined differently by now" in refused.stderr
    assert up(TYPES[0]).returncode == 0
    edit(fleet, TYPES[0], 41)
    refused = up("--plan", "plan.json")
    assert refused.returncode == 2
    assert f"{TYPES[0]} was applied by somebody else since" in refused.stderr


@pytest.mark.parametrize(
    "content", ["", "{}", '{"format": "composer/plan/v1"}', '{"format": "composer/up/v1"}', "[]", "[" * 100_000]
)
def test_what_is_no_plan(fleet: Path, content: str) -> None:
    Path("plan.json").write_text(content)
    refused = CliRunner().invoke(main, ["up", "--plan", "plan.json"])
    assert refused.exit_code == 2
    assert "is no plan" in refused.output


def test_shards_are_the_fleet_once_and_wait_for_the_first(fleet: Path) -> None:
    later = subprocess.Popen(
        [COMPOSER, "up", "--yes", "--shard", "2/2", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert later.stderr is not None
    actual = ""
    while "waiting for shard 1" not in actual:
        line = later.stderr.readline()
        assert line, actual
        actual += line
    first = up("--shard", "1/2", "--format", "json")
    out, _ = later.communicate()
    assert later.returncode == 0
    second = subprocess.CompletedProcess([], 0, out, "")
    applied = [{stack for stack, how in stacks(one).items() if how == "succeeded"} for one in (first, second)]
    assert applied[0] & applied[1] == set()
    assert applied[0] | applied[1] == {f"local.{name}" for name in (*TYPES, "foundation-local-1", "platform-local-1")}
    assert "Nothing to do" in up().stdout


def test_what_was_left_over_is_applied(fleet: Path) -> None:
    assert up("--resume").returncode == 2
    other = next((fleet / "eventtypes").glob(f"*/{TYPES[2]}.yaml"))
    sound = other.read_text()
    other.write_text("a: [\n")
    assert up(TYPES[0], TYPES[1]).returncode == 0, "what another team broke stops only itself"
    other.write_text(sound)
    journal = Journal(fleet, "local")
    owners = ["foundation:local-1", "platform:local-1", *TYPES]
    journal.begin(owners, [f"local.{owner.replace(':', '-')}" for owner in owners])
    path = fleet / ".composer/journal/local.jsonl"
    path.write_text(path.read_text() + json.dumps({"done": f"local.{TYPES[0]}"}) + '\n{"done": "loc')
    assert journal.unfinished() == ("foundation:local-1", "platform:local-1", TYPES[1], TYPES[2])
    edit(fleet, TYPES[0], 44)
    done = stacks(up("--resume", "--format", "json"))
    assert done == {
        "local.foundation-local-1": "skipped",
        "local.platform-local-1": "skipped",
        f"local.{TYPES[1]}": "skipped",
        f"local.{TYPES[2]}": "succeeded",
    }
    assert journal.unfinished() == ()


@given(st.integers(1, 50), st.text())
def test_every_event_type_is_in_one_shard(count: int, name: str) -> None:
    assert sum(Shard(index, count).has(name) for index in range(1, count + 1)) == 1


@pytest.mark.parametrize(
    ("variables", "shard"),
    [
        ({"CLOUD_RUN_TASK_INDEX": "0", "CLOUD_RUN_TASK_COUNT": "4"}, Shard(1, 4)),
        ({"CI_NODE_INDEX": "4", "CI_NODE_TOTAL": "4"}, Shard(4, 4)),
        ({"JOB_COMPLETION_INDEX": "2", "JOB_COMPLETIONS": "3"}, Shard(3, 3)),
        ({"CI_NODE_INDEX": "5", "CI_NODE_TOTAL": "4"}, None),
        ({"JOB_COMPLETION_INDEX": "2"}, None),
        ({}, None),
    ],
)
def test_the_variables_of_jobs(variables: dict[str, str], shard: Shard | None) -> None:
    assert from_variables(variables) == shard


@pytest.mark.parametrize("wrong", ["0/4", "5/4", "1", "a/b", "1/0"])
def test_wrong_shards(wrong: str) -> None:
    refused = CliRunner().invoke(main, ["up", "--shard", wrong])
    assert refused.exit_code == 2
    assert "1/4 to 4/4" in refused.output

"""The plain Pulumi CLI on `stacks/__main__.py`: the same result as `composer up`, and no mixture of real and simulated."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from composer.engine.binary import language_host, pulumi
from composer.localcloud import running

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
COMPOSER = Path(sys.executable).parent / "composer"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small repository of its own: the policies and environments of the example, one definition."""
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "eventtypes" / "playback").mkdir(parents=True)
    for file in (ROOT / "eventtypes" / "playback").glob("EndSong.*"):
        shutil.copy(file, tmp_path / "eventtypes" / "playback")
    (tmp_path / ".composer" / "state").mkdir(parents=True)
    return tmp_path


def plain(repository: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")} | {
        "PATH": os.pathsep.join(
            [str(Path(sys.executable).parent), str(pulumi().parent), str(language_host()), os.environ["PATH"]]
        ),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
        "PULUMI_DISABLE_REGISTRY_RESOLVE": "1",
        "PULUMI_BACKEND_URL": f"file://{repository}/.composer/state",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_HOME": str(repository / ".composer" / "plain-home"),
        **more,
    }
    return subprocess.run(
        ["pulumi", *arguments], cwd=repository, env=variables, capture_output=True, text=True, check=False
    )


def composer(repository: Path, *arguments: str) -> str:
    answer = subprocess.run([COMPOSER, *arguments], cwd=repository, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def up(repository: Path, stack: str, variables: Mapping[str, str]) -> str:
    answer = plain(repository, "up", "--yes", "--non-interactive", "--skip-preview", "-s", stack, **variables)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_the_plain_cli_and_composer_up_agree(repository: Path) -> None:
    with running(repository / ".composer" / "localcloud.db") as cloud:
        there = {"PULUMI_DEBUG_PROVIDERS": f"gcp:{cloud.provider}"}
        for stack in ("local.foundation-local-1", "local.platform-local-1", "local.EndSong"):
            assert plain(repository, "stack", "init", stack, **there).returncode == 0
            assert "created" in up(repository, stack, there)
    assert "3 stacks" in composer(repository, "up")
    assert "Nothing to do" in composer(repository, "up")
    with running(repository / ".composer" / "localcloud.db") as cloud:
        there = {"PULUMI_DEBUG_PROVIDERS": f"gcp:{cloud.provider}"}
        assert "created" not in up(repository, "local.EndSong", there)
    actual = composer(repository, "up")
    assert "Applied 1 stack" in actual, "the run in between must be noticed"
    assert "nothing to change" in actual


@pytest.mark.parametrize(
    ("stack", "variables", "message"),
    [
        ("local.EndSong", {}, "composer local serve"),
        ("production.EndSong", {"PULUMI_DEBUG_PROVIDERS": "gcp:1"}, "is a real environment"),
        ("local.EndSnog", {"PULUMI_DEBUG_PROVIDERS": "gcp:1"}, "no Event Type for the stack"),
        ("nowhere.EndSong", {}, "is no environment"),
    ],
)
def test_mixtures_are_refused_in_a_sentence(
    repository: Path, stack: str, variables: dict[str, str], message: str
) -> None:
    assert plain(repository, "stack", "init", stack).returncode == 0
    answer = plain(repository, "up", "--yes", "--non-interactive", "--skip-preview", "-s", stack, **variables)
    assert answer.returncode != 0
    assert message in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr

"""A record of released versions belongs to the name of its Event Type, wherever the definition is moved to."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from composer.cli import main

CASE = "tests/cases/fleets/released_versions_moved_along/base/eventtypes/a"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_fix_moves_the_record_to_its_definition(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    old, new = tmp_path / "eventtypes/a", tmp_path / "eventtypes/b"
    shutil.copytree(root / CASE, old)
    new.mkdir()
    released = (old / "EndSong.versions.jsonl").read_bytes()
    (old / "EndSong.yaml").rename(new / "EndSong.yaml")
    monkeypatch.chdir(tmp_path)
    refused = run("check")
    assert refused.exit_code == 1
    assert "ET329" in refused.output
    fixed = run("check", "--fix")
    assert "moved from eventtypes/a/EndSong.versions.jsonl" in fixed.output
    assert fixed.exit_code == 0, fixed.output
    assert (new / "EndSong.versions.jsonl").read_bytes() == released
    assert not (old / "EndSong.versions.jsonl").exists()

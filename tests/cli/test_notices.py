"""`composer notices`: files for CI to send, of what moved on since a git base."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator

from .conftest import FIRST, ROOT, Fleet

if TYPE_CHECKING:
    from pathlib import Path


def test_one_file_per_team(fleet: Fleet, tmp_path: Path) -> None:
    team = fleet.field("owner").split()[1]
    assert "nobody has to be told" in fleet.run("notices", str(tmp_path / "none"), "--base", "main").output
    fleet.text("retire", FIRST, "--sunset", "2190-01-01")
    seen = {"format": "composer/readers/v1", "event_types": {FIRST: {"stranger@example.com": "2026-11-01T10:00:00Z"}}}
    Draft202012Validator(json.loads((ROOT / "docs" / "schemas" / "readers.schema.json").read_text())).validate(seen)
    (tmp_path / "seen.json").write_text(json.dumps(seen))
    folder = tmp_path / "notices"
    said = fleet.text("notices", str(folder), "--base", "main", "--seen", str(tmp_path / "seen.json"))
    assert {f"{path}: {FIRST}" for path in folder.iterdir()} == {*said.splitlines()}
    text = (folder / f"{team}.md").read_text()
    assert all(word in text for word in (FIRST, "2190-01-01", "stranger@example.com", "by nobody"))


def test_what_makes_no_sense_is_refused(fleet: Fleet, tmp_path: Path) -> None:
    (tmp_path / "seen.json").write_text("[]")
    for arguments in (["--base", "nowhere"], ["--base", "main", "--seen", str(tmp_path / "seen.json")], []):
        assert fleet.run("notices", str(tmp_path / "notices"), *arguments).exit_code == 2
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    for place, reason in (("file/below", "a part of that path is no folder"), ("pipe", "something that is no folder")):
        result = fleet.run("notices", str(tmp_path / place), "--base", "main")
        assert (result.exit_code, reason in " ".join(result.output.split())) == (2, True), result.output
    full = fleet.run("build", FIRST, "--out", "/dev/full")
    assert (full.exit_code, "make room on that disk" in full.output) == (3, True), "a full disk is no wrong usage"
    missing = fleet.run("notices", str(tmp_path / "notices"), "--base", "main", "--seen", str(tmp_path / "no.json"))
    assert "cannot be read" in missing.output

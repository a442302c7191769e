import shutil
import subprocess
from pathlib import Path

import pytest

DEFINITION = """\
event_type: EndSong
description: A user finished listening to a track.
owner: royalties
importance: high
finance_bearing: false
traffic: {average: 100/s, peak: 300/s, event_size: 700B}
storage: {kind: gcs, partitioning: hourly, retention: 30d}
schema:
  type: record
  name: EndSong
  fields:
    - {name: event_id, type: string, semantic: system.operations}
"""


class Fleet:
    """A repository with one Event Type, under git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.definition = root / "eventtypes" / "playback" / "EndSong.yaml"
        self.versions = self.definition.with_suffix(".versions.jsonl")

    def git(self, *arguments: str) -> None:
        subprocess.run(
            ["git", "-C", self.root, "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments],
            check=True,
            capture_output=True,
        )

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--no-gpg-sign", "--allow-empty", "--message=more")

    def with_fields(self, *names: str) -> None:
        more = [
            f'    - {{name: {one}, type: ["null", string], default: null, semantic: system.operations}}\n'
            for one in names
        ]
        self.definition.write_text(DEFINITION + "".join(more), encoding="utf-8")

    def lines(self) -> list[str]:
        return self.versions.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def fleet(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    (tmp_path / "Pulumi.yaml").write_bytes((root / "Pulumi.yaml").read_bytes())
    made = Fleet(tmp_path)
    made.definition.parent.mkdir(parents=True)
    made.with_fields()
    made.git("init", "--quiet")
    monkeypatch.chdir(tmp_path)
    return made

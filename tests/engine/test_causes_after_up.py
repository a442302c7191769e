"""After a real `up`, with nothing but the ledger that it wrote: each change of a plan names its own edit."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
FILE = "eventtypes/website/PageViewed.yaml"
EDITS = {"owner.name": ("owner: website", "owner: platform"), "traffic.peak": ("peak: 200/s", "peak: 900/s")}
"""Path of what is edited, and how it is written before and after."""


@pytest.fixture
def repository(applied_repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it with its definition as it was applied; there is no git."""
    root = tmp_path / "events"
    shutil.copytree(applied_repository, root)
    definition = root / FILE
    definition.write_text(definition.read_text().replace("peak: 900/s", "peak: 200/s"))
    monkeypatch.chdir(root)
    assert not (root / ".git").exists()
    return root


def planned(root: Path, *paths: str) -> dict[tuple[str, str], set[str]]:
    """The causes of each change, after these edits."""
    definition = root / FILE
    before = text = definition.read_text()
    for path in paths:
        old, new = EDITS[path]
        assert text.count(old) == 1
        text = text.replace(old, new)
    definition.write_text(text)
    result = CliRunner().invoke(main, ["plan", "--format", "json"])
    definition.write_text(before)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    assert document["against"] == {"kind": "ledger"}
    return {
        (change["id"], one["path"]): {f"{cause['file']} {cause['path']}" for cause in one["causes"]}
        for owner in document["owners"].values()
        for change in owner["changes"]
        for one in change["properties"]
    }


def test_two_edits_each_have_their_own_changes(repository: Path) -> None:
    record = Ledger(f"file://{repository}/.composer/ledger").read(["PageViewed"])["PageViewed"]
    assert record.written, "the record says what was applied was compiled from"
    assert planned(repository) == {}
    owner, peak = ({key: {f"{FILE} {path}"} for key in planned(repository, path)} for path in EDITS)
    assert planned(repository, "owner.name") == owner
    assert planned(repository, "traffic.peak") == peak
    both = planned(repository, *EDITS)
    assert both.keys() == owner.keys() | peak.keys()
    assert (
        "PageViewed/alert-stream",
        "conditions[0].condition_threshold.threshold_value",
    ) in peak.keys() - owner.keys()
    assert ("PageViewed/topic", "labels.owner") in owner.keys() - peak.keys()
    for change, causes in both.items():
        assert causes == owner.get(change, set()) | peak.get(change, set()), change

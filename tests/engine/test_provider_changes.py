"""What the real provider writes to change and to delete an object of each kind, where it is installed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from composer.engine.failures import EngineFailedError
from composer.engine.provider_plugin import required
from tests.conftest import ROOT
from tests.engine import plugin_process
from tests.engine.provider_changes import Twins
from tests.localcloud.test_kinds import CASES

pytestmark = [pytest.mark.engine, pytest.mark.provider]

Rows = dict[str, dict[str, str]]
EXPLAINED: dict[str, Rows] = yaml.safe_load(Path(__file__).with_name("provider_requests.yaml").read_text())
"""Of changes and of deletions, by kind: in what the calls differ, and why that is as it should be."""
AT_ONCE = 4
"""Cases that run together: most of their time the provider waits until Google shows what it wrote."""


def test_it_changes_and_deletes_as_the_tables_say(tmp_path: Path) -> None:
    """Every kind's case: made, changed in each way that it says, and deleted."""
    try:
        plugin = required(ROOT)
    except EngineFailedError as error:
        pytest.fail(f"{error.failures[0].what}: {error.failures[0].way_out}")

    def differences(case: Path) -> tuple[str, set[str], set[str]]:
        twins = Twins(case, tmp_path / case.stem)
        try:
            with plugin_process.running(plugin.path, tmp_path, twins.address, twins.token) as client:
                return twins.kind.token, *twins.compare(client)
        except Exception as error:
            error.add_note(f"in {case.name}")
            raise
        finally:
            twins.stop()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = [*threads.map(differences, CASES)]
    changes = {kind: rows(different, EXPLAINED["changes"].get(kind, {})) for kind, different, _ in found if different}
    deletions = {kind: different for kind, _, different in found if different}
    assert changes == {kind: {*row} for kind, row in EXPLAINED["changes"].items()}
    assert deletions == {kind: {*row} for kind, row in EXPLAINED["deletions"].items()}


def rows(different: set[str], explained: dict[str, str]) -> set[str]:
    """The rows that explain differences, and those that none explains."""
    return {next((row for row in explained if fnmatchcase(one, row.replace("[", "[[]"))), one) for one in different}

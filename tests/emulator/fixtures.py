"""Fixtures for tests that need Cloud Storage; conftest.py offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator import cloud_storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """One server for all tests of a process."""
    with cloud_storage(tmp_path_factory.mktemp("emulator")) as variables:
        yield variables


@pytest.fixture
def bucket(emulator: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder of this test's own in the emulated bucket; clients are pointed at it while the test runs."""
    for name, value in emulator.items():
        monkeypatch.setenv(name, value)
    return f"gs://states/{tmp_path.name}"

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from composer.ledger import Store, open_store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["file", "gs"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder of its own in each kind of place where ledgers are kept."""
    return f"file://{tmp_path}/ledger" if request.param == "file" else str(request.getfixturevalue("bucket"))


@pytest.fixture
def store(url: str) -> Store:
    return open_store(url)

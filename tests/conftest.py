import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.emulator.fixtures import bucket, emulator

__all__ = ["bucket", "emulator"]

ROOT = Path(__file__).parent.parent
os.environ.pop("COLUMNS", None)  # tests say themselves how wide a terminal is
os.environ["COMPOSER_CACHE"] = "off"  # what is remembered belongs to the user, and would hide mistakes from tests

# no test asserts a time, and machines under test are busy
settings.register_profile("composer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("composer")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite golden files with what the code says now")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs the real provider, unless it is asked for: few machines have it."""
    if "provider" in str(config.getoption("-m")):
        return
    apart = [item for item in items if item.get_closest_marker("provider")]
    items[:] = [item for item in items if item not in apart]
    config.hook.pytest_deselected(items=apart)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))

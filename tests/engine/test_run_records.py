"""What the real provider applied, the built-in one leaves alone; the other way round it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from composer.engine.job import Done, Job, stack_name
from composer.engine.run_records import RunRecords
from composer.localcloud.cloud_database import Store
from tests.engine import fleets

if TYPE_CHECKING:
    from tests.engine.conftest import World


def applied(world: World, *, real: bool) -> None:
    """Write down that a provider applied the platform."""
    request = fleets.request(world.root, fleets.platform(), real_provider=real)
    (desired,) = request.desired
    stack = stack_name("local", desired.owner)
    work = Job(stack, "up", desired.graph, desired.cell, "applied", {})
    RunRecords(request).record(desired, work, Done(stack, 1.0, {}, "version"))


@pytest.mark.parametrize("action", ["up", "down", "preview"])
def test_what_the_real_provider_applied_is_refused_before_the_engine_starts(world: World, action: str) -> None:
    applied(world, real=True)
    finished = world.run(fleets.platform(), action=action)
    assert finished.failed == ("local.platform-one",)
    (failure,) = world.failures
    assert "real provider" in failure.what
    assert "--provider real" in failure.way_out
    assert "composer local reset" in failure.way_out


def test_another_cloud_holds_nothing_of_it(world: World) -> None:
    applied(world, real=True)
    store = Store(world.database)
    store.clear()
    store.close()
    request = fleets.request(world.root, fleets.platform())
    assert RunRecords(request).other_provider(request.desired[0]) is None


def test_the_real_provider_goes_on_with_what_either_applied(world: World) -> None:
    for real in (False, True):
        applied(world, real=real)
        request = fleets.request(world.root, fleets.platform(), real_provider=True)
        assert RunRecords(request).other_provider(request.desired[0]) is None


def test_the_built_in_one_goes_on_with_its_own(world: World) -> None:
    applied(world, real=False)
    request = fleets.request(world.root, fleets.platform())
    assert RunRecords(request).other_provider(request.desired[0]) is None

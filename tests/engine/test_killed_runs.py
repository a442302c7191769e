"""Runs killed at every moment that matters, for every kind: the next `up` finishes the job, nothing is made twice."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from composer.engine.events import ResourceDone, StackRecovered, StackSucceeded
from composer.kinds import KINDS
from composer.localcloud import faults
from composer.localcloud.faults import Fault
from tests.engine import fleets
from tests.engine.killing import hanging, until, victim

if TYPE_CHECKING:
    from tests.engine.conftest import World

pytestmark = pytest.mark.engine

EVERY_KIND = {
    resource.type: resource for graph in (fleets.event_type(), fleets.platform()) for resource in graph.resources
}


def _way(token: str) -> tuple[object, ...]:
    """How an object of a kind is found again."""
    kind = KINDS[token]
    asked = kind.rest and (kind.rest.policy, kind.rest.post)
    return kind.server_made_id, kind.found_by, kind.idempotent_create, kind.permanent, asked, kind.scope


ONE_OF_EACH_WAY = list({_way(token): token for token in EVERY_KIND}.values())
"""Where the moment of a kill matters, and what was being made only by how it is found again."""


def test_the_fleet_has_every_kind() -> None:
    assert set(EVERY_KIND) == set(KINDS)


def killed(world: World, effect: str, token: str, who: str) -> None:
    """A run that hung in creating this kind and was killed there."""
    faults.add(world.cloud, Fault(effect, kind=token, operation="create", remaining=1))  # type: ignore[arg-type]
    with victim(world.root) as run:
        until(lambda: hanging(world.cloud) > 0, f"{effect} of {token}")
        run.kill(who)
        if who == "cli":
            assert run.wait() == 3
    faults.clear(world.cloud)


def pending(world: World) -> bool:
    states = [world.states.read(stack) for stack in ("local.platform-one", "local.Played")]
    return any(state is not None and state.pending for state in states)


def finishes(world: World, *, closely: bool = True) -> None:
    """The next run finishes; everything is there once; the run after has nothing to do, even if it looks closely."""
    graphs = fleets.platform(), fleets.event_type()
    assert world.run(*graphs).fine, world.failures
    wanted = sorted(resource.type for graph in graphs for resource in graph.resources)
    live = sorted(token for token, ids in world.live().items() for _ in ids)
    assert live == wanted
    for stack in ("local.platform-one", "local.Played"):
        state = world.states.read(stack)
        assert state is not None
        assert state.pending == ()
    assert world.run(*graphs).skipped == ("local.Played", "local.platform-one")
    if closely:
        assert world.run(*graphs, refresh=True).fine
        assert [event.changes for event in world.of(StackSucceeded)] == [{}, {}]


@pytest.mark.parametrize("token", ONE_OF_EACH_WAY)
def test_after_the_effect(world: World, token: str) -> None:
    killed(world, "hang-after", token, "everything")
    finishes(world)


def test_every_kind_is_found_again(world: World) -> None:
    """Killed again and again, with whatever was being made at that moment: every kind once, most beside others."""
    left = set(EVERY_KIND)
    while left:
        for token in left:
            faults.add(world.cloud, Fault("hang-after", kind=token, operation="create", remaining=1))
        with victim(world.root) as run:
            until(lambda: hanging(world.cloud) > 0, f"one of {left}")
            time.sleep(0.3)  # so that what can be made beside it hangs as well
            run.kill("everything")
        left -= {fault.kind for fault in faults.standing(world.cloud) if fault.hit}
        faults.clear(world.cloud)
    finishes(world)


NOTHING_TO_FIND = list(
    {(KINDS[token].server_made_id, KINDS[token].idempotent_create): token for token in EVERY_KIND}.values()
)


@pytest.mark.parametrize("token", NOTHING_TO_FIND)
def test_before_the_effect(world: World, token: str) -> None:
    killed(world, "hang-before", token, "everything")
    finishes(world, closely=False)


@pytest.mark.parametrize("token", ONE_OF_EACH_WAY)
def test_between_effect_and_checkpoint(world: World, token: str) -> None:
    """The answer has arrived at the CLI, which is killed before it can write it down."""
    faults.add(world.cloud, Fault("hang-after", kind=token, operation="create", remaining=1))
    with victim(world.root) as run:
        until(lambda: hanging(world.cloud) > 0, token)
        cli = run.cli
        cli.suspend()
        faults.clear(world.cloud)
        time.sleep(0.2)
        cli.kill()
        run.kill("everything")
    finishes(world, closely=False)


@pytest.mark.parametrize(
    "kind", ["AutoscalingPolicy", "IAMCustomRole", "Taxonomy", "NotificationChannel", "TopicIAMMember", "Job"]
)
def test_the_provider_dies_first(world: World, kind: str) -> None:
    """The CLI notes what was made as not made; with the worker dead, nobody is left to look again in the same run."""
    token = next(token for token in EVERY_KIND if token.endswith(f":{kind}"))
    faults.add(world.cloud, Fault("hang-after", kind=token, operation="create", remaining=1))
    with victim(world.root) as run:
        until(lambda: hanging(world.cloud) > 0, token)
        run.worker.suspend()
        run.find("composer.localcloud")[0].kill()
        until(lambda: not pending(world), "the CLI's note")
        run.kill("everything")
    faults.clear(world.cloud)
    finishes(world)


@pytest.mark.parametrize("who", ["cli", "python"])
def test_whoever_is_killed(world: World, who: str) -> None:
    killed(world, "hang-after", "gcp:pubsub/topic:Topic", who)
    finishes(world)


def test_an_adopted_object_is_brought_to_what_is_wanted_by_now(world: World) -> None:
    killed(world, "hang-after", "gcp:pubsub/subscription:Subscription", "everything")
    assert world.run(fleets.platform(), fleets.event_type(retention="86400s")).fine, world.failures
    done = {event.operation for event in world.of(ResourceDone) if event.resource == "Played/subscription"}
    assert "adopted" in done
    assert world.run(fleets.platform(), fleets.event_type(retention="86400s"), refresh=True).fine
    assert [event.changes for event in world.of(StackSucceeded)] == [{}, {}]
    with world.cloud.reading() as connection:
        text = connection.execute("SELECT properties FROM objects WHERE kind LIKE '%:Subscription'").fetchone()[0]
    assert "86400s" in text


def test_what_is_not_wanted_any_more_is_deleted(world: World) -> None:
    token = "gcp:monitoring/notificationChannel:NotificationChannel"
    killed(world, "hang-after", token, "everything")
    assert len(world.live()[token]) == 1
    without = [resource for resource in fleets.platform().resources if resource.type != token]
    event = fleets.event_type()
    unseen = [resource for resource in event.resources if not resource.type.endswith(":AlertPolicy")]
    graphs = fleets.build_graph(fleets.PLATFORM, without), fleets.build_graph(event.owner, unseen)
    assert world.run(*graphs).fine, world.failures
    assert token not in world.live()
    assert any("not wanted" in event.words for event in world.of(StackRecovered))


def test_a_lost_answer_is_made_good_in_the_same_run(world: World) -> None:
    for token in ("gcp:pubsub/topic:Topic", "gcp:monitoring/notificationChannel:NotificationChannel"):
        faults.add(world.cloud, Fault("lost-answer", kind=token, operation="create", remaining=1))
    assert world.run(fleets.platform(), fleets.event_type()).fine, world.failures
    assert len(world.of(StackRecovered)) == 2
    finishes(world)


@pytest.mark.parametrize("kind", ["NotificationChannel", "MetricDescriptor", "TopicIAMMember", "BucketObject"])
def test_destroyed_after_a_kill_nothing_is_left(world: World, kind: str) -> None:
    killed(world, "hang-after", next(token for token in EVERY_KIND if token.endswith(f":{kind}")), "everything")
    assert world.run(fleets.platform(), fleets.event_type(), action="down").fine, world.failures
    assert set(world.live()) <= {"gcp:kms/keyRing:KeyRing", "gcp:kms/cryptoKey:CryptoKey"}


def test_side_files_that_were_cut_off_do_not_matter(world: World) -> None:
    """A backend on files writes attributes beside each object, and not whole: a kill can leave them empty."""
    graphs = fleets.platform(), fleets.event_type()
    assert world.run(*graphs).fine
    (world.root / ".composer/state/.pulumi/stacks/composer/local.Played.json.attrs").write_text("")
    assert world.run(*graphs, refresh=True).fine, world.failures


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_random_moments(world: World, seed: int) -> None:
    choice = random.Random(seed)
    for _ in range(3):
        with victim(world.root) as run:
            time.sleep(choice.uniform(0.5, 2.2))
            if run.process.poll() is None:
                doomed = run.find("")
                choice.shuffle(doomed)
                for process in doomed[: choice.randint(1, len(doomed) or 1)]:
                    try:
                        process.kill()
                    except psutil.NoSuchProcess:
                        continue
                run.process.kill()
    finishes(world)

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
    from collections.abc import Callable

    from composer.graph import ResourceGraph
    from tests.engine.conftest import World
    from tests.engine.killing import Victim

pytestmark = pytest.mark.engine

EVERY_KIND = {
    resource.type: resource for graph in (fleets.event_type(), fleets.platform()) for resource in graph.resources
}


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


def the_provider_dies(world: World, run: Victim) -> None:
    """Until the CLI has noted what was made as not made."""
    run.worker.suspend()
    run.find("composer.localcloud")[0].kill()
    until(lambda: not pending(world), "the CLI's note")


def finishes(world: World, *desired: ResourceGraph) -> None:
    """The next run finishes; everything is there once; the run after has nothing to do, even if it looks closely."""
    graphs = desired or (fleets.platform(), fleets.event_type())
    assert world.run(*graphs).fine, world.failures
    expected = sorted(resource.type for graph in graphs for resource in graph.resources)
    live = sorted(token for token, ids in world.live().items() for _ in ids)
    assert live == expected
    for stack in ("local.platform-one", "local.Played"):
        state = world.states.read(stack)
        assert state is not None
        assert state.pending == ()
    assert world.run(*graphs).skipped == ("local.Played", "local.platform-one")
    assert world.run(*graphs, refresh=True).fine
    assert [event.changes for event in world.of(StackSucceeded)] == [{}, {}]


def all_that_hang(world: World) -> None:
    """Wait until what can be made beside what hangs hangs as well."""
    seen = 0
    while (now := hanging(world.cloud)) != seen:
        seen = now
        time.sleep(0.4)


def hit(world: World) -> set[str]:
    """The kinds that were being made."""
    return {fault.kind for fault in faults.standing(world.cloud) if fault.hit}


def killed_again_and_again(world: World, *ways: tuple[str, Callable[[World, Victim], set[str]]]) -> None:
    """Runs that each go on from the one before, killed with whatever is being made at that moment, until it was each
    kind once: most of them beside others. A way hangs before or after the effect, and says what was hit; they take
    turns."""
    left, caught, turns = set(EVERY_KIND), set(), 0
    while left:
        effect, kill = ways[turns % len(ways)]
        for token in left:
            faults.add(world.cloud, Fault(effect, kind=token, operation="create", remaining=1))  # type: ignore[arg-type]
        with victim(world.root) as run:
            until(lambda: hanging(world.cloud) > 0, f"one of {left}")
            all_that_hang(world)
            caught |= kill(world, run)
        faults.clear(world.cloud)
        left -= caught | world.live().keys()  # what was made at the very moment of the kill is not made again
        turns += 1
    assert turns >= len(ways)
    assert len(EVERY_KIND.keys() - caught) <= 2
    finishes(world)


def everything_dies(world: World, run: Victim) -> set[str]:
    run.kill("everything")
    return hit(world)


def the_answer_is_not_written_down(world: World, run: Victim) -> set[str]:
    """It has arrived at the CLI, which is killed between effect and checkpoint."""
    cli = run.cli
    cli.suspend()
    time.sleep(0.2)
    caught = hit(world)
    faults.clear(world.cloud)
    time.sleep(0.2)
    cli.kill()
    run.kill("everything")
    return caught


def the_provider_and_then_everything_dies(world: World, run: Victim) -> set[str]:
    the_provider_dies(world, run)
    return everything_dies(world, run)


def test_before_and_after_the_effect_and_before_the_checkpoint(world: World) -> None:
    """How each kind is looked for, made or not, is tests/localcloud/test_lookup.py; this is the engine's part of it."""
    killed_again_and_again(
        world,
        ("hang-after", everything_dies),
        ("hang-before", everything_dies),
        ("hang-after", the_answer_is_not_written_down),
    )


def test_the_provider_dies_first(world: World) -> None:
    """The CLI notes what was made as not made; with the worker dead, nobody is left to look again in the same run."""
    killed_again_and_again(world, ("hang-after", the_provider_and_then_everything_dies))


def test_whoever_is_killed(world: World) -> None:
    """The CLI alone, which its worker tells of; then run and worker, so that the CLI lives on. What was made is adopted,
    and brought to what is wanted by now."""
    for token, who in (("gcp:pubsub/topic:Topic", "cli"), ("gcp:pubsub/subscription:Subscription", "python")):
        killed(world, "hang-after", token, who)
    graphs = fleets.platform(), fleets.event_type(retention="86400s")
    assert world.run(*graphs).fine, world.failures
    done = {event.operation for event in world.of(ResourceDone) if event.resource == "Played/subscription"}
    assert "adopted" in done
    with world.cloud.reading() as connection:
        text = connection.execute("SELECT properties FROM objects WHERE kind LIKE '%:Subscription'").fetchone()[0]
    assert "86400s" in text
    finishes(world, *graphs)


def test_what_is_not_wanted_any_more_is_deleted(world: World) -> None:
    """The second time the provider dies first: then not even the state says that something was begun."""
    token = "gcp:monitoring/notificationChannel:NotificationChannel"
    without = [resource for resource in fleets.platform().resources if resource.type != token]
    event = fleets.event_type()
    unseen = [resource for resource in event.resources if not resource.type.endswith(":AlertPolicy")]
    graphs = fleets.build_graph(fleets.PLATFORM, without), fleets.build_graph(event.owner, unseen)
    for kill in (everything_dies, the_provider_and_then_everything_dies):
        faults.add(world.cloud, Fault("hang-after", kind=token, operation="create", remaining=1))
        with victim(world.root) as run:
            until(lambda: hanging(world.cloud) > 0, token)
            kill(world, run)
        faults.clear(world.cloud)
        assert len(world.live()[token]) == 1
        assert world.run(*graphs).fine, world.failures
        assert token not in world.live(), world.of(StackRecovered)
        assert any("not wanted" in event.message for event in world.of(StackRecovered))


def test_a_lost_answer_is_made_good_in_the_same_run(world: World) -> None:
    for token in ("gcp:pubsub/topic:Topic", "gcp:monitoring/notificationChannel:NotificationChannel"):
        faults.add(world.cloud, Fault("lost-answer", kind=token, operation="create", remaining=1))
    assert world.run(fleets.platform(), fleets.event_type()).fine, world.failures
    assert len(world.of(StackRecovered)) == 2
    finishes(world)


def test_destroyed_after_a_kill_nothing_is_left(world: World) -> None:
    """Killed in the platform, then in an Event Type: of each something with a name, and something without. The second
    time the provider dies first."""
    for number, kinds in enumerate(({"NotificationChannel", "MetricDescriptor"}, {"TopicIAMMember", "BucketObject"})):
        for token in EVERY_KIND:
            if token.rpartition(":")[2] in kinds:
                faults.add(world.cloud, Fault("hang-after", kind=token, operation="create", remaining=1))
        with victim(world.root) as run:
            until(lambda: hanging(world.cloud) > 0, f"one of {kinds}")
            all_that_hang(world)
            if number:
                the_provider_dies(world, run)
            run.kill("everything")
        faults.clear(world.cloud)
    assert world.run(fleets.platform(), fleets.event_type(), action="down").fine, world.failures
    assert set(world.live()) <= fleets.NEVER_DELETED


def test_side_files_that_were_cut_off_do_not_matter(applied: World) -> None:
    """A backend on files writes attributes beside each object, and not whole: a kill can leave them empty."""
    graphs = fleets.platform(), fleets.event_type()
    (applied.root / ".composer/state/.pulumi/stacks/composer/local.Played.json.attrs").write_text("")
    assert applied.run(*graphs, refresh=True).fine, applied.failures


def test_killed_at_random_moments(world: World) -> None:
    choice = random.Random(2016)
    for _ in range(6):
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

"""What goes wrong on request: refusals, rates, delays, lost answers and hanging calls."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from composer.localcloud import faults
from composer.localcloud.faults import Fault
from tests.localcloud.client import Client, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.localcloud.cloud import Cloud

TOPIC = "gcp:pubsub/topic:Topic"


def eventually(condition: Callable[[], Any]) -> Any:
    for _ in range(500):
        if result := condition():
            return result
        time.sleep(0.01)
    raise AssertionError("it never came true")


def test_the_next_calls_of_one_kind_and_operation_fail(client: Client, cloud: Cloud) -> None:
    faults.add(cloud.store, Fault("refuse", kind="Topic", operation="create", name="end-*", remaining=2, code=500))
    client.create(TOPIC, {"name": "other"})
    for _ in range(2):
        with pytest.raises(RefusedError, match="googleapi: Error 500"):
            client.create(TOPIC, {"name": "end-song"})
    made = client.create(TOPIC, {"name": "end-song"})
    assert client.read(made).id == made.id


def hits(client: Client, cloud: Cloud, seed: int, prefix: str) -> list[bool]:
    number = faults.add(cloud.store, Fault("refuse", operation="create", rate=0.5, seed=seed))
    results = []
    for index in range(20):
        try:
            client.create(TOPIC, {"name": f"{prefix}-{index}"})
            results.append(False)
        except RefusedError:
            results.append(True)
    faults.clear(cloud.store, number)
    return results


def test_a_rate_hits_the_same_calls_for_the_same_seed(client: Client, cloud: Cloud) -> None:
    first, again, other = (hits(client, cloud, seed, f"t{n}") for n, seed in enumerate((1, 1, 2)))
    assert first == again != other
    assert 2 < sum(first) < 18


def test_a_lost_answer_leaves_the_effect(client: Client, cloud: Cloud) -> None:
    faults.add(cloud.store, Fault("lost-answer", remaining=1))
    with pytest.raises(RefusedError, match="connection reset by peer"):
        client.create(TOPIC, {"name": "end-song"})
    assert client.imported(TOPIC, "projects/music-1234/topics/end-song") is not None
    with pytest.raises(RefusedError, match="Error 409"):
        client.create(TOPIC, {"name": "end-song"})


@pytest.mark.parametrize(("effect", "exists"), [("hang-before", False), ("hang-after", True)])
def test_a_caller_that_gives_up_on_a_hanging_call(client: Client, cloud: Cloud, effect: Any, exists: bool) -> None:
    number = faults.add(cloud.store, Fault(effect, operation="create"))
    with pytest.raises(RefusedError):
        client.create(TOPIC, {"name": "end-song"}, timeout=0.3)
    eventually(lambda: faults.standing(cloud.store)[0].hanging == 0)
    faults.clear(cloud.store, number)
    assert (client.imported(TOPIC, "projects/music-1234/topics/end-song") is not None) == exists


@pytest.mark.parametrize("effect", ["hang-before", "hang-after"])
def test_a_cleared_fault_lets_the_call_go_on(client: Client, cloud: Cloud, effect: Any) -> None:
    number = faults.add(cloud.store, Fault(effect, operation="create"))
    made: list[str] = []
    caller = threading.Thread(target=lambda: made.append(client.create(TOPIC, {"name": "end-song"}).id))
    caller.start()
    eventually(lambda: faults.standing(cloud.store)[0].hanging == 1)
    assert made == []
    faults.clear(cloud.store, number)
    caller.join(10)
    assert made == ["projects/music-1234/topics/end-song"]

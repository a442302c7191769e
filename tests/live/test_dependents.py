"""What others made on top of ours is seen: subscriptions of the topic, views of the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.live import dependents
from composer.live.google import Answer, Google
from composer.localcloud.cloud import Cloud
from tests.lifecycle.conftest import Near

if TYPE_CHECKING:
    from pathlib import Path

ACCESS = [
    {"role": "READER", "userByEmail": "a@example.com"},
    {"view": {"projectId": "other", "datasetId": "reports", "tableId": "monthly"}},
    {"routine": {"datasetId": "reports", "routineId": "clean", "projectId": "other"}},
    {"dataset": {"dataset": {"projectId": "other", "datasetId": "views"}, "targetTypes": ["VIEWS"]}},
]


class Fixed(Google):
    """One answer to everything."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer

    def ask(self, api, path, body=None, **parameters):
        return self.answer


def test_subscriptions_of_others(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path / "cloud.db")
    assert dependents.of_topic(Near(cloud), "music-1234", "event.A", ()).names == (), "without a topic"
    cloud.create(TOPIC, {"project": "music-1234", "name": "event.A"})
    for name in ("event.A.etl", "somebody"):
        cloud.create(
            SUBSCRIPTION, {"project": "music-1234", "name": name, "topic": "projects/music-1234/topics/event.A"}
        )
    seen = dependents.of_topic(Near(cloud), "music-1234", "event.A", ("event.A.etl",))
    assert seen.names == ("subscription projects/music-1234/subscriptions/somebody",)


def test_views_routines_and_datasets_that_may_read() -> None:
    seen = dependents.of_dataset(Fixed(Answer(200, {"access": ACCESS})), "a", "a")
    assert seen.names == ("view other.reports.monthly", "routine other.reports.clean", "dataset other.views")


@pytest.mark.parametrize("status", [0, 403, 429, 500])
def test_what_is_refused_is_not_known(status: int) -> None:
    refused = Fixed(Answer(status, refusal="no"))
    assert dependents.of_dataset(refused, "a", "a").refusal == "no"
    assert dependents.of_topic(refused, "a", "a", ()).refusal == "no"

"""The inventory of assets, as Google answers it, over the one store."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.localcloud import settings

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud
    from tests.localcloud.conftest import Get

TOPIC = KINDS["gcp:pubsub/topic:Topic"]
ASSETS = "cloudasset/v1/projects/music-1234/assets"
TOPICS = f"{ASSETS}?contentType=RESOURCE&assetTypes=pubsub.googleapis.com/Topic"


def topics(cloud: Cloud, count: int) -> None:
    for number in range(count):
        cloud.create(TOPIC, {"project": "music-1234", "name": f"topic-{number}", "labels": {"number": str(number)}})


def test_pages_hold_everything_once(cloud: Cloud, get: Get) -> None:
    topics(cloud, 7)
    names: list[str] = []
    token = ""
    for _ in range(4):
        status, page = get(f"{TOPICS}&pageSize=2&pageToken={token}".replace(" ", "%20"))
        assert status == 200
        assert page["readTime"]
        names += [one["name"] for one in page["assets"]]
        token = page.get("nextPageToken", "")
    assert names == [f"//pubsub.googleapis.com/projects/music-1234/topics/topic-{number}" for number in range(7)]
    assert token == ""


def test_an_asset_holds_what_its_own_api_answers(cloud: Cloud, get: Get) -> None:
    topics(cloud, 1)
    (asset,) = get(TOPICS)[1]["assets"]
    assert asset["assetType"] == "pubsub.googleapis.com/Topic"
    assert asset["resource"]["data"] == get("pubsub/v1/projects/music-1234/topics/topic-0")[1]


def test_other_projects_are_not_seen(cloud: Cloud, get: Get) -> None:
    cloud.create(TOPIC, {"project": "other-1234", "name": "topic"})
    assert "assets" not in get(TOPICS)[1]


def test_one_type_that_is_not_known_fails_the_call(cloud: Cloud, get: Get) -> None:
    status, answer = get(f"{TOPICS}&assetTypes=monitoring.googleapis.com/ServiceLevelObjective")
    assert status == 400
    assert "monitoring.googleapis.com/ServiceLevelObjective" in answer["error"]["message"]


def test_what_is_new_is_seen_later(cloud: Cloud, get: Get) -> None:
    topics(cloud, 1)
    settings.set_inventory_lag(cloud.store, 0.5)
    assert "assets" not in get(TOPICS)[1]
    time.sleep(0.6)
    assert len(get(TOPICS)[1]["assets"]) == 1


def test_history_is_kept_for_35_days(cloud: Cloud, get: Get) -> None:
    assert get(f"{TOPICS}&readTime=2020-01-01T00:00:00Z")[0] == 400
    assert get(f"{TOPICS}&readTime=2999-01-01T00:00:00Z")[0] == 400


def test_policies_are_those_of_the_owning_api(cloud: Cloud, get: Get) -> None:
    topics(cloud, 2)
    member = {"topic": "topic-0", "project": "music-1234", "role": "roles/pubsub.publisher", "member": "user:a@b.cd"}
    cloud.create(KINDS["gcp:pubsub/topicIAMMember:TopicIAMMember"], member)
    path = f"{ASSETS}?contentType=IAM_POLICY&assetTypes=pubsub.googleapis.com/Topic"
    (asset,) = get(path)[1]["assets"]
    assert asset["name"].endswith("/topics/topic-0")
    assert asset["iamPolicy"] == get("pubsub/v1/projects/music-1234/topics/topic-0:getIamPolicy")[1]


def test_who_may_not_list_is_refused(cloud: Cloud, get: Get) -> None:
    settings._set(cloud.store, "denied music-1234", '["cloudasset.assets.listResource"]')
    assert get(TOPICS)[0] == 403
    assert get(f"{ASSETS}?contentType=IAM_POLICY&assetTypes=pubsub.googleapis.com/Topic")[0] == 200

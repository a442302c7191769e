"""Time that passes: buckets empty themselves, what was deleted can be brought back until its time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.kinds.kms.crypto_keys import CRYPTO_KEY, KEY_RING
from composer.kinds.storage.bucket import BUCKET
from composer.kinds.storage.bucket_object import BUCKET_OBJECT
from composer.localcloud import passing, rest, traffic
from composer.localcloud.cloud import Cloud
from composer.localcloud.rest_call import Call
from composer.localcloud.traffic import Stretch
from composer.units import DAY

if TYPE_CHECKING:
    from pathlib import Path

PLACE = "projects/music-1/locations/europe-west1"
EVERYTHING = {"action": {"type": "Delete"}, "condition": {"age": 0, "send_age_if_zero": True}}


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path / "cloud.db")


def bucket(cloud: Cloud, *rules: dict[str, Any], **more: Any) -> None:
    made = {"project": "music-1", "name": "events", "location": "EU", "lifecycle_rules": list(rules)}
    cloud.create(BUCKET, made | more)
    for name in ("old/a", "old/held", "new/b"):
        inputs = {"bucket": "events", "name": name, "content": "x", "temporary_hold": name.endswith("held")}
        cloud.create(BUCKET_OBJECT, inputs)


def there(cloud: Cloud) -> set[str]:
    return {name for name in ("old/a", "old/held", "new/b") if cloud.read(BUCKET_OBJECT, f"events-{name}")}


def get(cloud: Cloud, path: str, **query: str) -> Any:
    return rest.answers(cloud)(Call("GET", path, {name: [value] for name, value in query.items()}, {}, b"")).body


def test_a_day_empties_a_bucket_whose_rule_deletes_everything_but_what_is_held(cloud: Cloud) -> None:
    bucket(cloud, EVERYTHING)
    assert passing.passed(cloud, DAY - 1) == 0, "Google acts within about a day"
    assert passing.passed(cloud, DAY) == 2
    assert there(cloud) == {"old/held"}


@pytest.mark.parametrize(
    ("condition", "days", "left"),
    [
        ({"age": 3}, 2, {"old/a", "old/held", "new/b"}),
        ({"age": 3}, 3, {"old/held"}),
        ({"age": 1, "matches_prefixes": ["old/"]}, 1, {"old/held", "new/b"}),
        ({"age": 1, "matches_suffixes": ["b"]}, 1, {"old/a", "old/held"}),
        ({"age": 1, "num_newer_versions": 1}, 9, {"old/a", "old/held", "new/b"}),
    ],
)
def test_rules_delete_by_age_and_name(cloud: Cloud, condition: dict[str, Any], days: int, left: set[str]) -> None:
    bucket(cloud, {"action": {"type": "Delete"}, "condition": condition})
    passing.passed(cloud, days * DAY)
    assert there(cloud) == left


def test_a_retention_policy_is_stronger_than_a_rule(cloud: Cloud) -> None:
    bucket(cloud, EVERYTHING, retention_policy={"retention_period": str(5 * DAY)})
    assert passing.passed(cloud, 4 * DAY) == 0
    assert passing.passed(cloud, DAY) == 2


def test_a_deleted_bucket_is_listed_until_its_time_is_over(cloud: Cloud) -> None:
    cloud.create(BUCKET, {"project": "music-1", "name": "events", "location": "EU"})
    path, asked = "storage/v1/b", {"project": "music-1", "softDeleted": "true", "prefix": "events"}
    assert "items" not in get(cloud, path, **asked)
    cloud.delete(BUCKET, "events", {})
    (found,) = get(cloud, path, **asked)["items"]
    assert found["name"] == "events"
    assert found["generation"].isdecimal()
    assert found["softDeleteTime"] < found["hardDeleteTime"]
    assert "items" not in get(cloud, path, **asked | {"project": "another"})
    passing.passed(cloud, 6 * DAY)
    assert get(cloud, path, **asked)["items"][0]["generation"] == found["generation"]
    passing.passed(cloud, DAY)
    assert "items" not in get(cloud, path, **asked)


def test_without_soft_delete_a_bucket_is_gone_at_once(cloud: Cloud) -> None:
    off = {"soft_delete_policy": {"retention_duration_seconds": 0}}
    cloud.create(BUCKET, {"project": "music-1", "name": "events", "location": "EU", **off})
    cloud.delete(BUCKET, "events", {})
    assert "items" not in get(cloud, "storage/v1/b", project="music-1", softDeleted="true", prefix="events")


def test_a_key_s_version_is_destroyed_after_its_time(cloud: Cloud) -> None:
    cloud.create(KEY_RING, {"project": "music-1", "location": "europe-west1", "name": "r"})
    ring, waits = f"{PLACE}/keyRings/r", {"destroy_scheduled_duration": f"{2 * DAY}s"}
    key = cloud.create(CRYPTO_KEY, {"key_ring": ring, "name": "k", **waits}).id

    def version() -> dict[str, str]:
        (only,) = get(cloud, f"cloudkms/v1/{key}/cryptoKeyVersions")["cryptoKeyVersions"]
        return only

    assert version()["state"] == "ENABLED"
    cloud.delete(CRYPTO_KEY, key, {})
    assert version()["state"] == "DESTROY_SCHEDULED"
    assert version()["destroyTime"]
    passing.passed(cloud, 2 * DAY)
    assert version()["state"] == "DESTROYED"


def test_what_happened_is_longer_ago_and_what_goes_on_still_does(cloud: Cloud) -> None:
    cloud.create(BUCKET, {"project": "music-1", "name": "events", "location": "EU"})
    before = get(cloud, "storage/v1/b/events")["timeCreated"]
    parts = [Stretch("m", "p", "t", 100.0, 200.0), Stretch("m", "p", "t", 300.0, None)]
    traffic.record(cloud.store, "m", "p", "t", parts)
    passing.passed(cloud, 50)
    with cloud.store.reading() as connection:
        seen = [(one.starts, one.ends) for one in traffic.stretches(connection, "m", "p")]
    assert seen == [(50.0, 150.0), (250.0, None)]
    assert get(cloud, "storage/v1/b/events")["timeCreated"] == passing.earlier(before, 50)


@given(st.integers(0, 400 * DAY))
def test_a_time_is_written_as_it_was(seconds: int) -> None:
    for text in ("2026-03-01T00:00:00+00:00", "2026-03-01T00:00:00.250000+00:00", "2026-03-01T00:00:00.000000Z"):
        there = passing.earlier(text, seconds)
        assert len(there) == len(text)
        assert there.endswith(text[-1])
        assert passing.earlier(there, -seconds) == text

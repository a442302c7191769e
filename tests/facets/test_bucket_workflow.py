"""The workflow of a closed bucket: played against a cloud that keeps objects, it does each step once and in order."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
import yaml

from composer.facets.processing.bucket_workflow import source
from composer.kinds.workflows.workflow import WORKFLOW
from tests.facets.test_etl import EVENT, fleet, graph
from tests.facets.workflow_player import Failed, Player, Refused

BUCKET = "2026-11-29T08"


def variables() -> dict[str, str]:
    inputs = next(one.inputs for one in graph(fleet().event_types[EVENT]).resources if one.type == WORKFLOW.token)
    assert inputs["source_contents"] == source()
    return {
        name: json.dumps(value["$json"]) if isinstance(value, dict) else value
        for name, value in inputs["user_env_vars"].items()
    }


class Cloud:
    """What the workflow talks to. `broken`: the step whose program fails."""

    def __init__(self) -> None:
        self.objects: set[str] = set()
        self.log: list[str] = []
        self.polls = 0
        self.broken = ""
        self.open = [BUCKET]

    def __call__(self, method: str, url: str, body: object) -> object:
        if "/upload/" in url:
            self.objects.add(unquote(url.partition("&name=")[2]))
        elif "/o/" in url:
            if unquote(url.partition("/o/")[2]) not in self.objects:
                raise Refused(404)
        elif url.endswith(":instantiate"):
            self.log.append(f"deduplicate {body['parameters']['BUCKET']}")
            self.polls = 2
            return {"name": "projects/p/regions/r/operations/1"}
        elif "/operations/" in url:
            self.polls -= 1
            failed = {"error": {"message": "out of disk"}} if self.broken == "deduplicate" else {}
            return {"done": True, **failed} if self.polls < 0 else {"metadata": {}}
        elif url.endswith("flexTemplates:launch"):
            launch = body["launchParameter"]
            self.log.append(f"encrypt {launch['parameters']['bucket']}")
            assert launch["jobName"] == "event-end-song-encrypt-2026-11-29t08"
            return {"job": {"id": "7"}}
        elif url.endswith("/jobs/7"):
            return {"currentState": "JOB_STATE_FAILED" if self.broken == "encrypt" else "JOB_STATE_DONE"}
        elif url.endswith("/executions"):
            self.log.append(f"execute {json.loads(body['argument'])['bucket']}")
        elif url.endswith(f"/unfinished/{EVENT}"):
            return {"buckets": self.open}
        elif url.endswith(f"/closed/{EVENT}"):
            self.log.append(f"closed {body['bucket']}")
        else:
            raise AssertionError(url)
        return {}


def player(cloud: Cloud, **changed: str) -> Player:
    return Player(source(), {**variables(), **changed}, cloud)


DONE = {f"steps/{BUCKET}/deduplicated", f"steps/{BUCKET}/encrypted", f"ready/{BUCKET}/_SUCCESS"}


def test_a_bucket_is_deduplicated_encrypted_ready_and_registered_in_this_order() -> None:
    cloud = Cloud()
    player(cloud).run({"bucket": BUCKET})
    assert cloud.log == [f"deduplicate {BUCKET}", f"encrypt {BUCKET}", f"closed {BUCKET}"]
    assert cloud.objects == DONE


def test_an_execution_finds_what_is_already_done() -> None:
    cloud = Cloud()
    player(cloud).run({"bucket": BUCKET})
    cloud.log.clear()
    player(cloud).run({"bucket": BUCKET})
    assert cloud.log == [f"closed {BUCKET}"]


@pytest.mark.parametrize("step", ["deduplicate", "encrypt"])
def test_after_a_failure_only_what_failed_and_what_follows_is_done(step: str) -> None:
    cloud = Cloud()
    cloud.broken = step
    with pytest.raises(Failed):
        player(cloud).run({"bucket": BUCKET})
    assert f"closed {BUCKET}" not in cloud.log
    assert f"ready/{BUCKET}/_SUCCESS" not in cloud.objects
    cloud.broken, failed = "", cloud.log.copy()
    cloud.log.clear()
    player(cloud).run({"bucket": BUCKET})
    assert cloud.log == [failed[-1], *([f"encrypt {BUCKET}"] if step == "deduplicate" else []), f"closed {BUCKET}"]


def test_the_catch_up_gives_each_unfinished_bucket_an_execution_of_its_own() -> None:
    cloud = Cloud()
    cloud.open = [BUCKET, "2026-11-29T09"]
    player(cloud).run({})
    assert cloud.log == [f"execute {BUCKET}", "execute 2026-11-29T09"]


@pytest.mark.parametrize(
    ("without", "steps"), [("DEDUPLICATE", ["encrypt", "closed"]), ("ENCRYPT", ["deduplicate", "closed"])]
)
def test_a_step_that_an_event_type_does_not_need_is_left_out(without: str, steps: list[str]) -> None:
    cloud = Cloud()
    player(cloud, **{without: ""}).run({"bucket": BUCKET})
    assert cloud.log == [f"{step} {BUCKET}" for step in steps]


def test_every_variable_is_read_and_every_part_is_called() -> None:
    text = source()
    assert {name for name in variables() if f'"{name}"' not in text} == set()
    parts = yaml.safe_load(text)
    assert {part for part in parts if part != "main" and f"call: {part}\n" not in text} == set()

"""Many stacks: isolation, order, skipping, platform references, protection, destruction."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from composer.engine.events import Event, ResourceDone, StackFailed, StackNoted, StackNotTried, StackSucceeded
from composer.engine.failures import EngineFailedError
from composer.engine.fleet_run import run
from composer.engine.job import Job
from composer.engine.stack_change import refuse_losses
from composer.engine.stack_state import State, StoredState
from composer.graph import Resource, build_graph
from composer.kinds.refusal_reasons import reason
from composer.localcloud import faults
from composer.localcloud.faults import Fault
from tests.engine import fleets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.conftest import World

pytestmark = pytest.mark.engine


def test_one_that_fails_stops_no_other(world: World) -> None:
    text = "Quota exceeded for quota metric 'Topics', quotaExceeded"
    faults.add(world.cloud, Fault("refuse", kind="topic:Topic", name="*e.Bad", code=403, message=text))
    finished = world.run(fleets.platform(), fleets.event_type("Bad"), fleets.event_type("Good"))
    assert not finished.fine
    assert finished.failed == ("local.Bad",)
    assert finished.succeeded == ("local.Good", "local.platform-one")
    (failure,) = world.failures
    assert failure.resource == "Bad/topic"
    assert "quota" in failure.what
    assert "another cell" in failure.way_out
    faults.clear(world.cloud)
    again = world.run(fleets.platform(), fleets.event_type("Bad"), fleets.event_type("Good"))
    assert again.fine
    assert again.succeeded == ("local.Bad",)


def test_what_passes_is_waited_for_and_the_rest_says_what_to_do(world: World) -> None:
    """Nine reasons, four of them under status 409 or 400, each in Google's words, all in one run."""
    refused = {
        "concurrent-change": ("DataPolicy", 1),
        "operation-in-progress": ("dataset:Dataset", 1),
        "changed-meanwhile": ("table:Table", 1),
        "account-not-visible": ("projects/iAMMember", 1),
        "metric-not-visible": ("slo:Slo", 1),
        "not-ready": ("RegionInstanceGroupManager", 2),
        "rate": ("topic:Topic", 1),
        "backend": ("subscription:Subscription", 1),
    }
    for name, (kind, times) in refused.items():
        code, message = reason(name).plays or (0, "")
        if name == "rate":
            message = (
                f"{message}\nDetails:\n[{{'@type': 'type.googleapis.com/google.rpc.RetryInfo', 'retryDelay': '2s'}}]"
            )
        faults.add(world.cloud, Fault("refuse", kind, "create", "*layed*", times, code=code, message=message))
    code, message = reason("no-billing").plays or (0, "")
    faults.add(world.cloud, Fault("refuse", "job:Job", "create", "*bad*", code=code, message=message))
    finished = world.run(fleets.platform(), fleets.event_type(), fleets.event_type("Bad"))
    assert finished.succeeded == ("local.Played", "local.platform-one"), world.failures
    assert {fault.kind: fault.hit for fault in faults.standing(world.cloud)} == {
        **dict(refused.values()),
        "job:Job": 1,
    }
    messages = [event.message for event in world.of(StackNoted) if event.stack == "local.Played"]
    assert any(text.startswith("Played/topic") and "again in 2s" in text for text in messages), "\n".join(messages)
    (failure,) = world.failures
    assert failure.what == "the project has no billing account that pays"
    assert "link one" in failure.way_out


def test_a_failed_platform_stops_only_those_that_refer_to_it(world: World) -> None:
    faults.add(world.cloud, Fault("refuse", kind="Taxonomy", code=403, message="denied, forbidden"))
    alone = [
        resource
        for resource in fleets.event_type("Alone").resources
        if not any(word in json.dumps(resource.inputs) for word in ("platform:", "Alone/key"))
    ]
    finished = world.run(fleets.platform(), fleets.event_type(), build_graph("Alone", alone))
    assert finished.failed == ("local.platform-one",)
    assert finished.succeeded == ("local.Alone",)
    (left,) = world.of(StackNotTried)
    assert left.stack == "local.Played"
    assert "local.platform-one" in left.because


def test_a_missing_platform_output_is_a_reason(world: World) -> None:
    broken = json.loads(
        json.dumps(fleets.event_type().to_json()).replace('"output": "id"}]', '"output": "shoe_size"}]')
    )
    graph = build_graph("Played", [_resource(item) for item in broken["resources"]])
    assert world.run(fleets.platform(), graph).failed == ("local.Played",)
    assert "`shoe_size` of platform:one/tag" in world.failures[0].what


def _resource(item: dict) -> Resource:  # type: ignore[type-arg]
    return Resource(
        item["id"], item["type"], item["name"], item["inputs"], "", tuple(item["depends_on"]), item["protect"]
    )


def test_a_changed_platform_value_is_noticed_by_those_who_use_it(applied: World) -> None:
    renamed = build_graph(
        fleets.PLATFORM,
        [
            replace(resource, inputs={**resource.inputs, "region": "europe-west3"}, id=resource.id)
            if resource.role == "taxonomy"
            else resource
            for resource in fleets.platform().resources
        ],
    )
    before = table(applied)
    assert applied.run(fleets.platform(), fleets.event_type(played="FLOAT64"), action="preview").fine, applied.failures
    assert [(event.resource, event.operation) for event in applied.of(ResourceDone)] == [("Played/table", "updated")]
    assert table(applied) == before
    finished = applied.run(renamed, fleets.event_type(played="FLOAT64"))
    assert finished.fine, applied.failures
    assert "local.Played" in finished.succeeded
    done = {event.resource: event.operation for event in applied.of(ResourceDone) if event.stack == "local.Played"}
    assert done == {"Played/registration": "updated", "Played/table": "updated"}
    assert {event.stack: event.changes for event in applied.of(StackSucceeded)}["local.Played"] == {"update": 2}
    (noted,) = applied.of(StackNoted)
    assert noted.message == "Played/table: the column `ms` has a wider type; its events stay"
    after = table(applied)
    assert json.loads(after["schema"])[1]["type"] == "FLOAT64"
    assert after["creation_time"] == before["creation_time"], "the table that held the events is there no more"


def table(world: World) -> dict[str, Any]:
    with world.cloud.reading() as connection:
        (text,) = connection.execute("SELECT properties FROM objects WHERE id LIKE '%/tables/events'").fetchone()
    properties: dict[str, Any] = json.loads(text)
    return properties


def test_what_was_changed_behind_our_back_is_not_skipped(applied: World) -> None:
    graphs = fleets.platform(), fleets.event_type()
    state = applied.root / ".composer/state/.pulumi/stacks/composer/local.Played.json"
    state.write_bytes(state.read_bytes())
    assert applied.run(*graphs).succeeded == ("local.Played",)
    (applied.root / ".composer/ledger/local/applied/Played.json").write_text("{not json")
    assert applied.run(*graphs).succeeded == ("local.Played",)
    assert applied.of(StackSucceeded)[0].changes == {}
    assert applied.run(*graphs).succeeded == ()


def test_protected_resources_leave_simulated_environments(applied: World) -> None:
    fewer = [
        resource for resource in fleets.event_type().resources if resource.role not in {"table", "iceberg", "dataset"}
    ]
    assert applied.run(fleets.platform(), build_graph("Played", fewer)).fine, applied.failures
    assert "gcp:bigquery/dataset:Dataset" not in applied.live()


def test_protected_resources_do_not_leave_real_environments() -> None:
    kept = StoredState("Played/bucket", "gcp:storage/bucket:Bucket", "b", protect=True, inputs={}, outputs={})
    work = Job("production.Played", "up", build_graph("Played", ()), fleets.CELL, "")
    with pytest.raises(EngineFailedError, match="holds data"):
        refuse_losses(work, State({"Played/bucket": kept}, (), ""))


def test_down_is_for_simulated_environments(tmp_path: Path) -> None:
    asked = replace(
        fleets.request(tmp_path, fleets.event_type(), action="down"),
        environment=fleets.environment(tmp_path, "production", simulated=False),
    )
    with pytest.raises(EngineFailedError, match="production is a real environment"):
        run(asked, _nobody)


def test_a_leaked_provider_is_refused_in_real_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_DEBUG_PROVIDERS", "gcp:1")
    asked = replace(
        fleets.request(tmp_path, fleets.platform()),
        environment=fleets.environment(tmp_path, "production", simulated=False),
    )
    with pytest.raises(EngineFailedError, match="PULUMI_DEBUG_PROVIDERS is set"):
        run(asked, _nobody)


def _nobody(event: Event) -> None:
    del event


def test_down_and_up_again(applied: World, capfd: pytest.CaptureFixture[str]) -> None:
    graphs = fleets.platform(), fleets.event_type()
    assert applied.run(*graphs, action="down").fine, applied.failures
    assert set(applied.live()) == fleets.NEVER_DELETED
    assert set(applied.run(*graphs, action="down").skipped) == {"local.Played", "local.platform-one"}
    assert applied.run(*graphs).fine, applied.failures
    assert "Traceback" not in capfd.readouterr().err, "what the SDK leaves of an update that found the key there"


def test_a_preview_changes_nothing(world: World) -> None:
    assert world.run(fleets.platform(), action="preview").fine
    assert {event.resource for event in world.of(ResourceDone)} == {item.id for item in fleets.platform().resources}
    assert world.live() == {}
    assert world.states.versions() == {}


def test_somebody_elses_object_is_not_taken(applied: World) -> None:
    with applied.cloud.writing() as connection:
        connection.execute("UPDATE objects SET properties = replace(properties, '\"played\"', '\"other\"')")
    for file in (applied.root / ".composer/state/.pulumi/stacks/composer").glob("local.Played.json*"):
        file.unlink()
    assert applied.run(fleets.platform(), fleets.event_type()).failed == ("local.Played",)
    assert {failure.what for failure in applied.failures} >= {
        "there is an object of that name which this stack did not make"
    }


def test_inputs_reach_the_wire_in_camel_case_at_every_depth(applied: World) -> None:
    state = json.loads((applied.root / ".composer/state/.pulumi/stacks/composer/local.Played.json").read_text())
    inputs = {
        entry["urn"].split("::")[3]: entry.get("inputs", {}) for entry in state["checkpoint"]["latest"]["resources"]
    }
    assert inputs["Played/topic"]["messageStoragePolicy"] == {"allowedPersistenceRegions": ["europe-west1"]}
    assert inputs["Played/topic"]["schemaSettings"]["schema"] == "projects/composer-test/schemas/e.Played"
    assert inputs["Played/topic"]["labels"] == {**fleets.LABELS, "event-type": "played"}
    assert inputs["Played/dataset"]["accesses"] == [{"role": "OWNER", "specialGroup": "projectOwners"}]
    with applied.cloud.reading() as connection:
        (text,) = connection.execute("SELECT properties FROM objects WHERE kind LIKE '%:BucketObject'").fetchone()
    assert json.loads(text)["content"].startswith('{"event_type":"Played","tag":"tag:projects/')


def test_a_worker_that_dies_fails_its_stack_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    faults.add(world.cloud, Fault("hang-before", kind="topic:Topic", name="*e.Bad", operation="create", remaining=1))
    seen: list[Event] = []

    def kill(event: Event) -> None:
        seen.append(event)
        if isinstance(event, ResourceDone) and event.resource == "Bad/schema":
            for child in psutil.Process().children():
                if "composer.engine.worker" in " ".join(child.cmdline()):
                    child.kill()

    graphs = fleets.platform(), fleets.event_type("Bad"), fleets.event_type("Good")
    finished = run(fleets.request(world.root, *graphs, parallel=1), kill)
    assert finished.failed == ("local.Bad",)
    assert "local.Good" in finished.succeeded
    (failed,) = [event for event in seen if isinstance(event, StackFailed)]
    assert "SIGKILL" in failed.failures[0].what
    faults.clear(world.cloud)
    assert world.run(*graphs).fine, world.failures

"""Resources that were there before are taken into a stack without being touched, or nothing is done at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.engine.desired import Desired, Request
from composer.engine.events import ResourceDone
from composer.engine.fleet_run import run
from composer.graph import Resource, as_json, build_graph, ref
from composer.kinds import KINDS
from composer.ledger import Ledger
from composer.localcloud import cloud_database, faults
from composer.localcloud.faults import Fault
from composer.model.adoption import ADOPTABLE
from tests.engine import fleets
from tests.engine.killing import hanging, until, victim

if TYPE_CHECKING:
    from composer.engine.events import RunFinished
    from composer.graph import ResourceGraph
    from composer.kinds.property import Property
    from tests.engine.conftest import World

RECORD = {"type": "record", "name": "Played", "fields": [{"name": "id", "type": "string"}]}
IDS = {
    "Played/schema": "projects/composer-test/schemas/old-schema",
    "Played/topic": "projects/composer-test/topics/old-topic",
    "Played/etl-subscription": "projects/composer-test/subscriptions/old-reader",
    "Played/landing-bucket": "old-landing",
    "Played/delivered-bucket": "old-bucket",
    "Played/dataset": "projects/composer-test/datasets/old",
    "Played/table": "projects/composer-test/datasets/old/tables/plays",
}


def found(owner: str) -> list[Resource]:
    """What somebody made by hand, as resources of an owner."""
    schema = fleets.one(
        "schema", "pubsub/schema:Schema", owner, name="old-schema", type="AVRO", definition=as_json(RECORD)
    )
    topic = fleets.one(
        *("topic", "pubsub/topic:Topic", owner),
        name="old-topic",
        labels={"team": "old"},
        schema_settings={"schema": ref(schema), "encoding": "BINARY"},
    )
    dataset = fleets.one(
        *("dataset", "bigquery/dataset:Dataset", owner),
        dataset_id="old",
        location="europe-west1",
        accesses=[{"role": "OWNER", "special_group": "projectOwners"}],
        delete_contents_on_destroy=False,
    )
    columns = [{"name": "id", "type": "STRING", "mode": "NULLABLE"}]
    return [
        schema,
        topic,
        fleets.one("etl-subscription", "pubsub/subscription:Subscription", owner, name="old-reader", topic=ref(topic)),
        fleets.one("landing-bucket", "storage/bucket:Bucket", owner, name="old-landing", location="EUROPE-WEST1"),
        fleets.one("delivered-bucket", "storage/bucket:Bucket", owner, name="old-bucket", location="EUROPE-WEST1"),
        dataset,
        fleets.one(
            *("table", "bigquery/table:Table", owner),
            dataset_id=ref(dataset, "dataset_id"),
            table_id="plays",
            schema=as_json(columns),
            deletion_protection=False,
        ),
    ]


def beside() -> Resource:
    """Something of the Event Type that nobody made yet."""
    member = {"role": "roles/pubsub.publisher", "member": "serviceAccount:events@composer-test.iam.gserviceaccount.com"}
    topic = {"$ref": "Played/topic", "output": "name"}
    return fleets.one("publisher", "pubsub/topicIAMMember:TopicIAMMember", topic=topic, **member)


def adopt(world: World, graph: ResourceGraph, **options: Any) -> RunFinished:
    world.events = []
    desired = Desired(graph, fleets.CELL, adopted=IDS)
    return run(Request(fleets.environment(world.root), world.root, (desired,), **options), world.events.append)


def rows(world: World) -> dict[str, Any]:
    """What Google knows of them that somebody can set."""
    with world.cloud.reading() as connection:
        every = [row for row in cloud_database.load_all(connection) if row.id in IDS.values()]
    return {
        row.id: {name: value for name, value in row.properties.items() if _is_set(KINDS[row.kind].properties[name])}
        for row in every
    }


def _is_set(rule: Property) -> bool:
    return not rule.computed and rule.api != ""


def killed_while_it_imports(world: World) -> None:
    """A run of which nothing is left once it has taken over some, and waits for what is made on that."""
    faults.add(world.cloud, Fault("hang-before", kind="TopicIAMMember", operation="create", remaining=1))
    with victim(world.root, driver="adopting_driver") as run_of_it:
        until(lambda: hanging(world.cloud) > 0, "the grant on the topic that was taken over")
        run_of_it.kill("everything")
        run_of_it.wait()
    faults.clear(world.cloud)


def test_what_was_there_is_taken_over_and_not_touched(world: World) -> None:
    assert {one.role for one in found("Played")} == {*ADOPTABLE}
    assert world.run(build_graph("Old", found("Old"))).fine, world.failures
    world.states.remove("local.Old")
    Ledger(f"file://{world.root}/.composer/ledger/local").forget("Old")
    before = rows(world)
    assert before.keys() == {*IDS.values()}

    wanted = build_graph("Played", [*found("Played"), beside()])
    topic = wanted["Played/topic"]
    relabelled = replace(topic, inputs={**topic.inputs, "labels": {"team": "new"}})
    changed = build_graph("Played", [relabelled if one.id == topic.id else one for one in wanted.resources])
    assert not adopt(world, changed).fine
    (failure,) = world.failures
    assert "old-topic was there before and would not stay as it is: labels" in failure.what
    assert rows(world) == before

    # somebody thinks better of it: what that run would have taken over is not what it left behind
    assert world.run(build_graph("Played", [fleets.one("other", "pubsub/topic:Topic", name="other")])).fine
    assert rows(world) == before

    killed_while_it_imports(world)
    assert rows(world) == before

    assert adopt(world, wanted).fine, world.failures
    assert rows(world) == before
    done = {(one.operation, one.resource) for one in world.of(ResourceDone)}
    assert {name for what, name in done if what == "adopted"} < {*IDS}, "some were, before it was killed"
    assert {("created", "Played/publisher"), ("deleted", "Played/other")} <= done

    assert adopt(world, wanted, refresh=True).fine, world.failures
    assert not world.of(ResourceDone)
    assert rows(world) == before

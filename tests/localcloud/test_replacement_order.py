"""Replacements in the order that the graph states, and in the one that the provider would take by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from composer.kinds import KINDS
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.kinds.compute.instance_group import GROUP
from composer.kinds.compute.instance_template import TEMPLATE
from composer.kinds.datacatalog.policy_tags import TAXONOMY
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR
from tests.localcloud.client import RefusedError

if TYPE_CHECKING:
    from composer.kinds import Kind
    from tests.localcloud.client import Client, Resource

_TEMPLATE = {
    "name": "etl-end-song-1a2b3c4d",
    "machine_type": "n2-standard-4",
    "disks": [{"source_image": "projects/cos-cloud/global/images/family/cos-stable"}],
    "network_interfaces": [{"network": "default"}],
}
_GROUP = {"name": "etl-end-song", "base_instance_name": "etl-end-song"}
_AUTOSCALER = {"name": "etl-end-song", "autoscaling_policy": {"min_replicas": 1, "max_replicas": 3}}

_ALONE: dict[str, tuple[Kind, dict[str, Any], dict[str, Any]]] = {
    "dataset": (DATASET, {"dataset_id": "end_song", "location": "EU"}, {"location": "US"}),
    "taxonomy": (
        TAXONOMY,
        {"display_name": "event-fields", "region": "europe-west1"},
        {"region": "us-central1"},
    ),
    "descriptor": (
        METRIC_DESCRIPTOR,
        {"type": "custom.googleapis.com/etl/lag", "metric_kind": "GAUGE", "value_type": "DOUBLE"},
        {"value_type": "INT64"},
    ),
}


def group_with(client: Client, template: Resource) -> Resource:
    return client.create(GROUP.token, {**_GROUP, "versions": [{"instance_template": template.id}]})


def test_a_template_in_use_is_replaced_by_a_new_one_beside_it(client: Client) -> None:
    old = client.create(TEMPLATE.token, _TEMPLATE)
    group = group_with(client, old)
    changed = {**_TEMPLATE, "name": "etl-end-song-5e6f7a8b", "machine_type": "n2-standard-8"}
    assert client.diff(old, changed).deleteBeforeReplace, "what the provider does by itself"
    with pytest.raises(RefusedError, match="already being used by"):
        client.delete(old)
    assert not TEMPLATE.delete_before_replace
    new = client.create(TEMPLATE.token, changed)
    client.update(group, {**_GROUP, "versions": [{"instance_template": new.id}]})
    client.delete(old)


@pytest.mark.parametrize("name", _ALONE)
def test_what_keeps_its_name_goes_first(client: Client, name: str) -> None:
    kind, inputs, change = _ALONE[name]
    old = client.create(kind.token, inputs)
    found = client.diff(old, {**inputs, **change})
    assert found.replaces
    assert not found.deleteBeforeReplace, "what the provider does by itself"
    if kind.idempotent_create:
        beside = client.replace(old, {**inputs, **change}, delete_first=False)
        assert client.read(beside).id == "", "the deletion of the old one took the new one"
    else:
        with pytest.raises(RefusedError, match=r"(?i)already exists"):
            client.replace(old, {**inputs, **change}, delete_first=False)
    assert kind.delete_before_replace
    client.delete(old)
    again = client.create(kind.token, inputs)
    replaced = client.replace(again, {**inputs, **change}, delete_first=True)
    assert client.read(replaced).id == replaced.id


def test_an_autoscaler_goes_with_its_group(client: Client) -> None:
    """A group cannot be deleted while its autoscaler is there, whose target could be changed in place."""
    group = group_with(client, client.create(TEMPLATE.token, _TEMPLATE))
    autoscaler = client.create(AUTOSCALER.token, {**_AUTOSCALER, "target": group.id})
    with pytest.raises(RefusedError, match="already being used by"):
        client.delete(group)
    assert GROUP.delete_before_replace
    assert AUTOSCALER.immutable(("target",))
    assert AUTOSCALER.delete_before_replace, "its own name stays"
    client.delete(autoscaler)
    client.delete(group)


def test_an_autoscaler_that_moves_to_another_signal_is_made_anew() -> None:
    """The provider keeps a CPU signal that is no longer sent, so machines would go on following it."""
    assert AUTOSCALER.immutable(("autoscaling_policy", "metrics"))
    assert AUTOSCALER.immutable(("autoscaling_policy", "metrics", 0, "name"))
    assert not AUTOSCALER.immutable(("autoscaling_policy", "cpu_utilization", "target"))
    assert not AUTOSCALER.immutable(("autoscaling_policy", "max_replicas"))


def test_what_keeps_a_parent_from_going_is_replaced_along() -> None:
    """A kind that is deleted first must be free of children, so those that forbid its deletion go with it."""
    for kind in KINDS.values():
        for parent in kind.parents:
            holder = KINDS[parent.kind]
            named = parent.property.partition(".")[0]
            if parent.blocks_deletion and holder.delete_before_replace and not parent.unless and not parent.optional:
                assert kind.immutable((named,)) or (kind.name, holder.name) in _HELD, (kind.name, holder.name)


_HELD = {
    # no graph gives a data policy a governance tag, the one thing that replaces it
    ("Table", "Datapolicyv2DataPolicy"),
}

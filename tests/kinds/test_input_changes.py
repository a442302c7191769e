"""What somebody made live and means the same is no difference: the provider's own label, other spellings of a duration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.kinds import KINDS
from composer.kinds.bigquery.table import TABLE
from composer.kinds.formats import seconds
from composer.kinds.input_changes import PROVIDERS_LABEL, unequal
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.localcloud.imports import inputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds import Kind, Property

GOLDEN = Path(__file__).parents[1] / "graphs" / "golden"
LABELS = sorted(
    {(kind.token, name) for kind in KINDS.values() for name, rule in kind.properties.items() if rule.format == "labels"}
)


@pytest.mark.parametrize(("token", "name"), LABELS, ids=[f"{token}-{name}" for token, name in LABELS])
def test_the_providers_label_is_no_difference(token: str, name: str) -> None:
    kind, live = KINDS[token], {PROVIDERS_LABEL: "true"}
    ours = {"owner": "royalties"}
    assert unequal(kind, {name: ours | live}, {name: ours}) == []
    assert unequal(kind, {name: live}, {}) == []
    assert inputs_of(kind, {name: ours | live}, {name: ours})[name] == ours, "a refresh keeps what the program says"
    assert unequal(kind, {name: {"owner": "others"} | live}, {name: ours})
    assert unequal(kind, {name: ours | live | {"a": "b"}}, {name: ours}), "somebody else's label is one"


@given(st.integers(600, 604_800), st.sampled_from(["{}s", "{}.0s", "{}.000s", "{}.000000000s"]))
def test_a_duration_in_another_spelling_is_no_difference(length: int, spelling: str) -> None:
    live, ours = {"message_retention_duration": spelling.format(length)}, {"message_retention_duration": f"{length}s"}
    assert unequal(SUBSCRIPTION, live, ours) == []
    assert inputs_of(SUBSCRIPTION, live, ours) == ours
    assert unequal(SUBSCRIPTION, {"message_retention_duration": f"{length + 1}s"}, ours)


names = st.lists(st.sampled_from("abcdef").map(lambda name: f"europe-{name}"), unique=True, max_size=5)


@given(names, names)
def test_what_the_provider_keeps_as_a_set_differs_by_what_is_in_it(one: list[str], other: list[str]) -> None:
    live, ours = (
        {"message_storage_policy": {"allowed_persistence_regions": given}} for given in (["europe-z", *one], other)
    )
    reordered = {"message_storage_policy": {"allowed_persistence_regions": [*reversed(one), "europe-z"]}}
    assert unequal(TOPIC, live, reordered) == []
    changed = [*unequal(TOPIC, live, ours)]
    assert changed, "europe-z is gone"
    assert len(changed) <= max(len({*one, "europe-z"} - {*other}), len({*other} - {*one}))


def test_lists_of_objects_and_scopes_are_sets_where_the_provider_says_so() -> None:
    labels = [{"key": "event_type", "description": "one"}, {"key": "partitioning", "value_type": "STRING"}]
    assert unequal(METRIC_DESCRIPTOR, {"labels": labels}, {"labels": labels[::-1]}) == []
    (change,) = unequal(METRIC_DESCRIPTOR, {"labels": labels}, {"labels": [labels[1], labels[0] | {"description": ""}]})
    assert change.path == "labels[1].description"
    address = "https://www.googleapis.com/auth/cloud-platform"
    live, ours = ({"service_account": {"scopes": [scope]}} for scope in (address, "cloud-platform"))
    assert unequal(KINDS["gcp:compute/regionInstanceTemplate:RegionInstanceTemplate"], live, ours) == []


def durations(rules: Mapping[str, Property], value: Mapping[str, Any]) -> Iterator[str]:
    """Every duration that inputs set, at any depth."""
    for name, stated in value.items():
        rule = rules.get(name)
        if rule is None:
            continue
        if rule.format == "duration" and isinstance(stated, str) and stated not in rule.enum:
            yield stated
        inner = rule.items.properties if rule.items is not None else rule.properties
        for one in stated if isinstance(stated, list) else [stated]:
            if inner and isinstance(one, dict):
                yield from durations(inner, one)


def test_graphs_spell_durations_as_google_answers_them() -> None:
    """To the real provider another spelling is a change that no `up` gets rid of: it compares texts."""
    found = {
        one
        for file in GOLDEN.glob("*/*.json")
        for resource in json.loads(file.read_text())["resources"]
        for one in durations(KINDS[resource["type"]].properties, resource["inputs"])
    }
    assert len(found) > 5
    whole = {one for one in found if (length := seconds(one)) is not None and one == f"{length:.0f}s"}
    assert found - whole == set(), "Google answers whole seconds without a fraction"


@pytest.mark.parametrize(("kind", "name"), [(k, by) for k in KINDS.values() for by, _ in k.rest.writes.shown.values()])
def test_a_refresh_sees_what_calls_of_their_own_change(kind: Kind, name: str) -> None:
    """Whoever pauses a schedule or disables an account does it by a call, and every read tells."""
    assert unequal(kind, inputs_of(kind, {name: True}, {name: False}), {name: False})
    if not kind.properties[name].optional_computed:
        assert unequal(kind, inputs_of(kind, {name: True}, {}), {})
    assert unequal(kind, inputs_of(kind, {name: False}, {name: True}), {name: True})
    assert inputs_of(kind, {name: False}, {}) == {}, "that is what leaving it out means"


def test_tags_that_name_nothing_are_no_difference() -> None:
    """The real provider writes them to every column of a table that it changes."""
    plain = [{"name": "a", "type": "RECORD", "fields": [{"name": "b", "type": "STRING"}]}]
    empty = {"policyTags": {"names": []}}
    written = [{**plain[0], **empty, "fields": [{"name": "b", "type": "STRING", **empty}]}]
    tagged = [{**plain[0], "policyTags": {"names": ["projects/p/locations/l/taxonomies/1/policyTags/2"]}}]
    assert not unequal(TABLE, {"schema": json.dumps(written)}, {"schema": json.dumps(plain)})
    assert unequal(TABLE, {"schema": json.dumps(tagged)}, {"schema": json.dumps(plain)})

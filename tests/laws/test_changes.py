"""Laws of the difference between two graphs."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from composer.graph import ResourceGraph, build_graph, resources_from_json
from composer.graph.graph import dependencies
from composer.graph.graph_changes import Change, Create, Delete, Replace, Update, apply, diff, loses_data, subject
from composer.graph.properties import ABSENT

from .graphs import KINDS, OWNER, PLATFORM_ID, graphs, maybe_graphs


def changes(before: ResourceGraph | None, after: ResourceGraph | None, **more: object) -> tuple[Change, ...]:
    return diff(before, after, kinds=KINDS, **more)  # type: ignore[arg-type]


def print_of(graph: ResourceGraph | None) -> str:
    return graph.fingerprint if graph and graph.resources else ""


@given(graphs())
def test_nothing_differs_from_itself(graph: ResourceGraph) -> None:
    assert changes(graph, graph) == ()


@given(graphs())
def test_what_the_ledger_recorded_does_not_differ_from_itself(graph: ResourceGraph) -> None:
    recorded = ResourceGraph.of(OWNER, resources_from_json(json.loads(json.dumps(graph.to_json()))), graph.fingerprint)
    assert changes(recorded, graph) == ()
    # the short cut over the fingerprint hides nothing: without it the answer is the same
    assert changes(ResourceGraph.of(OWNER, recorded.resources, "another"), graph) == ()


@given(maybe_graphs, maybe_graphs)
def test_there(before: ResourceGraph | None, after: ResourceGraph | None) -> None:
    assert print_of(apply(before, changes(before, after))) == print_of(after)


@given(maybe_graphs, maybe_graphs)
def test_and_back(before: ResourceGraph | None, after: ResourceGraph | None) -> None:
    there = apply(before, changes(before, after))
    assert print_of(apply(there, changes(there, before))) == print_of(before)


@given(graphs(), graphs())
def test_no_change_exactly_where_the_fingerprints_are_equal(before: ResourceGraph, after: ResourceGraph) -> None:
    assert (changes(before, after) == ()) == (before.fingerprint == after.fingerprint)


@given(graphs(), graphs())
def test_each_resource_changes_once_and_only_if_it_differs(before: ResourceGraph, after: ResourceGraph) -> None:
    result = changes(before, after)
    assert len({subject(change).id for change in result}) == len(result)
    for change in result:
        match change:
            case Update(old, new, properties) | Replace(old, new, properties):
                assert properties
                assert old.id == new.id
                assert isinstance(change, Replace) == any(one.forces_replacement for one in properties)
                for one in properties:
                    assert (repr(one.before) != repr(one.after)) or one.via
            case Create(new):
                assert new.id not in {resource.id for resource in before.resources}
            case Delete(old):
                assert old.id not in {resource.id for resource in after.resources}


@given(maybe_graphs, maybe_graphs)
def test_dependencies_first_and_deletions_last(before: ResourceGraph | None, after: ResourceGraph | None) -> None:
    result = changes(before, after)
    deletions = [isinstance(change, Delete) for change in result]
    assert deletions == sorted(deletions)
    made = [change.after.id for change in result if not isinstance(change, Delete)]
    for change in result:
        if not isinstance(change, Delete):
            needed = dependencies(change.after) & set(made)
            assert all(made.index(other) < made.index(change.after.id) for other in needed)
    removed = [change.before for change in result if isinstance(change, Delete)]
    order = [resource.id for resource in removed]
    for resource in removed:
        assert all(order.index(other) > order.index(resource.id) for other in dependencies(resource) & set(order))


@given(graphs())
def test_a_new_graph_is_created_in_its_own_order(graph: ResourceGraph) -> None:
    result = changes(None, graph)
    assert [type(change) for change in result] == [Create] * len(graph.resources)
    assert tuple(subject(change) for change in result) == graph.resources


@given(graphs())
def test_deletion_is_creation_backwards_for_dependencies(graph: ResourceGraph) -> None:
    made = [subject(change).id for change in changes(None, graph)]
    removed = [subject(change).id for change in changes(graph, None)]
    assert sorted(made) == sorted(removed)
    for resource in graph.resources:
        for other in dependencies(resource) & set(made):
            assert made.index(other) < made.index(resource.id)
            assert removed.index(other) > removed.index(resource.id)


@given(graphs(), graphs(), st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_does_not_matter(before: ResourceGraph, after: ResourceGraph, random) -> None:
    def shuffled(graph: ResourceGraph) -> ResourceGraph:
        resources = [*graph.resources]
        random.shuffle(resources)
        return build_graph(OWNER, resources)

    assert changes(shuffled(before), shuffled(after)) == changes(before, after)


@given(graphs())
def test_a_replaced_platform_resource_reaches_exactly_what_refers_to_it(graph: ResourceGraph) -> None:
    result = changes(graph, graph, replaced=(PLATFORM_ID,))
    reached = {subject(change).id for change in result}
    for resource in graph.resources:
        direct = any(PLATFORM_ID in json.dumps(value) for value in resource.inputs.values())
        assert not direct or resource.id in reached
    assert all(isinstance(change, Update | Replace) and any(one.via for one in change.properties) for change in result)
    for change in result:
        assert isinstance(change, Update | Replace)
        assert {one.via for one in change.properties} <= {PLATFORM_ID, *reached}


@given(maybe_graphs, maybe_graphs)
def test_only_what_is_protected_can_lose_data(before: ResourceGraph | None, after: ResourceGraph | None) -> None:
    held = {resource.id for resource in before.resources if resource.protect} if before else set()
    for change in changes(before, after):
        assert not loses_data(change) or subject(change).id in held
        if isinstance(change, Delete | Replace):
            assert loses_data(change) == (subject(change).id in held)


def test_absent_is_not_a_value() -> None:
    assert not ABSENT
    assert repr(ABSENT) == "ABSENT"

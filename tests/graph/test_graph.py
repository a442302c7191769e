"""A graph is checked when it is built."""

from dataclasses import replace

import pytest

from composer.graph import (
    BrokenGraphError,
    Resource,
    build_graph,
    cloud_names,
    ref,
    refuse_lost_dead_letters,
    refuse_shared_names,
)
from composer.graph.packed_graphs import PackedGraphs, packed
from composer.kinds.pubsub.subscription import SUBSCRIPTION


def resource(identity: str, name: str = "x", project: str = "p", **inputs: object) -> Resource:
    return Resource(identity, "gcp:pubsub/topic:Topic", name, {"project": project, **inputs}, "for the test")


def test_an_id_is_there_once() -> None:
    with pytest.raises(BrokenGraphError, match="twice"):
        build_graph("A", [resource("A/t"), resource("A/t")])


def test_a_reference_must_lead_somewhere() -> None:
    with pytest.raises(BrokenGraphError, match=r"A/t refers to A/gone"):
        build_graph("A", [resource("A/t", topic=ref("A/gone"))])


def test_a_graph_refers_to_no_other_event_type() -> None:
    with pytest.raises(BrokenGraphError, match=r"B/t"):
        build_graph("A", [resource("A/t", topic=ref("B/t"))])


def test_a_graph_may_refer_to_the_platform() -> None:
    assert build_graph("A", [resource("A/t", topic=ref("platform:c/bucket"))]).resources


def test_dead_letters_are_kept_by_a_subscription() -> None:
    topics = [resource("A/t"), resource("A/dead", cloud_names.dead_letter_topic("A"))]
    reads = Resource("A/kept", SUBSCRIPTION.token, "kept", {"topic": ref("A/dead")}, "for the test")
    other = replace(reads, id="A/s", inputs={"topic": ref("A/t")})
    granted = resource("A/publisher", topic=ref("A/dead"))
    with pytest.raises(BrokenGraphError, match="dead letters go to A/dead, where no subscription keeps them"):
        refuse_lost_dead_letters(build_graph("A", [*topics, other, granted]))
    refuse_lost_dead_letters(build_graph("A", [*topics, other, granted, reads]))


def test_a_cycle_is_refused() -> None:
    with pytest.raises(BrokenGraphError, match="cycle"):
        build_graph("A", [resource("A/a", x=ref("A/b")), resource("A/b", x=ref("A/a"))])


def test_resources_belong_to_their_graph() -> None:
    with pytest.raises(BrokenGraphError, match="does not belong"):
        build_graph("A", [resource("B/t")])


def test_two_owners_cannot_claim_one_name() -> None:
    graphs = [build_graph("A", [resource("A/t", "same")]), build_graph("B", [resource("B/t", "same")])]
    with pytest.raises(BrokenGraphError, match=r"B/t and A/t both claim"):
        refuse_shared_names(graphs)
    with pytest.raises(BrokenGraphError, match=r"B/t and A/t both claim"):
        PackedGraphs({"A": packed(graphs[0])}).refuse_shared_names(graphs[1:])


def test_one_name_in_two_projects_is_fine() -> None:
    graphs = [build_graph("A", [resource("A/t", "same")]), build_graph("B", [resource("B/t", "same", project="q")])]
    refuse_shared_names(graphs)
    PackedGraphs({graph.owner: packed(graph) for graph in graphs}).refuse_shared_names([])

"""After one edit every change of a plan names that edit and nothing else; after two, each names one or both.

Against a base and against the ledger, for each leaf of what people write.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer import documents, pipeline
from composer.graph.graph_changes import Replace, Update, subject
from composer.graph.properties import compare
from composer.plans.edits import edits, restored
from composer.stages import Unusable
from tests.laws.edited_fleet import NAMES, EditedFleet, definition
from tests.laws.leaf_edits import ABSENT, at, changed, leaves, valid_edits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import ResourceGraph
    from composer.graph.properties import Path
    from composer.plans.causes import Cause
    from composer.plans.planning import Plan
    from composer.stages import Checked

Point = tuple[str, "Path"]
Edited = tuple[str, tuple[str | int, ...], Any]
"""A file, a path in it, and what the whole file says after the edit."""
Graphs = dict[str, "ResourceGraph"]
PAIRS = int(os.environ.get("COMPOSER_PAIRS", "40"))
"""How many pairs of edits are tried; more of them with `COMPOSER_PAIRS=1000`."""


@dataclass(frozen=True)
class Alone:
    """One edit without any other: what each change of its plans names, against base and ledger, and its graphs."""

    edited: Edited
    plans: list[dict[Point, set[Any]]]
    graphs: Graphs

    @property
    def names(self) -> set[Any]:
        return {one for plan in self.plans for result in plan.values() for one in result}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> EditedFleet:
    return EditedFleet(tmp_path_factory.mktemp("fleet"))


@pytest.fixture(scope="module")
def alone(fleet: EditedFleet) -> list[Alone]:
    """Every edit that changes something."""
    return changing(fleet, all_edits(fleet))


@pytest.fixture(scope="module")
def moved(fleet: EditedFleet) -> list[Alone]:
    """Every definition in each other storage, with all that one may say of that."""
    results = changing(fleet, all_moves(fleet))
    assert len(results) == len(NAMES) * (len(NAMES) - 1), "each is sound, and changes something"
    return results


def changing(fleet: EditedFleet, made: Iterator[Edited]) -> list[Alone]:
    """Those of the edits that are sound and change something."""
    results = []
    for edited in made:
        settled = sound(fleet, [edited])
        if settled is not None:
            after = pipeline.build(settled)
            plans = [{point: names(plan.causes[point]) for point in points(plan)} for plan in fleet.plans(settled)]
            if plans[0] or plans[1]:
                results.append(Alone(edited, plans, after))
    return results


def all_edits(fleet: EditedFleet) -> Iterator[Edited]:
    """One edit of each key of each type, such as a person makes."""
    for name in fleet.files:
        seen = set()
        document = fleet.read(name)
        for leaf in leaves(fleet.files[name][0], document):
            if leaf.name not in seen and leaf.key not in {"ledger", "event_type", "environment"}:
                seen.add(leaf.name)
                yield from ((name, leaf.path, edited) for edited in valid_edits(document, leaf))


BY_HAND: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("definition-bigquery", ("access", "internal"), ["group:insights@example.com", "group:ads@example.com"]),
    ("definition-bigquery", ("access", "open"), ["group:ads@example.com"]),
    ("definition-bigquery", ("storage", "clustering"), ["plan", "event_id"]),
    ("environment", ("cells", 0, "region"), "europe-west4"),
    ("environment", ("channels", 0, "labels", "email_address"), "somebody-else@example.com"),
    ("environment", ("network", "managed", "range"), "10.64.16.0/20"),
    ("limits", ("headroom_percent",), 12),
    ("storage", ("soft_delete",), "8d"),
]
"""Edits of lists, maps and what whole cells hang on: a file, a path in it, and what stands there then."""


@pytest.mark.parametrize("by_hand", BY_HAND, ids=lambda by_hand: f"{by_hand[0]}-{by_hand[1][-1]}")
def test_an_edit_by_hand_is_the_one_cause(fleet: EditedFleet, by_hand: tuple[str, tuple[str | int, ...], Any]) -> None:
    name, path, value = by_hand
    (one,) = changing(fleet, iter([(name, path, changed(fleet.read(name), path, value))]))
    assert all(result for plan in one.plans for result in plan.values())
    assert len({named[:2] for named in one.names}) == 1, one.names
    assert one.plans[0] == one.plans[1], "against a base and against the ledger"


def all_moves(fleet: EditedFleet) -> Iterator[Edited]:
    """Each definition in each other storage."""
    for storage, other in itertools.permutations(NAMES, 2):
        name = f"definition-{storage}"
        yield name, ("storage",), {**fleet.read(name), "storage": definition(other)["storage"]}


def points(plan: Plan) -> Iterator[Point]:
    """What a plan says, as it is shown: each property that changes, and each resource that comes or goes."""
    new = {one.owner for one in plan.owners if one.new}
    for change in plan.changes:
        if subject(change).id.partition("/")[0] in new:
            continue
        if isinstance(change, Update | Replace):
            yield from ((subject(change).id, one.path) for one in change.properties)
        else:
            yield subject(change).id, ()


def sound(fleet: EditedFleet, made: list[Edited]) -> Checked | None:
    """The fleet with these edits, where it has no errors."""
    before = {name: fleet.files[name][1].read_bytes() for name, _, _ in made}
    try:
        for name, _, document in made:
            fleet.write(name, document)
        settled = fleet.settled()
        return None if isinstance(settled, Unusable) or settled.broken else settled
    finally:
        for name, data in before.items():
            fleet.files[name][1].write_bytes(data)


def names(causes: tuple[Cause, ...]) -> set[tuple[str, int, Path]]:
    return {(one.reason.file, one.reason.line, one.path) for one in causes}


def line(fleet: EditedFleet, edited: Edited) -> tuple[str, int]:
    """Where an edit stands in its file, once it is made."""
    name, path, document = edited
    file = fleet.files[name][1].relative_to(fleet.root).as_posix()
    text = documents.read(file, fleet.text(document).encode())
    span = text.span(path)
    return span.file, span.line


def test_one_edit_is_the_one_cause_of_every_change(fleet: EditedFleet, alone: list[Alone], record_property) -> None:
    for one in alone:
        edited, plans, actual = one.edited, one.plans, one.names
        assert plans[0].keys() == plans[1].keys()
        assert all(result for plan in plans for result in plan.values()), (edited[:2], plans)
        assert len({one[:2] for one in actual}) <= 1, (edited[:2], actual)
        if actual and isinstance(at(edited[2], edited[1]), str | int | float):  # what was left out stands nowhere
            assert {one[:2] for one in actual} == {line(fleet, edited)}, (edited[:2], actual)
    record_property("edits with an effect", len(alone))
    assert len(alone) > 60


def test_of_two_edits_each_change_names_those_that_it_needs(fleet: EditedFleet, alone: list[Alone]) -> None:
    law_of_pairs(fleet, alone, alone, PAIRS)


def test_of_a_move_and_an_edit_each_change_names_those_that_it_needs(
    fleet: EditedFleet, moved: list[Alone], alone: list[Alone]
) -> None:
    """From one storage to another, in the same pull request as something else."""
    law_of_pairs(fleet, moved, alone, PAIRS // 4)


def test_an_edit_is_tried_alone_where_it_cannot_be_taken_back_with_another(fleet: EditedFleet) -> None:
    """Of what only a kind of storage may say, and a policy that shows in another kind alone."""
    move = next(
        one for one in all_moves(fleet) if one[0] == "definition-gcs" and one[2]["storage"]["kind"] == "bigquery"
    )
    at_masking = ("semantic_types", ("types", 0, "masking"))
    masking = next(
        one for one in all_edits(fleet) if one[:2] == at_masking and one[2]["types"][0]["masking"] == "SHA256"
    )
    settled = sound(fleet, [move, masking])
    assert settled is not None
    point = (f"{NAMES['gcs']}/registration", ("content", "fields", "event_id", "masking"))
    for plan in fleet.plans(settled):
        paths = {path for _, _, path in names(plan.causes[point])}
        assert paths == {("storage", "kind"), ("policy", "semantic_types", "types", "[system]", "masking")}


def law_of_pairs(fleet: EditedFleet, firsts: list[Alone], seconds: list[Alone], examples: int) -> None:
    """An edit that is named is needed: to take it back, or to make it alone, changes that property. One that is not
    named is not."""

    @settings(max_examples=examples, deadline=None)
    @given(st.integers(0, len(firsts) - 1), st.integers(0, len(seconds) - 1))
    def law(first: int, second: int) -> None:
        one, two = firsts[first], seconds[second]
        if another_row(one.edited, two.edited) or another_row(two.edited, one.edited):
            return
        made = combined(fleet, one.edited, two.edited)
        settled = sound(fleet, made) if made else None
        if settled is None:
            return
        both = pipeline.build(settled)
        for plan in fleet.plans(settled):
            for point in points(plan):
                about = (one.edited[:2], two.edited[:2], plan.against.kind, point, plan.causes[point])
                paths = {path for _, _, path in names(plan.causes[point])}
                hers, his = ({path for _, _, path in edit.names} for edit in (one, two))
                assert paths, about
                assert paths <= hers | his, about
                if follows(plan, point) or hers & his:
                    continue
                needs = [
                    differs(point, fleet.graphs, alone.graphs) or differs(point, without.graphs, both)
                    for alone, without in ((one, two), (two, one))
                ]
                assert [bool(paths & hers), bool(paths & his)] == needs, about

    law()


def another_row(renamed: Edited, edited: Edited) -> bool:
    """Whether one edit gives another name to the row of a list that the other edit is in: then all of the row is new,
    and it is named as a whole."""
    row, key = renamed[1][:-1], renamed[1][-1]
    return renamed[0] == edited[0] and key == "name" and bool(row) and edited[1][: len(row)] == row


def follows(plan: Plan, point: Point) -> bool:
    """Whether a change is only that of another resource, which it refers to."""
    results = [one for one in plan.changes if subject(one).id == point[0] and isinstance(one, Update | Replace)]
    return any(one.path == point[1] and bool(one.via) for change in results for one in change.properties)


def differs(point: Point, some: Mapping[str, ResourceGraph], other: Mapping[str, ResourceGraph]) -> bool:
    """Whether two fleets differ in this property, or in what is around or inside it."""
    name, path = point
    one, two = (
        next((one for one in graphs[name.partition("/")[0]].resources if one.id == name), None)
        for graphs in (some, other)
    )
    if one is None or two is None:
        return one is not two
    each = [change.path for change in compare(one, two, None)]
    return any(inner[: len(path)] == path or path[: len(inner)] == inner for inner in each if path)


def combined(fleet: EditedFleet, first: Edited, second: Edited) -> list[Edited]:
    """Both edits, as one document where they are in one file; nothing where one is inside the other."""
    if first[0] != second[0]:
        return [first, second]
    (name, path, document), (_, other, _) = first, second
    if path[: len(other)] == other[: len(path)]:
        return []
    value = at(second[2], other)
    if at(document, other[:-1]) is ABSENT or (value is ABSENT and at(document, other) is ABSENT):
        return []
    return [(name, path, changed(document, other, value))]


def test_what_is_undone_is_what_was(fleet: EditedFleet) -> None:
    """Every edit taken back gives the document of before."""
    for name, _, document in all_edits(fleet):
        before = fleet.read(name)
        assert restored(document, before, edits(before, document)) == before

"""After one edit every change of a plan names that edit and nothing else.

Against a base and against the ledger, for each leaf of what people write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from composer import documents
from composer.graph.changes import Replace, Update, subject
from composer.plans.edits import edits, restored
from tests.laws.edited_fleet import EditedFleet
from tests.laws.leaf_edits import at, leaves, valid_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph.properties import Path
    from composer.pipeline import Settled
    from composer.plans.causes import Cause
    from composer.plans.planning import Plan

Point = tuple[str, "Path"]
Edited = tuple[str, tuple[str | int, ...], Any]
"""A file, a path in it, and what the whole file says after the edit."""


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> EditedFleet:
    return EditedFleet(tmp_path_factory.mktemp("fleet"))


def all_edits(fleet: EditedFleet) -> Iterator[Edited]:
    """One edit of each key of each type, such as a person makes."""
    for name in fleet.files:
        seen = set()
        document = fleet.read(name)
        for leaf in leaves(fleet.files[name][0], document):
            if leaf.name not in seen and leaf.key not in {"ledger", "event_type", "environment"}:
                seen.add(leaf.name)
                yield from ((name, leaf.path, edited) for edited in valid_edits(document, leaf))


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


def sound(fleet: EditedFleet, made: list[Edited]) -> Settled | None:
    """The fleet with these edits, where it has no errors."""
    before = {name: fleet.files[name][1].read_bytes() for name, _, _ in made}
    try:
        for name, _, document in made:
            fleet.write(name, document)
        settled = fleet.settled()
        return None if settled.broken else settled
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


def test_one_edit_is_the_one_cause_of_every_change(fleet: EditedFleet, record_property) -> None:
    alone: list[tuple[Edited, list[dict[Point, set[Any]]]]] = []
    for edited in all_edits(fleet):
        settled = sound(fleet, [edited])
        if settled is None:
            continue
        plans = [{point: names(plan.causes[point]) for point in points(plan)} for plan in fleet.plans(settled)]
        assert plans[0].keys() == plans[1].keys()
        said = {one for plan in plans for found in plan.values() for one in found}
        assert all(found for plan in plans for found in plan.values()), (edited[:2], plans)
        assert len({one[:2] for one in said}) <= 1, (edited[:2], said)
        if said and isinstance(at(edited[2], edited[1]), str | int | float):  # what was left out stands nowhere
            assert {one[:2] for one in said} == {line(fleet, edited)}, (edited[:2], said)
        if plans[0]:
            alone.append((edited, plans))
    record_property("edits with an effect", len(alone))
    assert len(alone) > 60


def test_what_is_undone_is_what_was(fleet: EditedFleet) -> None:
    """Every edit taken back gives the document of before."""
    for name, _, document in all_edits(fleet):
        before = fleet.read(name)
        assert restored(document, before, edits(before, document)) == before

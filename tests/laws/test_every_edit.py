"""Every single edit of every leaf goes through every verb; and a plan names the edit that a change comes from."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from composer.operations import explanation
from composer.plans import alterations, provenance
from tests.laws.edited_fleet import NAMES, STATES, EditedFleet
from tests.laws.every_call import ACTING, VERBS, Caller, calls, in_turn
from tests.laws.leaf_edits import Leaf, declared, edits, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERYTHING = os.environ.get("COMPOSER_EVERY_EDIT") == "all"
"""Whether each edit is made in each state; else each is made in one of them, in turn."""


@pytest.fixture(scope="module")
def fleets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EditedFleet]:
    return {state: EditedFleet(tmp_path_factory.mktemp(state), state) for state in STATES}


@pytest.fixture(scope="module")
def callers(fleets: dict[str, EditedFleet]) -> dict[str, Caller]:
    return {state: Caller(fleet.root) for state, fleet in fleets.items()}


@pytest.fixture(scope="module")
def every_call(fleets: dict[str, EditedFleet]) -> list[list[str]]:
    """All that can be asked of the fleet, as it is while it is active."""
    settled, name = fleets["active"].before, NAMES["bigquery"]
    paths = [*explanation.settled_paths(settled.event_types[name])]
    for first, facts in ((provenance.ENVIRONMENT, settled.environment), (provenance.POLICY, settled.policies)):
        paths += [(first, *path) for path in alterations.parts(facts)]
    values = [".".join(map(str, path)) for path in paths]
    assert len(values) > 100
    return list(calls([*NAMES.values()], values, explanation.roles(settled, name)))


def leaves_of(fleet: EditedFleet, name: str) -> Iterator[Leaf]:
    """Each key of each type once."""
    seen = set()
    for leaf in leaves(fleet.files[name][0], fleet.read(name)):
        if leaf.name not in seen:
            seen.add(leaf.name)
            yield leaf


def test_the_fleet_is_sound_in_every_state(fleets: dict[str, EditedFleet]) -> None:
    for state, fleet in fleets.items():
        errors = [one for one in fleet.before.diagnostics if one.severity == "error"]
        assert not errors, (state, errors)


def test_every_key_of_every_type_is_edited(fleets: dict[str, EditedFleet], record_property) -> None:
    fleet = fleets["active"]
    edited = {leaf.name for name in fleet.files for leaf in leaves_of(fleet, name)}
    expected = {key for spec, _ in fleet.files.values() for key in declared(spec)}
    assert expected - edited == set(), "give the sample of that file such a key"
    record_property("leaves", len(edited))
    assert len(edited) > 200


def test_every_verb_that_looks_is_called(every_call: list[list[str]], fleets, callers: dict[str, Caller]) -> None:
    """Once each verb, of a fleet that nobody edited: nothing fails but what there is nothing to compare with, and what
    an empty project lacks."""
    assert {one[0] for one in every_call} == VERBS.keys() - ACTING
    for arguments in itertools.islice(in_turn(iter(every_call)), 2 * len(VERBS)):
        done = callers["active"].call(arguments)
        fine = ("no version before", "--by month", "only of what is `deleted`", "say which topic")
        lacking = arguments[0] in {"preflight", "audit"} and done.exit_code == 1
        lacking = lacking or (
            arguments[0] in {"audit", "cleanup"} and done.exit_code == 2
        )  # forms exclude some options
        assert done.exit_code == 0 or lacking or any(text in done.output for text in fine), done.output


@pytest.mark.parametrize("part", ["definition", "environment", "policy"])
def test_every_edit_goes_through_every_verb(
    fleets: dict[str, EditedFleet],
    callers: dict[str, Caller],
    every_call: list[list[str]],
    part: str,
    record_property,
) -> None:
    """In this process, in every form; and one call after the other by the command line."""
    turn, count, asked = itertools.count(), 0, in_turn(iter(every_call))
    some = fleets["active"]
    for name in some.files:
        if part != (name.partition("-")[0] if name.partition("-")[0] in {"definition", "environment"} else "policy"):
            continue
        for leaf in leaves_of(some, name):
            number = next(turn)
            states = STATES if EVERYTHING else [STATES[number % len(STATES)]]
            for fleet in (fleets[state] for state in states):
                document = fleet.read(name)
                try:
                    for kind, edited in edits(document, leaf):
                        fleet.write(name, edited)
                        count += 1
                        try:
                            fleet.every_verb()
                            if EVERYTHING or (kind == "other" and number % 2):
                                callers[fleet.state].call(next(asked))
                        except Exception as error:
                            error.add_note(f"{leaf.name} ({kind}) of {name}, {fleet.state}: {leaf.path}")
                            raise
                finally:
                    fleet.write(name, document)
    record_property("edits", count)

"""The page of the lifecycle is what the table says, and the table is one that people can live with."""

import importlib
import pkgutil
from collections import deque
from pathlib import Path

import pytest

from composer import facets
from composer.model import State
from composer.model.lifecycle import FACET_STATES, LEFT_TO_CLEANUP, NOTHING_BUT_HELD, next_states
from composer.reference import lifecycle_page


def test_the_page_is_fresh(root: Path) -> None:
    page = root / lifecycle_page.PAGE
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    assert text == lifecycle_page.page(), (
        f"{lifecycle_page.PAGE} is not what the table says; if it is right: {lifecycle_page.COMMAND}"
    )


def _reached(start: State, *, without: State | None = None) -> set[State]:
    seen, waiting = {start}, deque([start])
    while waiting:
        for state in next_states(waiting.popleft()):
            if state is not without and state not in seen:
                seen.add(state)
                waiting.append(state)
    return seen


def test_every_state_is_reached_and_none_is_left_from_the_tombstone() -> None:
    assert _reached(State.ACTIVE) == set(State)
    assert next_states(State.DELETED) == ()


@pytest.mark.parametrize("gate", [State.DEPRECATED, State.DRAINING, State.ARCHIVED])
def test_nothing_is_deleted_past_a_gate(gate: State) -> None:
    assert State.DELETED not in _reached(State.ACTIVE, without=gate)


def test_every_facet_has_its_row() -> None:
    modules = (importlib.import_module(f"composer.facets.{one.name}") for one in pkgutil.iter_modules(facets.__path__))
    assert {module.__name__.rpartition(".")[2] for module in modules if hasattr(module, "resources")} == {*FACET_STATES}
    assert set(LEFT_TO_CLEANUP) < {facet for facet, states in FACET_STATES.items() if states != set(State)}
    assert set(LEFT_TO_CLEANUP) >= NOTHING_BUT_HELD

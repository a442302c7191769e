"""Laws of placement: nothing moves, nothing is overfilled, and the same fleet is placed the same way."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from composer.capacity.placement import Placed, place, render
from composer.capacity.quotas import quotas
from composer.documents import read
from composer.model import Cell, Environment, Etl, Identities, Limit
from composer.spec import reader
from composer.spec.environment import PlacementsSpec

TOPIC, BYTES = "gcp:pubsub/topic:Topic", "traffic.peak_bytes"
LIMITS = {
    "pubsub.topics": Limit(10, "topics", "a page", "project", TOPIC),
    "pubsub.publish": Limit(100, "bytes", "a page", "region", BYTES),
}
NAMES = [f"Type{index:02}" for index in range(40)]
ETL = Etl("images.example.com/etl:1", "", 10, "delivery", "https://closer.example.com", "https://closer.example.com")
EMPTY = Environment(
    "test",
    True,
    *([""] * 5),
    tuple(Cell(f"c{i}", f"p{i // 2}", "1", f"r{i}") for i in range(4)),
    (),
    ETL,
    {},
    (),
    Identities(*([""] * 4)),
    {},
)

demands = st.dictionaries(
    st.sampled_from(NAMES), st.fixed_dictionaries({TOPIC: st.integers(0, 3), BYTES: st.integers(0, 60)}), max_size=40
)
environments = st.builds(
    lambda count, recorded, raised: replace(
        EMPTY,
        cells=tuple(replace(cell, quotas={"pubsub.topics": raised} if raised else {}) for cell in EMPTY.cells[:count]),
        recorded=recorded,
    ),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from([0, 5, 20]),
)


def placed(environment: Environment, expected: dict[str, dict[str, int]]) -> Placed:
    return place(environment, LIMITS, 10, {}, expected)


@given(environments, demands, demands)
def test_nothing_moves_when_event_types_are_added(environment, first, more) -> None:
    before = placed(environment, first)
    later = placed(replace(environment, placements=before.cells, recorded=True), {**more, **first})
    assert before.cells.items() <= later.cells.items()


@given(environments, demands)
def test_no_quota_is_exceeded_and_everybody_has_a_home_or_none_has_room(environment, expected) -> None:
    result = placed(environment, expected)
    assert result.cells.keys() | set(result.homeless) == expected.keys()
    assert not result.cells.keys() & set(result.homeless)
    for quota in quotas(environment, LIMITS):
        cells = {cell.name for cell in environment.cells if quota.scope.holds(cell)}
        living = [name for name, cell in result.cells.items() if cell in cells]
        assert sum(expected[name][quota.counts] for name in living) <= quota.value
    for name in result.homeless:
        for cell in environment.cells:
            mine = [quota for quota in quotas(environment, LIMITS) if quota.scope.holds(cell)]
            assert any(
                expected[name][quota.counts]
                + sum(
                    expected[other][quota.counts]
                    for other, home in result.cells.items()
                    if quota.scope.holds(environment.cell(home))
                )
                > quota.value
                for quota in mine
            )


@given(environments, demands)
def test_the_order_of_definitions_does_not_matter(environment, expected) -> None:
    backwards = dict(reversed(expected.items()))
    assert placed(environment, expected) == placed(environment, backwards)


@given(environments, demands)
def test_the_record_reads_back(environment, expected) -> None:
    result = placed(environment, expected).cells
    spec, problems = reader.read(read("x.yaml", render("test", result).encode()), PlacementsSpec)
    assert spec is not None
    assert (dict(spec.placements), problems) == (result, ())


def test_without_a_record_everything_stays_in_the_first_cell_while_it_fits() -> None:
    expected = {name: {TOPIC: 1, BYTES: 1} for name in NAMES[:11]}
    two = replace(EMPTY, cells=(EMPTY.cells[0], EMPTY.cells[2]))
    assert [*placed(two, expected).cells.values()] == ["c0"] * 10 + ["c2"]
    # with one, room is left
    recorded = replace(two, recorded=True)
    assert [*placed(recorded, expected).cells.values()] == ["c0"] * 9 + ["c2"] * 2


def test_cells_of_one_project_share_its_quotas() -> None:
    shared = replace(EMPTY, cells=EMPTY.cells[:2], recorded=True)
    expected = {name: {TOPIC: 1, BYTES: 1} for name in NAMES[:11]}
    assert placed(shared, expected).homeless == (NAMES[10],)


def test_what_one_cell_states_holds_for_the_whole_project() -> None:
    cells = (EMPTY.cells[0], replace(EMPTY.cells[1], quotas={"pubsub.topics": 20}))
    (topics,) = [quota for quota in quotas(replace(EMPTY, cells=cells), LIMITS) if quota.name == "pubsub.topics"]
    assert (topics.value, topics.raised) == (20, "c1")


def test_a_region_without_a_row_of_its_own_takes_the_general_one() -> None:
    limits = {
        "small": Limit(10, "", "", "region", BYTES),
        "large": Limit(99, "", "", "region", BYTES, ("r1",)),
    }
    assert {(quota.name, quota.scope.region) for quota in quotas(EMPTY, limits)} == {
        ("large", "r1"),
        *(("small", region) for region in ("r0", "r2", "r3")),
    }

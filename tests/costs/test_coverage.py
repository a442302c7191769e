"""Nothing that a graph may hold is forgotten: it has a price, it is free, or it is named as left out."""

from __future__ import annotations

import json
from pathlib import Path

from composer.costs.coverage import table
from composer.costs.prices import PRICES
from composer.kinds import KINDS

ROOT = Path(__file__).parents[2]


def test_every_price_is_that_of_a_kind() -> None:
    assert {row for kind in KINDS.values() for row in kind.charge.rows} == set(PRICES)


def test_the_page_says_it(accept: bool) -> None:
    page = ROOT / "docs" / "reference" / "cost.md"
    text = page.read_text()
    head, _, rest = text.partition(table().partition("\n")[0])
    _, end, rest = rest.partition("\nNothing is charged for ")
    assert end, "the table begins and ends as ever"
    after = rest.partition("\n")[2]
    now = f"{head}{table()}\n{after}"
    if accept:
        page.write_text(now)
    assert text == now or accept, "pytest tests/costs/test_coverage.py --accept"


def test_every_price_of_the_example_fleet_is_of_a_kind_that_it_has() -> None:
    from composer.costs import etl_machines, lines
    from composer.costs.prices import load
    from composer.pipeline import build, settle_and_check
    from composer.repository import Repository

    repository = Repository(ROOT)
    settled = settle_and_check(repository, "production")
    prices = load(repository, settled.policies.sizing.machine_type)
    for name, graph in build(settled).items():
        kinds = {resource.type for resource in graph.resources}
        priced = {row for kind in kinds for row in KINDS[kind].charge.rows}
        event = settled.event_types.get(name)
        if event is None:
            result = lines.of_platform(graph)
        else:
            result = [
                *lines.of_event_type(event, graph, prices, settled.policies.sizing),
                *etl_machines.lines(event, graph, settled.policies.sizing),
            ]
        assert {line.price for line in result} <= priced, json.dumps(sorted(priced))

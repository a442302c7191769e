"""`composer explain environment:… policy:…`: every written value has an answer."""

from __future__ import annotations

import json

import jsonschema
import pytest

from composer import pipeline
from composer.documents.spelling import whole
from composer.operations import fact_explanation
from composer.printing import terminal
from composer.reports import explain_json, facts_text
from composer.repository import Repository
from composer.stages import Settled
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def settled() -> Settled:
    settled = pipeline.settle(Repository(ROOT))
    assert isinstance(settled, Settled)
    return settled


@pytest.mark.parametrize("subject", ["environment", "policy"])
def test_every_written_value_says_where_it_is_from(settled: Settled, subject: str) -> None:
    every = fact_explanation.facts(settled, subject, ())
    assert len(every) > 30
    known_paths = fact_explanation.paths(settled, subject)
    for one in every:
        assert known_paths[one.name.partition(":")[2]] == one.path
        line = (ROOT / one.place.file).read_text().splitlines()[one.place.line - 1]
        written = one.value if isinstance(one.value, str) else whole(one.value)
        assert (
            isinstance(one.value, list | dict) or written.split()[0] in line or line.rstrip().endswith(("|", ">", "-"))
        ), one
    assert sum(bool(one.meaning) for one in every) > 0.8 * len(every)
    terminal.plain(facts_text.render(every))
    schema = json.loads((ROOT / "docs/schemas/explain.schema.json").read_text())
    jsonschema.validate(explain_json.facts("local", every), schema)


def test_what_it_settles_is_what_event_types_name_as_their_reason(settled: Settled) -> None:
    events = settled.event_types.values()
    high = sum(one.importance == "high" for one in events)
    hers = sum(one.owner.name == "playback" for one in events)
    for path, settles in (
        (("importance", "high", "delivery_slo"), {"delivery.slo": high}),
        (("teams", "teams", "playback", "chat"), {"owner.chat": hers}),
    ):
        (fact,) = fact_explanation.facts(settled, "policy", path)
        assert fact.settles == settles
        assert 0 < max(settles.values()) < fact.of


@pytest.mark.parametrize(
    ("subject", "path", "changes", "shared"),
    [
        ("environment", ("etl", "image"), True, False),
        ("environment", ("backend",), False, False),
        ("policy", ("sizing", "machine_type"), True, False),
        ("policy", ("limits", "limits", "pubsub.topics", "value"), None, False),
        ("policy", ("storage", "landing_retention"), True, False),  # through what it settles
        ("environment", ("metadata", "tier"), False, True),
        ("environment", ("delivery_service_account",), True, True),
    ],
)
def test_whether_it_changes_resources(
    settled: Settled, subject: str, path: tuple[str, ...], changes: bool | None, shared: bool
) -> None:
    (fact,) = fact_explanation.facts(settled, subject, path)
    assert (None if fact.changes is None else fact.changes > 0) == changes
    assert bool(fact.shared) == shared
    assert fact.of == len(settled.event_types)
    decides = next((line for line in terminal.plain(facts_text.render([fact])).splitlines() if "decides" in line), "")
    assert " 0 of " not in decides
    assert ("no resource" in decides) == (changes is False and not shared)
    assert ("share" in decides) == shared

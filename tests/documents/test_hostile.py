"""Whatever a file holds, of it a screenful is said: the benchmark prints what each costs."""

import pytest

from composer.diagnostics import MOST_IN_A_FILE, Diagnostic, Related, Severity, Span, bounded
from composer.documents import read
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec
from tests.benchmarks import hostile


@pytest.mark.parametrize(
    "name",
    [
        "16,000 unknown keys",
        "90,000 unknown keys",
        "150,000 repeated keys",
        "huge numbers",
        "100,000 keys that are no text",
    ],
)
def test_of_many_problems_the_first_are_told(name: str) -> None:
    _, found = reader.read(read("f.yaml", hostile.DEFINITIONS[name].encode()), EventTypeSpec)
    assert MOST_IN_A_FILE <= len(found) <= 2 * (MOST_IN_A_FILE + 1)
    assert any(one.code == "ET021" and "more problems in this file" in one.message for one in found)
    assert sum(len(one.message) + len(one.hint) for one in found) < 30_000


def test_errors_are_never_hidden_by_warnings() -> None:
    many = [Diagnostic("ET324", str(n), Span("f", n), severity=Severity.WARNING) for n in range(500)]
    found = bounded([*many, Diagnostic("ET101", "e", Span("f", 900)), Diagnostic("ET101", "g", Span("g"))])
    assert len(found) == MOST_IN_A_FILE + 2
    assert {one.message for one in found if one.severity is Severity.ERROR} == {"e", "g"}
    assert [one.message for one in found if one.code == "ET021"] == ["and 451 more problems in this file"]


def test_of_many_places_the_first_are_told() -> None:
    places = tuple(Related(Span("f", n), "") for n in range(1, 1000))
    (found,) = bounded([Diagnostic("ET401", "m", Span("f"), related=places)])
    assert len(found.related) == MOST_IN_A_FILE + 1
    assert found.related[-1].message == "and 949 more places from here on"

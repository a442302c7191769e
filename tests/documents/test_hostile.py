"""Whatever a file holds, of it a screenful is said: the benchmark prints what each costs."""

from collections import Counter

import pytest

from composer.diagnostics import MOST_IN_A_FILE, Diagnostic, Related, Span, bounded
from composer.documents import read
from composer.documents.composition import MOST_ENTRIES
from composer.reports import excerpt as excerpt_module
from composer.schema import avro
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec
from tests.benchmarks import hostile


@pytest.mark.parametrize(
    "name",
    [
        "16,000 unknown keys",
        "150,000 repeated keys",
        "huge numbers",
        "100,000 keys that are no text",
        "a hundred thousand tags",
    ],
)
def test_of_many_problems_the_first_are_told(name: str) -> None:
    _, result = reader.read(read("f.yaml", hostile.DEFINITIONS[name].encode()), EventTypeSpec)
    assert MOST_IN_A_FILE <= len(result) <= 2 * (MOST_IN_A_FILE + 1)
    assert any(one.code == "ET021" and "more problems in this file" in one.message for one in result)
    assert sum(len(one.message) + len(one.hint) for one in result) < 30_000


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("90,000 unknown keys", "this mapping has 20,000 entries"),
        ("a list of 300,000", "this list has 20,000 entries"),
        ("50,000 consumers", "this list has 20,000 entries"),
        ("a union of 50,000 names", "this list has 20,000 entries"),
        ("an enum of 100,000", "this list has 20,000 entries"),
        ("100,000 anchors", "this list has 20,000 entries"),
    ],
)
def test_what_no_person_writes_is_read_no_further(name: str, message: str) -> None:
    result = read("f.yaml", hostile.DEFINITIONS[name].encode())
    assert result.broken
    assert [one.code for one in result.diagnostics] == ["ET013"]
    assert message in result.diagnostics[0].message


def test_many_small_lists_are_bounded_together() -> None:
    row = "[" + "1, " * 999 + "]"
    assert not read("f.yaml", f"wide: [{', '.join([row] * 99)}]".encode()).diagnostics
    (diagnostics,) = read("f.yaml", f"wide: [{', '.join([row] * 101)}]".encode()).diagnostics
    assert "this file has 100,000 entries" in diagnostics.message


@pytest.mark.parametrize(("entries", "fine"), [(MOST_ENTRIES, True), (MOST_ENTRIES + 1, False)])
def test_the_bound_of_a_list_is_exact(entries: int, fine: bool) -> None:
    assert read("f.yaml", ("wide: [" + "1, " * entries + "]").encode()).broken is not fine


def test_of_one_rule_and_one_schema_few_problems_are_looked_for() -> None:
    schema = {"type": "record", "name": "R", "fields": [{"name": f"f{n}", "type": f"strin{n}"} for n in range(9_000)]}
    assert len(avro.problems(schema)) == avro.MOST_PROBLEMS
    legal = [{"name": f"f{n}", "type": {"type": "int", "logicalType": "odd"}} for n in range(avro.MOST_PROBLEMS + 1)]
    assert avro.illegal({**schema, "fields": [*legal, {"name": "g", "type": "strin"}]}), "hidden by what is legal"


def test_a_long_line_is_cut_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Counter[str]()
    shown = excerpt_module.character
    monkeypatch.setattr(excerpt_module, "character", lambda one: (looked.update("c"), shown(one))[1])
    line = "a" * 400_000 + "B" + "c" * 500_000
    for column in (1, 400_001, 900_001):
        result = excerpt_module.excerpt(line, column, column + 1, 80)
        assert len(result.text) <= 80
        assert result.text[result.start :][: result.length] == (line + " ")[column - 1].strip()
    assert looked["c"] < 10_000


def test_errors_are_never_hidden_by_warnings() -> None:
    many = [Diagnostic("ET324", str(n), Span("f", n), as_warning=True) for n in range(500)]
    result = bounded([*many, Diagnostic("ET101", "e", Span("f", 900)), Diagnostic("ET101", "g", Span("g"))])
    assert len(result) == MOST_IN_A_FILE + 2
    assert {one.message for one in result if one.is_error} == {"e", "g"}
    assert [one.message for one in result if one.code == "ET021"] == ["and 451 more problems in this file"]


def test_of_many_places_the_first_are_told() -> None:
    places = tuple(Related(Span("f", n), "") for n in range(1, 1000))
    (result,) = bounded([Diagnostic("ET401", "m", Span("f"), related=places)])
    assert len(result.related) == MOST_IN_A_FILE + 1
    assert result.related[-1].message == "and 949 more places from here on"

"""Waivers: which codes, until which day, and what is said about them before anybody is surprised."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer import documents
from composer.diagnostics import Diagnostic, Span
from composer.model.waiver import Waiver
from composer.policy.waivers import SOON, apply, today

TEXT = b"""event_type: T
storage: {retention: 1y}
schema:
  type: record
  name: T
  fields:
    - {name: email, type: string, semantic: system}
    - {name: phone, type: string, semantic: system}
"""
DOCUMENT = documents.read("T.yaml", TEXT)
DAY = date(2026, 11, 24)


def problem(*path: str | int, code: str = "ET403", event_type: str = "T") -> Diagnostic:
    return Diagnostic(code, "", DOCUMENT.span(path), event_type=event_type)


EMAIL = problem("schema", "fields", 0, "semantic")
PHONE = problem("schema", "fields", 1, "semantic")


def waiver(code: str = "ET403", path: str = "", expires: date = date(2099, 1, 1), event_type: str = "T") -> Waiver:
    return Waiver(code, event_type, path, "", "", expires, Span("waivers.yaml", 5))


def left(result: list[Diagnostic], *waivers: Waiver) -> list[Diagnostic]:
    return [*apply(result, waivers, {"T": DOCUMENT}, DAY)[0]]


def test_a_path_is_as_explain_names_it() -> None:
    assert left([EMAIL, PHONE], waiver(path="fields.email")) == [PHONE]
    assert left([EMAIL, PHONE], waiver()) == []
    kept = problem("storage", "retention", code="ET410")
    assert left([kept], waiver("ET410", "storage.retention")) == []
    assert left([kept], waiver("ET410", "storage")) == []


def test_what_is_waived_is_kept_with_its_waiver() -> None:
    allowed = waiver(path="fields.email")
    assert apply([EMAIL, PHONE], [allowed], {"T": DOCUMENT}, DAY)[1] == ((EMAIL, allowed),)


@given(st.integers(-400, 400))
def test_the_date_decides_only_whether_it_counts(days: int) -> None:
    result = left([EMAIL], waiver(expires=DAY + timedelta(days)))
    assert (EMAIL in result) == (days < 0)
    about = [one for one in result if one.code == "ET725"]
    assert bool(about) == (timedelta(days) <= SOON)
    assert not any(one.is_error for one in about)


def test_what_is_in_other_event_types_or_has_another_code_is_left() -> None:
    elsewhere = problem("schema", event_type="U")
    assert elsewhere in left([elsewhere, EMAIL], waiver())
    other = problem("schema", "fields", 0, "semantic", code="ET404")
    assert other in left([other, EMAIL], waiver())


def test_a_hazards_waiver_is_not_called_unused() -> None:
    assert left([], waiver("ET803")) == []
    assert [one.code for one in left([], waiver("ET403"))] == ["ET724"]


def test_the_day_comes_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TODAY", "2031-02-03")
    assert today() == date(2031, 2, 3)
    monkeypatch.delenv("COMPOSER_TODAY")
    assert today().year >= 2025

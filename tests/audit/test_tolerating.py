"""What is tolerated is no finding until its last day, in no other one's place; and what changed since the last audit."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from composer.audit import trend
from composer.audit.tolerating import tolerated
from composer.audit.verdict import FINDINGS, AuditReport, Finding, Unseen, Verdict
from composer.diagnostics import Span
from composer.model.tolerance import APPROVED_BY, Tolerance

DAY = date(2027, 3, 31)
PLACE = Span("stacks/policy/waivers.yaml", 9, 1)
UNSEEN = (Unseen("all", "p", 403, "no"),)


def finding(name: str) -> Finding:
    return Finding(Verdict.DRIFTED, "gcp:pubsub/topic:Topic", name, name, name, f"team-{name}", "repair")


def report(names: set[str], *, complete: bool = True, whole: bool = True) -> AuditReport:
    found = tuple(map(finding, sorted(names)))
    unseen = () if complete else UNSEEN
    return AuditReport("local", found, Counter(), Counter(), unseen, (), 0, {}, whole=whole)


names = st.sets(st.sampled_from("abcdef"))
days = st.dates(date(2027, 3, 1), date(2027, 4, 30))


def test_every_finding_has_somebody_who_may_tolerate_it() -> None:
    assert {*APPROVED_BY} == {verdict.value for verdict in FINDINGS}


@given(names, st.dictionaries(st.sampled_from("abcdef"), days), st.booleans())
def test_exactly_what_is_tolerated_today_is_no_finding(found: set[str], until: dict[str, date], complete: bool) -> None:
    tolerances = [Tolerance(finding(name).identity, "why", "a@b.c", day, PLACE) for name, day in until.items()]
    result = tolerated(report(found, complete=complete), tolerances, DAY)
    valid = {name for name, day in until.items() if day >= DAY}
    assert {one.resource for one in result.findings} == found - valid
    assert {one.resource for one, _ in result.tolerated} == found & valid
    assert result.fine == (complete and found <= valid)
    expired, idle = {*until} - valid, valid - found if complete else set()
    assert len(result.remarks) == len(expired) + len(idle)


@given(st.lists(st.tuples(names, names, st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_a_trend_says_what_is_new_still_there_and_mended(audits: list[tuple[set[str], set[str], bool, bool]]) -> None:
    last, known = None, None
    for number, (found, left, complete, whole) in enumerate(audits):
        tolerances = [Tolerance(finding(name).identity, "why", "a@b.c", DAY, PLACE) for name in left]
        weighed = tolerated(report(found, complete=complete, whole=whole), tolerances, DAY)
        result = trend.compared(weighed, last)
        if known is None:
            assert result.trend is None
        else:
            assert result.trend is not None
            ids = {name: finding(name).identity for name in "abcdef"}
            assert {*result.trend.new} == {ids[name] for name in found - left - known}
            assert {*result.trend.still} == {ids[name] for name in (found - left) & known}
            gone = {ids[name]: f"team-{name}" for name in known - found}
            assert result.trend.mended == (gone if complete and whole else None)
        if complete and whole:
            kept = trend.remembered(weighed, last, str(number))
            last, known = trend.read(kept.to_bytes()), found
            assert last == kept


@given(st.binary(max_size=60) | st.sampled_from([None, b"[]", b'{"format": "composer/audited/v1", "findings": 3}']))
def test_what_is_no_record_of_an_audit_is_as_if_there_had_been_none(data: bytes | None) -> None:
    assert trend.read(data) is None

"""Laws of diagnostics: one order, whatever order they were found in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer.diagnostics import Diagnostic, Related, Span, has_errors, ordered

spans = st.builds(Span, st.sampled_from(["a.yaml", "b.yaml"]), st.integers(1, 3), st.integers(1, 3), st.integers(0, 3))
result = st.builds(
    Diagnostic,
    st.sampled_from(["ET021", "ET324"]),
    st.sampled_from(["one", "two"]),
    spans,
    st.sampled_from(["", "do this"]),
    st.sampled_from(["", "EndSong"]),
    st.lists(st.builds(Related, spans, st.just("here")), max_size=1).map(tuple),
    as_warning=st.booleans(),
)


@given(st.lists(result).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_finding_does_not_matter(pair: tuple[list[Diagnostic], list[Diagnostic]]) -> None:
    assert ordered(pair[0]) == ordered(pair[1])


@given(st.lists(result))
def test_nothing_is_lost_and_nothing_is_said_twice(some: list[Diagnostic]) -> None:
    assert set(ordered(some)) == set(some)
    assert len(ordered(some)) == len(set(some))
    assert ordered(ordered(some)) == ordered(some)
    places = [one.span for one in ordered(some)]
    assert places == sorted(places)
    assert has_errors(ordered(some)) == has_errors(some)

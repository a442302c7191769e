"""Laws of cloud names: inside the limits and the alphabet of their kind, and one Event Type's only."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.graph import cloud_names, name_limits

event_types = st.from_regex(r"\A[A-Z][A-Za-z0-9]{1,79}\Z").filter(str.isascii)
projects = st.from_regex(r"\A[a-z][a-z0-9-]{4,28}[a-z0-9]\Z")

PUBSUB = r"(?!goog)[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}"
OF_ONE_TYPE = {
    "schema": (cloud_names.schema, PUBSUB),
    "topic": (cloud_names.topic, PUBSUB),
    "etl_subscription": (cloud_names.etl_subscription, PUBSUB),
    "dead_letter_topic": (cloud_names.dead_letter_topic, PUBSUB),
    "dead_letter_subscription": (cloud_names.dead_letter_subscription, PUBSUB),
    "dataset": (cloud_names.dataset, r"[A-Za-z0-9_]{1,1024}"),
    "data_policy": (lambda name: cloud_names.data_policy(name, "sensitive"), r"[A-Za-z0-9_]{1,256}"),
    "delivered bucket": (
        lambda name: cloud_names.bucket("a-project", name, "delivered"),
        r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
    ),
    "landing bucket": (
        lambda name: cloud_names.bucket("a-project", name, "landing"),
        r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
    ),
    "registration": (cloud_names.registration, r"registrations/[A-Za-z0-9]+\.json"),
}


@pytest.mark.parametrize("kind", OF_ONE_TYPE)
@given(event_type=event_types)
def test_a_name_is_legal_and_always_the_same(kind: str, event_type: str) -> None:
    spell, alphabet = OF_ONE_TYPE[kind]
    assert re.fullmatch(alphabet, spell(event_type))
    assert spell(event_type) == spell(event_type)


@pytest.mark.parametrize("kind", OF_ONE_TYPE)
@given(one=event_types, other=event_types)
def test_two_event_types_share_no_name(kind: str, one: str, other: str) -> None:
    spell, _ = OF_ONE_TYPE[kind]
    if one.casefold() != other.casefold():
        assert spell(one) != spell(other)


@given(projects, event_types, st.sampled_from(["delivered", "landing"]))
def test_a_bucket_fits_in_every_project_and_keeps_its_purpose(project: str, event_type: str, purpose: str) -> None:
    name = cloud_names.bucket(project, event_type, purpose)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", name)
    assert name.endswith(f"-{purpose}")


@given(event_types.flatmap(lambda name: st.tuples(st.just(name), st.lists(st.booleans(), min_size=80, max_size=80))))
def test_names_that_differ_only_in_case_are_caught(pair: tuple[str, list[bool]]) -> None:
    """Some clouds fold case: two such Event Types must claim at least one common name."""
    name, flips = pair
    other = name[0] + "".join(
        letter.swapcase() if flip else letter for letter, flip in zip(name[1:], flips, strict=False)
    )
    assert set(cloud_names.claims("a-project", name)) & set(cloud_names.claims("a-project", other))


@given(st.text(max_size=200))
def test_every_text_makes_a_legal_label(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]{0,63}", cloud_names.label(text))


@given(st.from_regex(r"\A[a-z.\-_]{1,80}\Z"), st.from_regex(r"\A[a-z.\-_]{1,80}\Z"), st.integers(20, 63))
def test_a_cut_name_stays_different(one: str, other: str, limit: int) -> None:
    assert len(name_limits.fit(one, limit)) <= limit
    if one != other:
        assert name_limits.fit(one, limit) != name_limits.fit(other, limit)


@given(event_types)
def test_words_lose_no_letter(event_type: str) -> None:
    assert "".join(name_limits.split_camel_case(event_type)) == event_type.lower()

"""Thousands of pairs against Avro's own package and against fastavro. COMPOSER_PAIRS=100000 tries more of them."""

import json
import os
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from composer.schema import Direction, Kind, breaks, incompatibilities
from composer.schema.avro import illegal
from tests.schema.generate import pair
from tests.schema.oracles import DIFFERENCES, NULL_NAMESPACE, avro_reads, entangled, explained, fastavro_reads

PAIRS = int(os.environ.get("COMPOSER_PAIRS", "6000"))
SEEDS = st.integers(0, 2**48)


def test_the_package_agrees_or_the_difference_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = Counter()
    for seed in range(PAIRS):
        for reader, writer in (pair(seed), pair(seed)[::-1]):
            seen.update(_names(reader, writer, incompatibilities(reader, writer), seed))
    rare = {"several at once", NULL_NAMESPACE}  # the latter has cases of its own
    assert {*seen, *rare} == {"", *rare, *DIFFERENCES}, "what does not occur is no difference"
    with capsys.disabled():
        print(f"\n{2 * PAIRS:,} pairs, {seen.pop(''):,} alike; " + "; ".join(f"{n} {k}" for k, n in seen.items()))  # noqa: T201


def _names(reader: object, writer: object, result: tuple, seed: int) -> list[str]:  # type: ignore[type-arg]
    if avro_reads(reader, writer) is not bool(result):
        return [""]
    try:
        return explained(reader, writer, result)
    except LookupError:
        pytest.fail(f"pair({seed})\nreader {json.dumps(reader)}\nwriter {json.dumps(writer)}\nwe say {result}")


@given(seed=SEEDS)
def test_any_pair(seed: int) -> None:
    for reader, writer in (pair(seed), pair(seed)[::-1]):
        assert not illegal(reader)
        _names(reader, writer, incompatibilities(reader, writer), seed)


def test_fastavro_reads_what_we_let_pass() -> None:
    refused = failed = 0
    for seed in range(PAIRS // 4):
        for reader, writer in (pair(seed), pair(seed)[::-1]):
            result = incompatibilities(reader, writer)
            reads = fastavro_reads(reader, writer, 24 if result else 6)
            if not result:
                assert reads is not False, f"pair({seed})\nreader {json.dumps(reader)}\nwriter {json.dumps(writer)}"
            elif reads is not None and any(one.kind not in {Kind.DECIMAL, Kind.ALIAS} for one in result):
                refused += 1
                failed += not reads
    # the rest: the values at hand did not hit the branch or symbol, or fastavro matches aliases without namespaces
    assert failed / refused > 0.95, f"fastavro fails for {failed} of the {refused} pairs that we refuse"


@given(seed=SEEDS)
def test_every_schema_reads_itself_whatever_the_order_of_its_fields(seed: int) -> None:
    schema, _ = pair(seed)
    assert incompatibilities(schema, schema) == ()
    assume(not entangled(schema))
    turned = {**schema, "fields": [*schema["fields"]]}
    plain = [one for one in schema["fields"] if isinstance(one["type"], str) and one["type"] != "Event"]
    turned["fields"] = [*(one for one in schema["fields"] if one not in plain), *reversed(plain)]
    assert incompatibilities(turned, schema) == () == incompatibilities(schema, turned)


@given(seed=SEEDS)
def test_a_field_with_a_default_may_come_and_go(seed: int) -> None:
    schema, _ = pair(seed)
    assume(not entangled(schema))
    more = {**schema, "fields": [*schema["fields"], {"name": "brand_new", "type": ["null", "string"], "default": None}]}
    assert incompatibilities(more, schema) == () == incompatibilities(schema, more)


@given(seeds=st.lists(SEEDS, min_size=1, max_size=4))
def test_a_history_is_its_pairs(seeds: list[int]) -> None:
    """Versions are parsed together, and share what they have in common: that must change no answer."""
    newest, *_ = pair(seeds[0])
    released = [pair(seeds[0])[1], *(schema for seed in seeds[1:] for schema in pair(seed))]
    message = [
        (one.version, one.direction, one.incompatibility)
        for one in breaks(newest, released)
        if one.incompatibility.kind not in {Kind.MEANING, Kind.READERS}
    ]
    expected = []
    for number, old in enumerate(released, start=1):
        expected += [(number, Direction.READS, result) for result in incompatibilities(newest, old)]
        expected += [(number, Direction.WRITES, result) for result in incompatibilities(old, newest)]
    assert message == expected

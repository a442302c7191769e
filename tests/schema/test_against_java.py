"""Pairs of schemas and real data against Avro for Java, where Java and Maven are. COMPOSER_PAIRS tries more of them."""

import json
import os
from collections import Counter

import pytest

from composer.schema import Kind, incompatibilities
from composer.schema.history import breaks
from tests.schema.avro_java import asked, read_by_fastavro, written
from tests.schema.generate import pair
from tests.schema.oracles import entangled

PAIRS = int(os.environ.get("COMPOSER_PAIRS", "1000"))


def test_java_reads_what_we_let_pass_and_reads_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [(one, other) for seed in range(PAIRS) for one, other in (pair(seed), pair(seed)[::-1])]
    data = [written(writer, 3) for _, writer in pairs]
    answers = asked([(reader, writer, each) for (reader, writer), each in zip(pairs, data, strict=True)])
    seen: Counter[str] = Counter()
    for (reader, writer), each, actual in zip(pairs, data, answers, strict=True):
        seen[_verdict(reader, writer, each, actual)] += 1
    with capsys.disabled():
        print(f"\n{len(pairs):,} pairs and Java: " + "; ".join(f"{n} {kind}" for kind, n in seen.most_common()))  # noqa: T201


def _verdict(reader: object, writer: object, data: list[bytes], actual: dict) -> str:  # type: ignore[type-arg]
    place = f"reader {json.dumps(reader)}\nwriter {json.dumps(writer)}\nJava {actual}"
    assert "illegal" not in actual, place
    failed = [one for one in actual["read"] if "error" in one]
    if incompatibilities(reader, writer):
        return "refused by both" if failed else "refused, and none of the values hit the difference"
    if failed and entangled(reader):
        return "an alias is the name of a field that is there (ET302)"
    alike = not failed and all(
        one["value"] == read_by_fastavro(reader, writer, value) for value, one in zip(data, actual["read"], strict=True)
    )
    if alike:
        return "read alike"
    # Java finds no alias of a type whose namespace moved: it fails, or takes the default of a field without a word
    assert Kind.READERS in {one.incompatibility.kind for one in breaks(reader, [writer])}, place
    return "moved to another namespace (ET330)"

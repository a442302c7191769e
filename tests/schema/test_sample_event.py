"""The one event of a schema that a probe is made of."""

from __future__ import annotations

import io
import random
from typing import Any

import fastavro
from hypothesis import given
from hypothesis import strategies as st

from composer.schema.avro import problems
from composer.schema.sample_event import sample_event
from tests.schema import generate


@given(st.integers(min_value=0, max_value=2**32))
def test_it_can_be_decoded_and_is_always_the_same(seed: int) -> None:
    schema = generate.event(random.Random(seed))
    if [*problems(schema)]:
        return
    event = sample_event(schema)
    read = io.BytesIO(event)
    fastavro.schemaless_reader(read, fastavro.parse_schema(schema, named_schemas={}), None)
    assert read.read() == b"", "all of it is the event"
    assert event == sample_event(schema)


def of(kind: Any) -> bytes:
    return sample_event({"type": "record", "name": "Made", "fields": [{"name": "one", "type": kind}]})


def test_what_a_value_is() -> None:
    assert of("string") == b"\x0aprobe"
    assert of({"type": "string", "logicalType": "uuid"})[1:] == b"00000000-0000-0000-0000-000000000000"
    assert of(["string", "null"]) == b"\x02", "null wherever it may be"
    assert of({"type": "enum", "name": "Size", "symbols": ["S", "L"], "default": "L"}) == b"\x02"
    assert of({"type": "array", "items": "long"}) == b"\x00"


def test_there_is_none_where_it_would_hold_itself() -> None:
    assert of("Made") == b""
    assert of(["null", "Made"]) == b"\x00"

"""Compatibility over all released versions of a schema, both ways: what ten years of stored data and Pub/Sub ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.schema.findings import Direction
from composer.schema.parsed import Parser
from composer.schema.resolution import Resolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.schema.findings import Incompatibility


@dataclass(frozen=True, slots=True)
class Break:
    """The newest schema and released `version` (counted from 1) do not fit together."""

    version: int
    direction: Direction
    incompatibility: Incompatibility


def breaks(newest: Any, released: Sequence[Any]) -> tuple[Break, ...]:
    """Everything wrong between `newest` and each of the released schemas, oldest first.

    Released schemas are not compared with each other: each was the newest once, and none can be changed any more. All
    must be legal Avro. A version that was parsed is compared at the cost of its difference.
    """
    parser = Parser()
    new = newest, parser.parse(newest)
    all_breaks: list[Break] = []
    for number, schema in enumerate(released, start=1):
        if schema == newest:
            continue
        old = schema, parser.parse(schema)
        tangled = parser.entangled
        all_breaks += (
            Break(number, Direction.READS, incompatibility)
            for incompatibility in Resolution(new, old, entangled=tangled).run()
        )
        all_breaks += (
            Break(number, Direction.WRITES, incompatibility)
            for incompatibility in Resolution(old, new, entangled=tangled).run()
        )
    return tuple(all_breaks)

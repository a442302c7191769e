"""Whether data written with one schema can be read with another: Avro 1.12, "schema resolution"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.schema.avro import illegal
from composer.schema.findings import Kind
from composer.schema.parsed import Parser
from composer.schema.resolution import Resolution

if TYPE_CHECKING:
    from composer.schema.findings import Incompatibility
    from composer.schema.legal import SchemaProblem


BESIDE = frozenset({Kind.MEANING, Kind.READERS})
"""What the specification's resolution does not look at."""


class InvalidSchemaError(ValueError):
    """One of the two schemas is no legal Avro, so nothing can be said: `side` is "reader" or "writer"."""

    def __init__(self, side: str, problems: tuple[SchemaProblem, ...]) -> None:
        first = problems[0]
        place = "/".join(str(step) for step in first.path)
        super().__init__(f"the {side}'s schema is no legal Avro: {first.message}" + (f" (at {place})" if place else ""))
        self.side = side
        self.problems = problems


def incompatibilities(reader: Any, writer: Any) -> tuple[Incompatibility, ...]:
    """Everything that keeps a consumer with the schema `reader` from reading what `writer` wrote; () if nothing does.

    Both are Avro schemas as plain Python values (what `json.loads` returns). Order is that of the reader's fields, the
    outermost record first. A named type that is used in several places is compared once, and its problems are named
    where it is used first. Raises InvalidSchemaError if a schema is not legal. Unknown and impossible logical types
    are legal: the specification has readers ignore them.
    """
    for side, schema in (("reader", reader), ("writer", writer)):
        problems = illegal(schema)
        if problems:
            raise InvalidSchemaError(side, problems)
    parser = Parser()
    sides = (reader, parser.parse(reader)), (writer, parser.parse(writer))
    differences = Resolution(*sides, entangled=parser.entangled).run()
    return tuple(problems for problems in differences if problems.kind not in BESIDE)

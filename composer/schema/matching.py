"""Which types match, as the specification defines it for schema resolution, and which branch of a union reads one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.schema.avro_names import short_name
from composer.schema.parsed import Array, Enum, Fixed, Map, Primitive, Record, Union, branch_key

if TYPE_CHECKING:
    from composer.schema.logical import Logical
    from composer.schema.parsed import Named, Type

PROMOTIONS = {
    "long": {"int"},
    "float": {"int", "long"},
    "double": {"int", "long", "float"},
    "string": {"bytes"},
    "bytes": {"string"},
}
"""Reader's type → types that promote to it."""


def matches(reader: Type, writer: Type) -> bool:
    """True if two types match as the specification defines it: what chooses a branch of a union. It looks at names, not
    inside records or at symbols."""
    if isinstance(reader, Union) or isinstance(writer, Union):
        return True
    match reader, writer:
        case Record() | Enum(), Record() | Enum():
            return reader.type == writer.type and same_name(reader, writer)
        case Fixed(), Fixed():
            fits = reader.size == writer.size and same_decimal(reader.logical, writer.logical)
            return fits and same_name(reader, writer)
        case Array(), Array():
            return matches(reader.items, writer.items)
        case Map(), Map():
            return matches(reader.values, writer.values)
        case Primitive(), Primitive():
            if reader.type == writer.type:
                return same_decimal(reader.logical, writer.logical)
            return writer.type in PROMOTIONS.get(reader.type, ())
    return False


def same_name(reader: Named, writer: Named) -> bool:
    """Names match without their namespaces; aliases with them, for they are other names of the writer's type."""
    return short_name(reader.name) == short_name(writer.name) or writer.name in reader.aliases


def same_decimal(reader: Logical | None, writer: Logical | None) -> bool:
    """Two decimals need the same precision and scale; any other logical type leaves it to the type underneath."""
    if reader is None or writer is None or not reader.name == writer.name == "decimal":
        return True
    return reader == writer


def choose(reader: Union, writer: Type) -> int | None:
    """The branch that reads `writer`: the one of the same full name or type, else the first that matches.

    The specification compares names without namespaces and takes the first; with `a.Card` and `b.Card` in one union
    that would read one as the other even when both schemas are the same, so full names go first, as Avro's own
    implementation has it.
    """
    exact = reader.index.get(branch_key(writer))
    if exact is not None and matches(reader.branches[exact], writer):
        return exact
    return next((index for index, branch in enumerate(reader.branches) if matches(branch, writer)), None)


def meant(reader: Union, writer: Type) -> int | None:
    """The branch that the author probably took `writer` for, so that the difference can be told exactly."""
    if writer.type == "null":
        return None
    real = [index for index, branch in enumerate(reader.branches) if branch.type != "null"]
    alike = [index for index in real if reader.branches[index].type == writer.type]
    if len(alike) == 1:
        return alike[0]
    return real[0] if len(real) == 1 else None


def only_adds_null(union: Union) -> bool:
    """True if a union says no more than that a value may be missing: then it needs no word in a path."""
    return sum(branch.type != "null" for branch in union.branches) <= 1

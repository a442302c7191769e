"""Logical types of Avro 1.12: which there are, what carries them, and when readers must pass over one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.documents.nearest import nearest
from composer.documents.spelling import described

if TYPE_CHECKING:
    from collections.abc import Mapping

LOGICAL: Mapping[str, frozenset[str]] = {
    "date": frozenset({"int"}),
    "time-millis": frozenset({"int"}),
    "time-micros": frozenset({"long"}),
    "timestamp-millis": frozenset({"long"}),
    "timestamp-micros": frozenset({"long"}),
    "timestamp-nanos": frozenset({"long"}),
    "local-timestamp-millis": frozenset({"long"}),
    "local-timestamp-micros": frozenset({"long"}),
    "local-timestamp-nanos": frozenset({"long"}),
    "uuid": frozenset({"string", "fixed"}),
    "decimal": frozenset({"bytes", "fixed"}),
    "big-decimal": frozenset({"bytes"}),
    "duration": frozenset({"fixed"}),
}
"""Logical types and the types that carry them."""
SIZES = {"uuid": 16, "duration": 12}
"""Bytes of the fixed type that carries them."""


@dataclass(frozen=True, slots=True)
class Logical:
    """A logical type that Avro knows, on a type that may carry it; precision and scale are those of a decimal."""

    name: str
    precision: int = 0
    scale: int = 0

    def __str__(self) -> str:
        return f"decimal({self.precision}, {self.scale})" if self.name == "decimal" else self.name


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Why readers pass over what is written as a logical type. `known`: Avro has one of that name, not like this."""

    known: bool
    message: str
    hint: str


def logical(kind: Mapping[str, Any]) -> Logical | None:
    """The logical type of a written type; None where there is none, or readers must pass over it."""
    name = kind.get("logicalType")
    if not isinstance(name, str) or passed_over(kind) is not None:
        return None
    return Logical("decimal", kind["precision"], kind.get("scale", 0)) if name == "decimal" else Logical(name)


def passed_over(kind: Mapping[str, Any]) -> PassedOver | None:
    """Say why readers use the type beneath: "implementations must ignore unknown logical types", and invalid ones."""
    name = kind.get("logicalType")
    if name is None:
        return None
    carriers = LOGICAL.get(name) if isinstance(name, str) else None
    if carriers is None:
        near = nearest(str(name), LOGICAL)
        meant = f"did you mean `{near}`?" if near else "keep it if your own readers know it"
        return PassedOver(False, f"Avro has no logical type `{name}`: readers take the type underneath", meant)
    carrier, size = kind.get("type"), SIZES.get(name)
    if not isinstance(carrier, str) or carrier not in carriers:
        needed = " or ".join(sorted(carriers))
        return PassedOver(True, f"`{name}` cannot stand on this type", f"it stands on {needed}")
    if carrier == "fixed" and size is not None and kind.get("size") != size:
        return PassedOver(True, f"a {name} is a fixed type of {size} bytes", f"write `size: {size}`")
    return _decimal(kind) if name == "decimal" else None


def _decimal(kind: Mapping[str, Any]) -> PassedOver | None:
    precision, scale, size = kind.get("precision"), kind.get("scale", 0), kind.get("size")
    for key, value in (("precision", precision), ("scale", scale)):
        if value is not None and type(value) is not int:
            message = f"the `{key}` of a decimal is a whole number, and here is {described(value)}"
            digits = str(value).strip()
            hint = (
                "remove the quotes" if digits.isdecimal() else f"for example `{key}: {18 if key == 'precision' else 2}`"
            )
            return PassedOver(True, message, hint)
    if precision is None or precision < 1:
        return PassedOver(True, "a decimal says its precision", "add `precision: 18`, for instance")
    if not 0 <= scale <= precision:
        return PassedOver(
            True,
            "the scale of a decimal is from 0 to its precision",
            f"write `scale: {min(2, precision)}`, for instance",
        )
    if kind.get("type") == "fixed" and type(size) is int and precision > most_digits(size):
        hint = "make the fixed type larger, or the precision smaller"
        return PassedOver(True, f"{size} bytes hold decimals of at most {most_digits(size)} digits", hint)
    return None


def most_digits(size: int) -> int:
    """The largest precision of a decimal in a fixed type of `size` bytes: floor(log10(2^(8·size - 1) - 1))."""
    return int((8 * size - 1) * math.log10(2)) if size > 0 else 0

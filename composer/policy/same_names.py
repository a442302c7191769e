"""Rows of policy files as values of the model, key by key: a new key is a line in the form and one in the model."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from composer import units
from composer.spec.quantities import Duration, Rate, Size

if TYPE_CHECKING:
    from composer.spec.base import Spec

V = TypeVar("V")


def settled(made: type[V], row: Spec, **otherwise: object) -> V:
    """A value of which each field is the key of its name, in its unit. `otherwise`: fields without such a key."""
    keys = {one.name: one for one in fields(made) if one.name not in otherwise}  # type: ignore[arg-type]
    return made(**{name: _in_unit(getattr(row, name), str(one.type)) for name, one in keys.items()}, **otherwise)


def _in_unit(value: Any, unit: str) -> Any:
    match value:
        case Duration():
            return value.seconds
        case Size():
            return value.bytes
        case Rate():
            return value.per_second
        case int() if not isinstance(value, bool):
            return getattr(units, unit, int)(value)
        case list():
            return tuple(value)
        case _:
            return value

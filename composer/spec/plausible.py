"""Quantities of the right form that nobody can mean: `12m` for twelve months, nine digits of years.

The bounds stand beside the types (`Between`), so a quantity without them is found by a test. The reader looks at every
file that it reads, whatever its type.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from composer.spec.base import Between, Ordered, Spec
from composer.spec.error_places import Path, Shape, fields, of_annotation
from composer.spec.quantities import Duration, Rate, Size, months
from composer.spec.walked import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

QUANTITIES = (Duration, Rate, Size)


class Implausible(NamedTuple):
    """A quantity beyond its bounds, or beyond `other`, which bounds it: where it is, and words and a hint for it."""

    path: Path
    message: str
    hint: str
    other: Path = ()


def implausible(value: Any, spec: type[Spec]) -> Iterator[Implausible]:
    """Every quantity in a document of this type that is beyond its bounds. Parts of another form are passed over."""
    for part in parts(value, Shape(spec), _measured):
        if part.shape.type in QUANTITIES and isinstance(part.value, str):
            bounds = next((one for one in part.shape.metadata if isinstance(one, Between)), None)
            yield from _judged(part.value, part.shape.type, part.path, bounds) if bounds else ()
        elif part.shape.model is not None and issubclass(part.shape.model, Spec):
            for order in orders(part.shape.model):
                yield from _reversed(part.value, part.path, order)
        elif get_origin(part.shape.type) is dict and isinstance(part.value, dict):
            for order in ends(part.value, _amount(part.shape) or ()):
                yield from _reversed(part.value, part.path, order)


def _measured(shape: Shape) -> bool:
    if shape.model is not None and issubclass(shape.model, Spec):
        return bool(orders(shape.model))
    return shape.type in QUANTITIES or _amount(shape) is not None


@cache
def orders(model: type[Spec]) -> tuple[Ordered, ...]:
    """The pairs of a mapping that bound each other: those that it states, and those that are called so."""
    stated = {(one.lesser, one.greater) for one in model.ORDERED}
    called = ends(fields(model))
    return (*model.ORDERED, *(one for one in called if (one.lesser, one.greater) not in stated))


LOW_AND_HIGH = (
    ("minimum", "maximum"),
    ("min", "max"),
    ("least", "most"),
    ("shortest", "longest"),
    ("smallest", "largest"),
    ("average", "peak"),
)
"""What two ends of one thing are called, a word of an otherwise equal name: the lower one first."""


def ends(keys: Iterable[str], amount: tuple[str, ...] = ()) -> Iterator[Ordered]:
    """The pairs of keys that are named as two ends of one thing (`ack_deadline_minimum`, `ack_deadline_maximum`).
    `amount`: where, below each of them, what is compared stands."""
    there = dict.fromkeys(keys)
    for key in there:
        for low, high in LOW_AND_HIGH:
            other = re.sub(rf"(?<![a-z]){low}(?![a-z])", high, key)
            if other != key and other in there:
                hint = f"`{key}` is the lower one of the two: exchange them, or look at their units"
                yield Ordered((key, *amount), (other, *amount), f"`{key}`", f"`{other}`", hint)


def _amount(shape: Shape) -> tuple[str, ...] | None:
    """Where the number of each row of a mapping stands: below `value` in a table, or it is the row itself; None where
    rows are no numbers."""
    if get_origin(shape.type) is not dict:
        return None
    row = of_annotation(get_args(shape.type)[-1])
    if row.type in (int, float, *QUANTITIES):
        return ()
    return ("value",) if row.model is not None and "value" in fields(row.model) else None


def _reversed(value: Any, path: Path, order: Ordered) -> Iterator[Implausible]:
    """Report the lesser one of two where it is the greater one."""
    lesser, greater = (_at(value, one) for one in (order.lesser, order.greater))
    if lesser is None or greater is None or lesser[1] <= greater[1]:
        return
    (small, _), (large, _) = lesser, greater
    message = f"{order.what} of {small} is more than {order.bound}, {large}"
    yield Implausible((*path, *order.lesser), message, order.hint, (*path, *order.greater))


def _at(value: Any, path: Path) -> tuple[Any, float] | None:
    """The text at a place, and how much that is; None where that is no quantity and no number."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value, value
    for kind in QUANTITIES if isinstance(value, str) else ():
        try:
            return value, _comparable(kind.parse(value))
        except ValueError:
            continue
    return None


def _judged(text: str, kind: type[Duration | Rate | Size], path: Path, bounds: Between) -> Iterator[Implausible]:
    try:
        value, least, most = (_comparable(kind.parse(one)) for one in (text, bounds.least, bounds.most))
    except ValueError:
        return
    name = next((step for step in reversed(path) if isinstance(step, str)), "it")
    if value < least:
        why = f" ({bounds.why})" if bounds.why else ""
        message = f"`{name}` of {with_unit_name(text)} is shorter than {bounds.least}{why}"
        if kind is not Duration:
            message = f"`{name}` of {text} is less than {bounds.least}{why}"
        yield Implausible(path, message, too_short(text, bounds.least))
    elif value > most:
        message = f"`{name}` of {text} is more than anybody can mean: {bounds.most} is the most"
        yield Implausible(path, message, "look at the number and at its unit")


def within(text: str, kind: type[Duration | Rate | Size], bounds: Between) -> bool:
    """True if a quantity of the right form is one that somebody can mean."""
    return not [*_judged(text, kind, (), bounds)]


def too_short(text: str, least: str) -> str:
    """The hint for a quantity that is too short: minutes may have been taken for months."""
    if text.endswith("m") and text[:-1].isdigit():
        return f"did you mean months? There is no unit for months: {months(int(text[:-1]))}; `m` is minutes"
    return f"write {least} or more; look at the unit"


def with_unit_name(text: str) -> str:
    """A duration with its unit in words: `12m (12 minutes)`."""
    unit_names = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks", "y": "years"}
    unit = unit_names.get(text[-1:], "")
    return f"{text} ({text[:-1]} {unit.removesuffix('s') if text[:-1] == '1' else unit})" if unit else text


def _comparable(quantity: Duration | Rate | Size) -> float:
    match quantity:
        case Duration(seconds=amount) | Size(bytes=amount):
            return amount
        case _:
            return quantity.per_second

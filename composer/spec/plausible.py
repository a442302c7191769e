"""Quantities of the right form that nobody can mean: `12m` for twelve months, nine digits of years.

The bounds stand beside the types (`Between`), so a quantity without them is found by a test. The reader looks at every
file that it reads, whatever its type.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from composer.spec.base import Between
from composer.spec.error_places import Path, Shape, of_annotation, shapes
from composer.spec.quantities import Duration, Rate, Size, months

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

    from composer.spec.base import Spec

QUANTITIES = (Duration, Rate, Size)


class Implausible(NamedTuple):
    """A quantity beyond its bounds: where it is, and words and a hint for it."""

    path: Path
    message: str
    hint: str


def implausible(value: Any, spec: type[Spec]) -> Iterator[Implausible]:
    """Every quantity in a document of this type that is beyond its bounds. Parts of another form are passed over."""
    yield from _inside(value, Shape(spec), ())


def _inside(value: Any, shape: Shape, path: Path) -> Iterator[Implausible]:
    arguments = get_args(shape.type)
    if shape.members and isinstance(value, dict):
        member = shape.members.get(str(value.get(shape.discriminator)))
        yield from _inside(value, member, path) if member else ()
    elif shape.model is not None and isinstance(value, dict):
        for key, inner in _measured(shape.model).items():
            if key in value:
                yield from _inside(value[key], inner, (*path, key))
    elif get_origin(shape.type) is list and isinstance(value, list):
        inner = of_annotation(arguments[0])
        for index, item in enumerate(value):
            yield from _inside(item, inner, (*path, index))
    elif get_origin(shape.type) is dict and isinstance(value, dict):
        inner = of_annotation(arguments[1])
        for key, item in value.items():
            yield from _inside(item, inner, (*path, key))
    elif shape.type in QUANTITIES and isinstance(value, str):
        bounds = next((one for one in shape.metadata if isinstance(one, Between)), None)
        yield from _judged(value, shape.type, path, bounds) if bounds else ()


@cache
def _measured(model: type[BaseModel]) -> Mapping[str, Shape]:
    """The keys below which quantities may stand: of thousands of names of people nothing else is looked at."""
    return {key: shape for key, shape in shapes(model).items() if _may_hold(shape)}


def _may_hold(shape: Shape) -> bool:
    if shape.members:
        return any(_may_hold(member) for member in shape.members.values())
    if shape.model is not None:
        return bool(_measured(shape.model))
    if get_origin(shape.type) in {list, dict}:
        return _may_hold(of_annotation(get_args(shape.type)[-1]))
    return shape.type in QUANTITIES


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

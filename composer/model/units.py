"""What the numbers of an Event Type count: said once, in the types of the model, and read from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints


class Unit(StrEnum):
    """What one is one of."""

    SECOND = "second"
    EVENTS_A_SECOND = "event a second"
    BYTE = "byte"
    SHARE = "share of one"
    TIMES = "times as much"
    NUMBER = "things that are counted"


Seconds = Annotated[int, Unit.SECOND]
PerSecond = Annotated[float, Unit.EVENTS_A_SECOND]
Bytes = Annotated[int, Unit.BYTE]
Share = Annotated[float, Unit.SHARE]
Times = Annotated[float, Unit.TIMES]
Number = Annotated[int, Unit.NUMBER]


def unit_of(path: Sequence[str | int]) -> Unit | None:
    """The unit of the settled value at a path such as `("storage", "retention")`; None for what is no number."""
    return _unit(tuple(map(str, path)))


@lru_cache(maxsize=1024)
def _unit(path: tuple[str, ...]) -> Unit | None:
    types: list[Any] = [_event_type()]
    for step in path:
        types = [inner for one in types for inner in _inside(one, step)]
    return next((unit for one in types for unit in _units(one)), None)


def _event_type() -> Any:
    from composer.model.event_type import EventType  # noqa: PLC0415  it says its units with this module

    return EventType


def _inside(kind: Any, step: str) -> list[Any]:
    if isinstance(kind, type) and is_dataclass(kind):
        return _alternatives(hints(kind)[step]) if step in hints(kind) else []
    inner = [one for one in get_args(kind) if one is not ...]
    return _alternatives(inner[-1]) if get_origin(kind) in {tuple, Sequence, Mapping} and inner else []


def _alternatives(kind: Any) -> list[Any]:
    origin = get_origin(kind)
    if origin is Union or str(origin) == "<class 'types.UnionType'>":
        return [one for arg in get_args(kind) for one in _alternatives(arg)]
    return [kind]


def _units(kind: Any) -> list[Unit]:
    return [one for one in getattr(kind, "__metadata__", ()) if isinstance(one, Unit)]


@lru_cache(maxsize=64)
def hints(kind: Any) -> Mapping[str, Any]:
    """The types of a dataclass of the model, with their units."""
    from composer.model.reliability import Reliability  # noqa: PLC0415

    names = {"Mapping": Mapping, "Sequence": Sequence, "Reliability": Reliability}
    return get_type_hints(kind, localns=names, include_extras=True)

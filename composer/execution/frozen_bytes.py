"""Frozen values as bytes, and back: a form in which nothing can be said but values, so that reading it runs nothing.

Pickle would do what it is told; this names dataclasses, enumerations and numbers with a unit of this program, fills
dataclasses field by field without calling anything of theirs, and knows no other names.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import marshal
from functools import cache
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")

_SCALARS = frozenset({str, int, float, bool, bytes, type(None)})
_LEAF, _TUPLE, _LIST, _DICT, _SET = range(5)
_OURS = "composer."
_UNREADABLE = (ValueError, TypeError, EOFError, LookupError, AttributeError, ImportError, RecursionError, MemoryError)
"""What reading bytes of somebody else's raises."""
TO_PLAIN, FROM_PLAIN = "to_plain", "from_plain"
"""Methods of a class that is no dataclass: its plain values, and (of the class) the object that they make."""


class DamagedError(ValueError):
    """These bytes are no values that this program wrote."""


class Frozen(Generic[Value]):
    """A value beside its bytes. Between processes the bytes alone travel: whoever works it out writes them, too."""

    __slots__ = ("_value", "data")

    def __init__(self, data: bytes, value: Value | None = None) -> None:
        self.data = data
        self._value = value

    @classmethod
    def of(cls, value: Value) -> Frozen[Value]:
        """The value with its bytes. Raises TypeError, as `dumps` does."""
        return cls(dumps(value), value)

    @property
    def value(self) -> Value:
        """The value, read once."""
        if self._value is None:
            self._value = loads(self.data)
        return self._value

    def __reduce__(self) -> tuple[type[Frozen[Value]], tuple[bytes]]:
        return Frozen, (self.data,)


def dumps(value: object) -> bytes:
    """Values as bytes. Raises TypeError for what is no frozen dataclass, enumeration, container or scalar."""
    if isinstance(value, (tuple, list, dict)) and not _begins_with_ours(value):
        try:
            return marshal.dumps((_LEAF, value))
        except ValueError:
            pass  # something of ours is further inside
    return marshal.dumps(_down(value))


def loads(data: bytes | memoryview) -> Any:
    """The values; nothing that stands in the bytes is run. Raises DamagedError."""
    try:
        return _up(marshal.loads(data))  # noqa: S302 - values alone: code that stands in it is refused, never run
    except _UNREADABLE as error:
        raise DamagedError(str(error)) from error


def _down(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _SCALARS:
        return value
    if isinstance(value, enum.Enum):
        return (_name(kind), value.value)
    if isinstance(value, (int, float)):  # one that knows its unit
        return (_name(kind), int(value) if isinstance(value, int) else float(value))
    if hasattr(kind, FROM_PLAIN):
        return (_name(kind), *map(_down, value.to_plain()))
    fields = _fields(kind)
    if fields is not None:
        return (_name(kind), *[_down(getattr(value, field)) for field in fields])
    if _begins_with_ours(value):
        return _container(value)
    try:
        marshal.dumps(value)
    except ValueError:
        return _container(value)
    return (_LEAF, value)


def _begins_with_ours(value: Any) -> bool:
    """True if a container holds a class of this program first: then marshal need not write all of it to refuse it."""
    if not isinstance(value, (tuple, list, dict)) or not value:
        return False
    first: Any = type(next(iter(value.values() if isinstance(value, dict) else value)))
    return first not in _SCALARS and first.__module__.startswith(_OURS)


def _container(value: Any) -> Any:
    if isinstance(value, tuple):
        return (_TUPLE, *map(_down, value))
    if isinstance(value, list):
        return (_LIST, *map(_down, value))
    if isinstance(value, dict):
        return (_DICT, *[part for item in value.items() for part in map(_down, item)])
    if isinstance(value, frozenset):
        return (_SET, *map(_down, value))
    raise TypeError(f"{type(value)} is no plain value")


def _up(node: Any) -> Any:
    kind = type(node)
    if kind is not tuple:
        if kind not in _SCALARS:
            raise DamagedError(kind.__name__)
        return node
    head = node[0]
    if head == _LEAF:
        return node[1]
    if type(head) is str:
        return _maker(head)(node)
    parts = _parts(node)
    if head == _TUPLE:
        return tuple(parts)
    if head == _LIST:
        return parts
    if head == _DICT:
        return dict(zip(parts[::2], parts[1::2], strict=True))
    if head == _SET:
        return frozenset(parts)
    raise DamagedError(str(head))


def _parts(node: tuple[Any, ...]) -> list[Any]:
    """The parts behind the head. Most are scalars, which a call of their own each would make half as slow again."""
    return [part if type(part) in _SCALARS else _up(part) for part in node[1:]]


@cache
def _maker(name: str) -> Callable[[tuple[Any, ...]], Any]:
    """The maker of values of one class from their nodes. A fleet has tens of thousands of some classes, so that what is
    true of a class is looked up once."""
    kind = _class(name)
    if issubclass(kind, (enum.Enum, int, float)):
        return lambda node: kind(node[1])
    if hasattr(kind, FROM_PLAIN):
        return lambda node: getattr(kind, FROM_PLAIN)(*_parts(node))
    fields = _fields(kind)
    if fields is None:
        raise DamagedError(kind.__name__)
    if issubclass(kind, tuple):
        return lambda node: tuple.__new__(kind, _parts(node))
    slots = [getattr(kind, field, None) for field in fields]
    setters = [slot.__set__ for slot in slots if isinstance(slot, MemberDescriptorType)]

    def in_slots(node: tuple[Any, ...]) -> Any:
        made = object.__new__(kind)
        for put, value in zip(setters, _parts(node), strict=True):
            put(made, value)
        return made

    def in_a_dict(node: tuple[Any, ...]) -> Any:
        made = object.__new__(kind)
        vars(made).update(zip(fields, _parts(node), strict=True))
        return made

    return in_slots if len(setters) == len(fields) and fields else in_a_dict


@cache
def _fields(kind: Any) -> tuple[str, ...] | None:
    """The fields of a frozen dataclass or a named tuple; None for anything else."""
    about = getattr(kind, "__dataclass_params__", None)
    if about is not None and about.frozen:
        return tuple(field.name for field in dataclasses.fields(kind))
    return getattr(kind, "_fields", None) if issubclass(kind, tuple) else None


@cache
def _name(kind: Any) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


@cache
def _class(name: str) -> Any:
    """A class of this program. Its module may not be loaded yet, as a backend's is not before a definition names it; to
    import one of ours defines classes and functions, unless it is there to be run."""
    module, _, rest = name.partition(":")
    if not module.startswith(_OURS) or module.endswith("__main__"):
        raise DamagedError(name)
    candidate = getattr(importlib.import_module(module), rest, None)
    if not isinstance(candidate, type) or candidate.__module__ != module:
        raise DamagedError(name)
    return candidate

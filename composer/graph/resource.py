"""Resources and the values their inputs are made of.

Inputs are plain JSON values spelled as the Python SDK spells them (snake_case at every depth). Three
one-key objects stand for values that exist only later, and may appear anywhere inside inputs:

    {"$ref": "EndSong/topic", "output": "id"}      an output of another resource
    {"$join": ["serviceAccount:", {"$ref": ...}]}  the parts, put together to one string
    {"$json": [...]}                               the value, written as one compact JSON string

A reference to `platform:<cell>/<role>` crosses to the platform stack of a cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Input = Any
"""A JSON value which may hold `$ref`, `$join` and `$json` objects."""

FOUNDATION = "foundation:"
PLATFORM = "platform:"
SHARED = (FOUNDATION, PLATFORM)
"""What owners are called that all Event Types of a cell share, in the order in which they are applied; the cell's name
follows."""
_PLAIN = frozenset({str, int, float, bool, type(None)})


def is_shared(owner: str) -> bool:
    """True if all Event Types of a cell share what this owner has."""
    return owner.startswith(SHARED)


def layer(owner: str) -> int:
    """The place of an owner in the order of applying: foundations, platforms, Event Types."""
    return next((index for index, prefix in enumerate(SHARED) if owner.startswith(prefix)), len(SHARED))


def cell_of(owner: str) -> str:
    """The name of the cell whose shared owner this is."""
    return owner.partition(":")[2]


def shared_owners(cells: Iterable[str]) -> list[str]:
    """The shared owners of these cells."""
    return [f"{prefix}{cell}" for cell in cells for prefix in SHARED]


@dataclass(frozen=True)  # no slots: pickled by the thousand, and pickle handles slots in Python
class Resource:
    """One cloud resource wanted by one Event Type (or by what those of a cell share).

    `id` is `<EventType>/<role>` and never changes with what an author may rename; `type` is the Pulumi token;
    `name` is the cloud name; `depends_on` lists ids beyond those that `inputs` refer to; `protect` marks what
    holds data or cannot be made again; `because` says in a sentence why it exists.
    """

    id: str
    type: str
    name: str
    inputs: Mapping[str, Input]
    because: str
    depends_on: tuple[str, ...] = ()
    protect: bool = False

    @property
    def role(self) -> str:
        """The part of the id after the owner: `etl-subscription`."""
        return self.id.partition("/")[2]


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """The resource and the output that a `$ref` names."""

    id: str
    output: str

    @property
    def to_platform(self) -> bool:
        """True if it crosses from an Event Type's stack to the platform's."""
        return self.id.startswith(PLATFORM)


def ref(resource: Resource | str, output: str = "id") -> dict[str, str]:
    """The input that stands for an output of another resource."""
    return {"$ref": resource if isinstance(resource, str) else resource.id, "output": output}


def join(*parts: Input) -> dict[str, list[Input]]:
    """The input that stands for its parts put together to one string."""
    return {"$join": list(parts)}


def as_json(value: Input) -> dict[str, Input]:
    """The input that stands for a value written as a compact JSON string."""
    return {"$json": value}


def json_text(value: Any) -> str:
    """The compact JSON string that such an input becomes: the same text whoever writes it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def references(value: Input) -> Iterator[Reference]:
    """Every reference inside a value, at any depth, in order of appearance."""
    collected: list[Reference] = []
    _collect(value, collected)
    return iter(collected)


def _collect(value: Input, collected: list[Reference]) -> None:
    # a fleet has a million values: exact types and no generators make this several times quicker
    kind = type(value)
    if kind is dict or (kind not in _PLAIN and isinstance(value, Mapping)):
        if "$ref" in value:
            collected.append(Reference(value["$ref"], value["output"]))
        else:
            for inner in value.values():
                if type(inner) not in _PLAIN:
                    _collect(inner, collected)
    elif kind is list or (kind not in _PLAIN and isinstance(value, Sequence)):
        for inner in value:
            if type(inner) not in _PLAIN:
                _collect(inner, collected)

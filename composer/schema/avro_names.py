"""Names of Avro types: how a written name, its namespace and its aliases become full names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def full_name(name: str, namespace: str) -> str:
    """A name with dots is full as it is; any other belongs to `namespace`, "" being the null namespace."""
    return name if "." in name or not namespace else f"{namespace}.{name}"


def short_name(full: str) -> str:
    """The last part of a full name: what schema resolution compares."""
    return full.rpartition(".")[2]


def named(definition: Mapping[str, Any], enclosing: str) -> tuple[str, str]:
    """Full name of a record, enum or fixed, and the namespace that holds inside it.

    A dotted name brings its own namespace along and `namespace` is ignored, as the specification has it; a definition
    without `namespace` takes the one of the type around it, one with `namespace: ""` takes none.
    """
    name = definition["name"]
    if "." in name:
        return name, name.rpartition(".")[0]
    own = definition.get("namespace")
    space = own if isinstance(own, str) else enclosing
    return full_name(name, space), space


def type_aliases(definition: Mapping[str, Any], space: str) -> frozenset[str]:
    """Full names of the aliases of a named type: without dots they belong to the namespace of the type itself."""
    return frozenset(full_name(alias, space) for alias in definition.get("aliases") or ())

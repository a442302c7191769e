"""Whether the default of a field fits its type (Avro 1.12: that of a union, any of its branches)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from composer.documents.spelling import spelled
from composer.schema.avro_names import full_name, named, short_name

NamedTypes = Mapping[str, tuple[Mapping[str, Any], str]]
"""Full name → definition of a named type, and the namespace that holds inside it."""
INT = (-(2**31), 2**31 - 1)
LONG = (-(2**63), 2**63 - 1)


def default_problem(value: Any, kind: Any, namespace: str, named_types: NamedTypes) -> str:
    """The problem with a default, "" if none; `namespace` holds around its type. Where a part of the type is illegal
    anything fits: that is said where the part is written, which may be elsewhere."""
    return _Defaults(named_types).problem(value, kind, namespace)


class _Defaults:
    """The types that a default is held against, and what was found so far: unions inside unions of records would be
    looked into again and again."""

    def __init__(self, named_types: NamedTypes) -> None:
        self._named_types = named_types
        self._cache: dict[tuple[int, Any, str], str] = {}

    def problem(self, value: Any, kind: Any, namespace: str) -> str:
        key = (id(value), kind if isinstance(kind, str) else id(kind), namespace)
        if key not in self._cache:
            self._cache[key] = self._problem(value, kind, namespace)
        return self._cache[key]

    def _problem(self, value: Any, kind: Any, namespace: str) -> str:
        if isinstance(kind, list):
            return self._union(value, kind, namespace)
        if isinstance(kind, str):
            definition = self._named_types.get(full_name(kind, namespace))
            return self._complex(value, *definition) if definition is not None else _primitive(value, kind)
        if not isinstance(kind, Mapping):
            return ""
        inner = kind.get("type")
        if isinstance(inner, str) and inner in {"record", "enum", "fixed", "array", "map"}:
            space = namespace if inner in {"array", "map"} else named(kind, namespace)[1]
            return self._complex(value, kind, space)
        return self.problem(value, inner, namespace)

    def _union(self, value: Any, branches: list[Any], namespace: str) -> str:
        wrong = [self.problem(value, branch, namespace) for branch in branches]
        if not wrong or not all(wrong):
            return ""
        # where one branch only can be meant, its own words say more
        likely = [problem for branch, problem in zip(branches, wrong, strict=True) if _may_hold(value, branch)]
        if len(likely) == 1:
            return likely[0]
        return f"`{spelled(value)}` fits none of {', '.join(f'`{_called(branch)}`' for branch in branches)}"

    def _complex(self, value: Any, kind: Mapping[str, Any], namespace: str) -> str:
        match kind["type"]:
            case "enum":
                symbols = kind.get("symbols")
                if not isinstance(symbols, list):
                    return ""  # what is wrong is said where the enum is written
                return "" if value in symbols else f"`{spelled(value)}` is none of the symbols"
            case "fixed":
                size = kind.get("size")
                fits = isinstance(value, str) and len(value) == size and all(ord(one) < 256 for one in value)
                return "" if fits else f"a text of {size} characters is needed, and this is `{spelled(value)}`"
            case "array":
                if not isinstance(value, list):
                    return f"a list is needed, and this is `{spelled(value)}`"
                return self._first(value, kind.get("items"), namespace)
            case "map":
                if not isinstance(value, Mapping):
                    return f"a mapping is needed, and this is `{spelled(value)}`"
                return self._first([*value.values()], kind.get("values"), namespace)
            case _:
                return self._record(value, kind, namespace)

    def _first(self, values: list[Any], kind: Any, namespace: str) -> str:
        return next(filter(None, (self.problem(one, kind, namespace) for one in values)), "")

    def _record(self, value: Any, kind: Mapping[str, Any], namespace: str) -> str:
        if not isinstance(value, Mapping):
            return f"a mapping of the record's fields is needed, and this is `{spelled(value)}`"
        fields = kind.get("fields")
        for field in fields if isinstance(fields, list) else ():
            if not isinstance(field, Mapping) or not isinstance(field.get("name"), str):
                continue
            if field["name"] in value:
                wrong = self.problem(value[field["name"]], field.get("type"), namespace)
            else:
                wrong = "" if "default" in field else f"`{field['name']}` is missing"
            if wrong:
                return wrong
        return ""


def _primitive(value: Any, kind: str) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    fits = {
        "null": value is None,
        "boolean": isinstance(value, bool),
        "int": whole and INT[0] <= value <= INT[1],
        "long": whole and LONG[0] <= value <= LONG[1],
        "float": whole or (isinstance(value, float) and math.isfinite(value)),
        "double": whole or (isinstance(value, float) and math.isfinite(value)),
        "string": isinstance(value, str),
        "bytes": isinstance(value, str) and all(ord(letter) < 256 for letter in value),
    }
    return "" if fits.get(kind, True) else f"`{spelled(value)}` is no {kind}"


def _may_hold(value: Any, branch: Any) -> bool:
    """True if the JSON of a default is of the kind that a branch is written as."""
    kind = branch.get("type") if isinstance(branch, Mapping) else branch
    if isinstance(value, Mapping):
        return kind not in _SCALAR and kind != "array"
    if isinstance(value, list):
        return kind == "array"
    if isinstance(value, str):
        return kind in {"string", "bytes", "fixed", "enum"}
    return isinstance(value, bool) is (kind == "boolean") and kind in _SCALAR - {"null", "string", "bytes"}


_SCALAR = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string", "fixed", "enum"})


def _called(branch: Any) -> str:
    if isinstance(branch, Mapping):
        branch = branch.get("name") or branch.get("type")
    return short_name(branch) if isinstance(branch, str) else "a type"

"""The engine's wire format: camelCase structs with secrets and unknowns, to plain snake_case values and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.protobuf import struct_pb2

from composer.kinds.unknown_values import UNKNOWN, camel, is_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.property import Property

Path = tuple[str | int, ...]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's mark of secrets
_UNKNOWN = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
_UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Decoded:
    """A struct as plain values: `values` with the properties in snake_case, `secrets` the paths that are secret."""

    def __init__(self, struct: struct_pb2.Struct, properties: Mapping[str, Property]) -> None:
        self.secrets: set[Path] = set()
        self.values = self._object(struct, properties, ())

    def _object(self, struct: struct_pb2.Struct, properties: Mapping[str, Property], path: Path) -> dict[str, Any]:
        names = _snake(properties)
        result: dict[str, Any] = {}
        for key, value in struct.fields.items():
            name = names.get(key, key)
            if not key.startswith("__"):
                result[name] = self._value(value, properties.get(name), (*path, name))
        return result

    def _value(self, value: struct_pb2.Value, rule: Property | None, path: Path) -> Any:
        match value.WhichOneof("kind"):
            case "string_value":
                return UNKNOWN if value.string_value in _UNKNOWN else value.string_value
            case "number_value":
                number = value.number_value
                return int(number) if number.is_integer() else number
            case "bool_value":
                return value.bool_value
            case "list_value":
                items = rule.items if rule is not None else None
                return [self._value(item, items, (*path, index)) for index, item in enumerate(value.list_value.values)]
            case "struct_value":
                return self._struct(value.struct_value, rule, path)
        return None

    def _struct(self, struct: struct_pb2.Struct, rule: Property | None, path: Path) -> Any:
        mark = struct.fields[_SIGNATURE].string_value if _SIGNATURE in struct.fields else ""
        if mark == _SECRET:
            self.secrets.add(path)
            return self._value(struct.fields["value"], rule, path)
        if mark:
            return {key: self._value(value, None, (*path, key)) for key, value in struct.fields.items()}
        if rule is not None and rule.type == "object":
            return self._object(struct, rule.properties, path)
        items = rule.items if rule is not None and rule.type == "map" else None
        return {key: self._value(value, items, (*path, key)) for key, value in struct.fields.items()}


def encode(
    values: Mapping[str, Any], properties: Mapping[str, Property], secrets: set[Path] | frozenset[Path] = frozenset()
) -> struct_pb2.Struct:
    """Plain values as a struct for the engine; the paths in `secrets` are marked."""
    struct = struct_pb2.Struct()
    _object(struct, values, properties, secrets, ())
    return struct


def _object(
    struct: struct_pb2.Struct,
    values: Mapping[str, Any],
    properties: Mapping[str, Property],
    secrets: set[Path] | frozenset[Path],
    path: Path,
) -> None:
    for name, value in values.items():
        rule = properties.get(name)
        if value is not None:
            _put(struct.fields[camel(name) if rule else name], value, rule, secrets, (*path, name))


def _put(
    target: struct_pb2.Value, value: Any, rule: Property | None, secrets: set[Path] | frozenset[Path], path: Path
) -> None:
    if path in secrets:
        target.struct_value.fields[_SIGNATURE].string_value = _SECRET
        target = target.struct_value.fields["value"]
    if is_unknown(value):
        target.string_value = _UNKNOWN_STRING
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, (int, float)):
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, (list, tuple)):
        target.list_value.SetInParent()
        items = rule.items if rule is not None else None
        for index, item in enumerate(value):
            _put(target.list_value.values.add(), item, items, secrets, (*path, index))
    elif isinstance(value, dict):
        target.struct_value.SetInParent()
        inner = rule.properties if rule is not None and rule.type == "object" else {}
        if inner:
            _object(target.struct_value, value, inner, secrets, path)
            return
        for key, item in value.items():
            items = rule.items if rule is not None else None
            _put(target.struct_value.fields[key], item, items, secrets, (*path, key))
    else:
        target.null_value = struct_pb2.NULL_VALUE


_NAMES: dict[int, tuple[Mapping[str, Property], dict[str, str]]] = {}


def _snake(properties: Mapping[str, Property]) -> dict[str, str]:
    """Wire names of an object's properties; remembered, the tables never change."""
    cached = _NAMES.get(id(properties))
    if cached is None:
        cached = _NAMES[id(properties)] = (properties, {camel(name): name for name in properties})
    return cached[1]

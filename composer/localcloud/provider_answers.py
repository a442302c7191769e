"""What the provider answers the engine of values: what is refused of them, what changed, and what will be known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

from composer.kinds import input_changes
from composer.kinds.unknown_values import UNKNOWN, camel
from composer.kinds.validation import violations
from composer.localcloud import computed
from composer.localcloud.unsent_values import with_unsent
from composer.localcloud.wire import Decoded, encode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from google.protobuf import struct_pb2

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property


def checked(kind: Kind, news: Decoded) -> Any:
    """The inputs, with everything that Google would refuse of them."""
    failures = [
        provider_pb2.CheckFailure(property=_wire_path(violation.path), reason=violation.message)
        for violation in violations(kind, news.values)
    ]
    failures += [
        provider_pb2.CheckFailure(property=name, reason=f"{name}: required field is not set")
        for name in ("project", "region")
        if name in kind.properties and news.values.get(name) is None
    ]
    return provider_pb2.CheckResponse(inputs=encode(news.values, kind.properties, news.secrets), failures=failures)


def diff(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any], *, ignored: Collection[str]) -> Any:
    """The changes, and those of them that force a replacement; nothing of the properties or paths that are ignored."""
    differences = [
        item
        for item in input_changes.differences(kind, old, new)
        if item.path not in ignored and _top(item.path) not in ignored
    ]
    detailed = {item.path: provider_pb2.PropertyDiff(kind=_diff_kind(item), inputDiff=True) for item in differences}
    replaces = sorted({item.path for item in differences if item.replaces})
    response = provider_pb2.DiffResponse
    return response(
        changes=response.DIFF_SOME if differences else response.DIFF_NONE,
        diffs=sorted({_top(item.path) for item in differences}),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and input_changes.deletes_first(kind, new),
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )


def previewed(kind: Kind, news: Decoded, olds: Mapping[str, Any]) -> struct_pb2.Struct:
    """The properties that an object will have, as far as they are known before it is made or changed."""
    unsent = with_unsent(kind.properties, olds, news.values, kind.exclusive)
    values = _with_unknown(kind.properties, computed.with_defaults(kind.properties, unsent), olds)
    values |= only_ours(kind, news.values)
    return encode(values, kind.properties, news.secrets)


def _with_unknown(rules: Mapping[str, Property], values: dict[str, Any], olds: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what the server is yet to make, at every depth: as it was, or unknown where nothing was."""
    for name, rule in rules.items():
        if rule.computed:
            values[name] = olds.get(name, UNKNOWN)
        elif rule.properties and isinstance(values.get(name), dict):
            values[name] = _with_unknown(rule.properties, values[name], olds.get(name) or {})
    return values


def only_ours(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Properties that only Pulumi knows, which the server never answers."""
    return {
        name: values[name]
        for name, rule in kind.properties.items()
        if rule.api == "" and not rule.computed and values.get(name) is not None and not rule.full_name
    }


def visible(kind: Kind, live: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Properties of a live object that the provider reads: those of the API, and those among the inputs."""
    return {
        name: value
        for name, value in live.items()
        if name not in kind.properties
        or kind.properties[name].api != ""
        or name in inputs
        or kind.properties[name].computed
    }


def _top(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _wire_path(path: str) -> str:
    return ".".join(camel(part) for part in path.split("."))


def _diff_kind(difference: input_changes.Difference) -> Any:
    name = difference.change.upper() + ("_REPLACE" if difference.replaces else "")
    return provider_pb2.PropertyDiff.Kind.Value(name)

"""Live objects in the shapes of Google's REST API."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from composer.kinds.id_template import fill
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.kinds.unknown_values import camel
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property
    from composer.localcloud.cloud_database import Row


def body(kind: Kind, row: Row) -> dict[str, Any]:
    """One object as Google answers it: camelCase, nested as the API nests it."""
    result = _object(kind.properties, row.properties)
    changed = str(int(datetime.fromisoformat(row.updated).timestamp() * 1_000_000))
    tags = {"etag": etag([row.id, row.created, row.updated]), "changed_micros": changed}
    values = {**tags, "id": row.id, "created": row.created, **row.properties}
    for path, template in kind.rest.body.items():
        text = fill(template, kind, values)
        if text is not None:
            _set(result, path, text)
    for member, (name, value) in kind.rest.writes.shown.items():
        if row.properties.get(name):
            result[member] = value
    return result


def settable(kind: Kind, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a request: what only the server sets is left out, at every depth."""
    result = _object(kind.properties, stated(kind.properties, properties))
    for path in kind.rest.body:
        result.pop(path, None)
    return result


def stated(rules: Mapping[str, Property], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without what only the server sets, at every depth."""
    return {name: _stated_value(rules[name], value) for name, value in values.items() if not _computed(rules.get(name))}


def _computed(rule: Property | None) -> bool:
    return rule is None or rule.computed


def _stated_value(rule: Property, value: Any) -> Any:
    if rule.type == "object" and isinstance(value, dict):
        return stated(rule.properties, value)
    if rule.type == "list" and rule.items is not None and isinstance(value, list):
        return [_stated_value(rule.items, item) for item in value]
    return value


def etag(value: object) -> str:
    """A tag that is another one for every value, and the same for the same."""
    return base64.b64encode(hashlib.sha256(json.dumps(value).encode()).digest()[:9]).decode()


def _object(rules: Mapping[str, Property], values: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in values.items():
        rule = rules.get(name)
        if rule is None or rule.api == "" or value is None:
            continue
        if rule.api == "*":
            result |= _value(rule, value)
        else:
            _set(result, rule.api or camel(name), _shaped(rule, _value(rule, value)))
    return result


def _value(rule: Property, value: Any) -> Any:
    if rule.type == "object" and isinstance(value, dict):
        return _object(rule.properties, value)
    if rule.type == "list" and rule.items is not None:
        return [_value(rule.items, item) for item in value]
    if rule.type == "json" and isinstance(value, str) and rule.format != "avro-schema":
        return json.loads(value)
    if rule.format == "days":
        return f"{value * DAY}s"
    return str(value) if rule.format == "int64" else value


def _shaped(rule: Property, value: Any) -> Any:
    """The value nested as the API nests it."""
    match rule.shape:
        case "list":
            return [value]
        case "one":
            return value[0] if value else None
        case "each":
            return [{rule.key: item} for item in value]
        case "keyed":
            key = camel(rule.key)
            return {item[key]: {name: inner for name, inner in item.items() if name != key} for item in value}
        case "pairs":
            return [{"key": key, "value": inner} for key, inner in value.items()]
        case "entries":
            return {item["key"]: item["value"] for item in value}
        case _:
            return value


def _set(target: dict[str, Any], path: str, value: Any) -> None:
    *heads, last = path.split(".")
    for head in heads:
        target = target.setdefault(head, {})
    target[last] = value


def policy_of(rows: Iterable[Row]) -> dict[str, Any]:
    """The IAM policy that holds these members, one binding for each role and condition, and these configurations of
    audit logs."""
    bindings: dict[str, dict[str, Any]] = {}
    audited: list[dict[str, Any]] = []
    conditional = False
    for row in rows:
        if row.kind == AUDIT_CONFIG.token:
            audited.append(_object(AUDIT_CONFIG.properties, row.properties))
            continue
        condition = row.properties.get("condition")
        conditional = conditional or bool(condition)
        key = json.dumps([row.properties["role"], condition])
        binding = bindings.setdefault(key, {"role": row.properties["role"], "members": []})
        binding["members"].append(row.properties["member"])
        if condition:
            binding["condition"] = condition
    answer: dict[str, Any] = {"version": 3 if conditional else 1}
    if bindings:
        answer["bindings"] = [bindings[key] for key in sorted(bindings)]
    if audited:
        answer["auditConfigs"] = audited
    return {**answer, "etag": etag(answer)}

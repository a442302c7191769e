"""What only the server knows: defaults, generated ids, revisions, hashes and times."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import google_crc32c

from composer.kinds.id_template import fill, full_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property

_OWN = re.compile(
    r"\{(now|created|revision|generation|number|md5|md5hex|crc32c|etag|id|millis|created_millis|serial)\}"
)


def now() -> str:
    """The time as Google writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def project_number(project: str) -> str:
    """The number of a project: always the same for the same name."""
    return str(100_000_000_000 + int(hashlib.sha256(project.encode()).hexdigest()[:12], 16) % 900_000_000_000)


def server_id() -> str:
    """A new id as servers make them: digits."""
    return str(uuid.uuid4().int % 9_000_000_000_000_000_000 + 1_000_000_000_000_000_000)


def revision_id() -> str:
    """A new revision id: eight hexadecimal digits."""
    return uuid.uuid4().hex[:8]


def with_defaults(properties: Mapping[str, Property], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the server keeps them: short names made full, defaults filled in, at every depth."""
    result: dict[str, Any] = {}
    for name, rule in properties.items():
        value = values.get(name)
        if value is None:
            value = rule.default
        if value is None or rule.computed:
            continue
        value = full_name(rule, value, values)
        if rule.format == "upper":
            value = str(value).upper()
        elif rule.type == "object" and isinstance(value, dict):
            value = with_defaults(rule.properties, value)
        elif rule.type == "list" and rule.items is not None and rule.items.type == "object":
            value = [with_defaults(rule.items.properties, item) for item in value]
        result[name] = value
    return result


def with_computed(kind: Kind, values: dict[str, Any], server_values: Mapping[str, str]) -> dict[str, Any]:
    """Values together with the computed properties; `server_values` are the server's own (id, revision, created)."""
    template_values = dict(server_values)
    moment = template_values.setdefault("now", now())
    template_values["millis"] = str(int(datetime.fromisoformat(moment).timestamp() * 1000))
    template_values["created_millis"] = str(
        int(datetime.fromisoformat(template_values.setdefault("created", moment)).timestamp() * 1000)
    )
    template_values["number"] = project_number(str(values.get("project", "")))
    content = str(values.get("content") or "").encode()
    template_values["md5"] = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
    template_values["md5hex"] = hashlib.md5(content, usedforsecurity=False).hexdigest()
    template_values["crc32c"] = base64.b64encode(google_crc32c.value(content).to_bytes(4, "big")).decode()
    template_values.setdefault("generation", str(int(datetime.fromisoformat(moment).timestamp() * 1_000_000)))
    # 19 digits that stay what they are while the object lives, and are others for the next of its name
    template_values["serial"] = str(
        10**18
        + int(hashlib.sha256(f"{template_values.get('id')} {template_values['created']}".encode()).hexdigest(), 16)
        % 10**18
    )
    template_values["etag"] = base64.b64encode(uuid.uuid4().bytes[:6]).decode()
    result = dict(values)
    for name, rule in kind.properties.items():
        made = _made(kind, rule, values, template_values, values.get(name))
        if made is not None:
            result[name] = made
    for name in ("effective_labels", "pulumi_labels"):
        if name in kind.properties:
            result[name] = dict(values.get("labels") or {})
    return result


def _made(
    kind: Kind, rule: Property, values: Mapping[str, Any], template_values: Mapping[str, str], given: Any = None
) -> Any:
    """A computed property's value: its template filled, or one object of such values, beside those that are `given`."""
    if rule.type == "list" and rule.computed and rule.items is not None:
        inner = {name: _made(kind, below, values, template_values) for name, below in rule.items.properties.items()}
        return [inner] if any(value is not None for value in inner.values()) else None
    if rule.type == "object" and any(below.computed for below in rule.properties.values()) and given is not None:
        inner = {name: _made(kind, below, values, template_values) for name, below in rule.properties.items()}
        return {**given, **{name: value for name, value in inner.items() if value is not None}}
    if not rule.value:
        return None
    template = _OWN.sub(lambda hole: template_values.get(hole[1], ""), rule.value)
    text = fill(template, kind, values)
    return int(text) if text is not None and rule.type == "integer" else text


def filled(kind: Kind, value: Any, values: Mapping[str, Any]) -> Any:
    """The same value with the templates in its texts filled."""
    if isinstance(value, dict):
        return {name: filled(kind, inner, values) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(kind, inner, values) for inner in value]
    return (fill(value, kind, values) or value) if isinstance(value, str) else value

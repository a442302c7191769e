"""Templates of ids and paths: filled from a resource's properties, and read back from a path."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from composer.kinds.unknown_values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property

_SERVICE = re.compile(r"^(https?:)?//[^/]+/(?:[^/]+/){0,3}?(?=projects/)")
_HOLE = re.compile(r"\{([+/]?)([a-z_][a-z0-9_.]*)\}")


def fill(template: str, kind: Kind, values: Mapping[str, Any], *, encode: bool = False) -> str | None:
    """The template with its holes filled, or None where a value is missing or not known yet."""
    out: list[str] = []
    parts, end = _parts(template)
    for before, sign, name in parts:
        out.append(before)
        value = _value(kind, values, name)
        if sign == "/" and value is None:
            continue
        if value is None or is_unknown(value):
            return None
        text = quote(str(value), safe="/" if sign == "+" else "") if encode else str(value)
        out.append("/" + text if sign == "/" else text)
    return "".join(out) + end


@cache
def _parts(template: str) -> tuple[tuple[tuple[str, str, str], ...], str]:
    """The holes of a template, each with what stands before it, its sign and its name; and what stands at the end."""
    parts, end = [], 0
    for hole in _HOLE.finditer(template):
        parts.append((template[end : hole.start()], hole[1], hole[2]))
        end = hole.end()
    return tuple(parts), template[end:]


def _value(kind: Kind, values: Mapping[str, Any], path: str) -> Any:
    value: Any = values
    for step in path.split("."):
        if is_unknown(value):
            return value
        value = value.get(step) if hasattr(value, "get") else None
    rule = kind.properties.get(path)
    return full_name(rule, value, values) if rule is not None and rule.full_name else value


def full_name(rule: Property, value: Any, values: Mapping[str, Any]) -> Any:
    """A short name as the full one, where the property takes both; anything else as it is."""
    if not rule.full_name or not isinstance(value, str) or "/" in value or value.startswith("_deleted"):
        return value
    project = values.get("project")
    if "{project}" in rule.full_name and not isinstance(project, str):
        return value
    return rule.full_name.replace("{project}", project or "").replace("{}", value)


def relative(link: str) -> str:
    """A resource's link without the service's address: `projects/...`; anything else as it is."""
    return _SERVICE.sub("", link)


def pattern(template: str, kind: Kind) -> re.Pattern[str]:
    """The expression that reads a template's holes back from a path. Holes of full names take only such names."""
    out: list[str] = []
    end = 0
    for hole in _HOLE.finditer(template):
        out.append(re.escape(template[end : hole.start()]))
        end = hole.end()
        rule = kind.properties.get(hole[2])
        if rule is not None and rule.full_name:
            expression = re.sub(r"\{[^}]*\}", "[^/]+", rule.full_name)
        else:
            expression = ".+" if hole[1] == "+" else "[^/]+"
        again = f"(?P<{hole[2]}>" in "".join(out)
        name = f"?P<{hole[2]}>" if hole[2].isidentifier() else "?:"
        out.append(f"(?P={hole[2]})" if again else f"({name}{expression})")
    return re.compile("".join(out) + re.escape(template[end:]))


def holes(template: str) -> list[str]:
    """The properties that a template is made of, in order."""
    return [hole[2] for hole in _HOLE.finditer(template)]

"""Enums without a default: consumers that read with such a one stop at a symbol that they do not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.schema.avro_names import named
from composer.schema.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.schema.walk import Path


def cannot_grow(schema: Any) -> Iterator[tuple[Path, str]]:
    """Every enum without a default: where it stands, and its name. For legal schemas."""
    return ((path, str(kind["name"])) for path, _, _, kind in _enums(schema) if "default" not in kind)


def enum_defaults(newest: Mapping[str, Any], released: Sequence[Mapping[str, Any]]) -> Iterator[Refusal]:
    """Every default of an enum that the last of these versions has and the newest has not: who reads with the newest
    could not read a symbol that comes later, so none ever could come."""
    last = {full: kind["default"] for _, _, full, kind in _enums(released[-1] if released else ()) if "default" in kind}
    for path, name, full, kind in _enums(newest) if last else ():
        before = last.get(full)
        if "default" not in kind and before is not None:
            reason = f"the enum `{kind['name']}` had a default, and without one it can never gain a symbol"
            yield Refusal("ET332", name, (*path, "symbols"), reason, f"keep `default: {before}`", (len(released),))


def _enums(
    kind: Any, path: Path = (), name: str = "", space: str = ""
) -> Iterator[tuple[Path, str, str, Mapping[str, Any]]]:
    """Every enum that a schema defines: where it stands, the field it is in, its full name, and itself."""
    if isinstance(kind, list):
        for index, branch in enumerate(kind):
            yield from _enums(branch, (*path, index), name, space)
    elif isinstance(kind, dict):
        what = kind.get("type")
        full, inside = named(kind, space) if what in {"record", "enum", "fixed"} else ("", space)
        if what == "enum":
            yield path, name, full, kind
        for part, ending in (("type", ""), ("items", "[]"), ("values", "{}")):
            yield from _enums(kind.get(part), (*path, part), f"{name}{ending}", inside)
        for index, field in enumerate(kind.get("fields", ()) if what == "record" else ()):
            here = f"{name}.{field['name']}" if name else field["name"]
            yield from _enums(field["type"], (*path, "fields", index, "type"), here, inside)

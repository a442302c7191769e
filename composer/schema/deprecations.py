"""The life of a field: written, deprecated, removable once a released version says so, then gone, its name reserved.

Here is whether what is deprecated can be followed; what went and came back is in `lifetimes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.documents import Document
from composer.schema.findings import Refusal
from composer.schema.walk import every_field
from composer.spec import reader
from composer.spec.event_type import FieldDeprecation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.schema.walk import AnyField


def deprecations(newest: Mapping[str, Any]) -> Iterator[Refusal]:
    """Every `deprecated` that those who read the field cannot follow. Also for schemas that break others."""
    for one in every_field(newest):
        deprecated = one.field.get("deprecated")
        if deprecated is None:
            continue
        place = (*one.path, "deprecated")
        problem, hint = _misunderstood(deprecated)
        if not problem and isinstance(deprecated, dict) and "replaced_by" in deprecated:
            problem, hint = _no_replacement(one, deprecated["replaced_by"])
            place = (*place, "replaced_by")
        if problem:
            yield Refusal("ET326", one.name, place, problem, hint, ())


def _misunderstood(deprecated: Any) -> tuple[str, str]:
    """The mistakes in the annotation itself. Those of fields inside other records are read by nobody before."""
    form = "write `deprecated: {since: 2027-03-31, reason: …}`, and `replaced_by: …` if there is another field"
    if not isinstance(deprecated, dict):
        return "`deprecated` says since when and why", form
    _, problems = reader.read(Document("", deprecated), FieldDeprecation)
    return (
        (f"`deprecated` is not understood: {problems[0].message}", problems[0].hint or form) if problems else ("", "")
    )


def _no_replacement(one: AnyField, name: str) -> tuple[str, str]:
    beside = {field["name"]: field for field in one.beside}
    if name == one.field["name"]:
        return f"`{one.name}` cannot replace itself", "name another field, or leave `replaced_by` out"
    if name not in beside:
        others = ", ".join(f"`{other}`" for other in beside if other != one.field["name"])
        return f"there is no field `{name}` beside `{one.name}`", f"there are {others}" if others else "add it"
    if "deprecated" in beside[name]:
        return f"`{name}` is deprecated itself", "name the field that stays"
    return "", ""

"""Every field says what it means, once, and nothing it says is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.policy.nearest import nearest
from composer.schema.walk import leaves_and_unheard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.documents import Document
    from composer.model import SemanticType
    from composer.policy.policies import Policies
    from composer.schema.walk import Leaf

CODES = {
    "ET401": "Every field says what it means (`semantic`).",
    "ET402": "Semantic types in a schema are rows of semantic_types.yaml.",
    "ET406": "Only fields that hold more than records say what they mean: what is inside a record says it there.",
    "ET407": "Fields of one dotted name mean the same, in whatever branch of a union they are.",
    "ET408": "A field that holds the record it is in is as protected as everything in that record.",
}
STRENGTH = {"": 0, "type": 1, "user": 2}
"""How much encryption protects: a person's own key can be erased with the person."""


def meanings(name: str, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """What is wrong with the annotations of one Event Type."""
    found, unheard = leaves_and_unheard(document.value["schema"])
    said: set[tuple[str | int, ...]] = set()
    first: dict[str, Leaf] = {}
    for leaf in found:
        path = ("schema", *leaf.path)
        before = first.setdefault(leaf.name, leaf)
        if path in said:  # of a record that is used again
            continue
        said.add(path)
        if leaf.semantic is None:
            what = _what(leaf, found)
            hint = "add `semantic:` with a row of stacks/policy/semantic_types.yaml, such as `system.operations`"
            message = f"`{leaf.name}`{what} does not say what it means"
            yield Diagnostic("ET401", message, document.span(path), hint, event_type=name)
        elif leaf.semantic not in policies.semantic_types:
            hint = nearest(leaf.semantic, policies.semantic_types, "see stacks/policy/semantic_types.yaml")
            message = f"there is no semantic type `{leaf.semantic}`"
            yield Diagnostic("ET402", message, document.span((*path, "semantic")), hint, event_type=name)
        elif before.semantic != leaf.semantic:
            message = f"`{leaf.name}` means `{leaf.semantic}` here and `{before.semantic}` elsewhere"
            other = Related(document.span(("schema", *before.path, "semantic")), "the other branch of the union")
            hint = "rename one of the fields: both are delivered under this name"
            place = document.span((*path, "semantic"))
            yield Diagnostic("ET407", message, place, hint, event_type=name, related=(other,))
        elif leaf.repeats is not None:
            yield from _weaker_than_inside(leaf, found, name, document, policies)
    for path, leaf in {leaf.path: leaf for leaf in unheard}.items():
        message = f"`{leaf.name}` is a record: what is in it says what it means, and this is passed over"
        hint = "remove it; if the fields of the record mean something else, annotate them"
        yield Diagnostic("ET406", message, document.span(("schema", *path, "semantic")), hint, event_type=name)


def _what(leaf: Leaf, found: Sequence[Leaf]) -> str:
    """Why a field with a record in it has to be annotated."""
    if leaf.repeats is not None:
        return ", which holds the record it is in,"
    if any(one.name.startswith((f"{leaf.name}{{}}.", f"{leaf.name}{{}}[]")) for one in found):
        return ", a map whose keys whoever sends events chooses,"
    return ", which holds more than records," if any(one.name.startswith(f"{leaf.name}.") for one in found) else ""


def _weaker_than_inside(
    leaf: Leaf, found: Sequence[Leaf], name: str, document: Document, policies: Policies
) -> Iterator[Diagnostic]:
    meaning = policies.semantic_types[leaf.semantic or ""]
    for one in found:
        inner = policies.semantic_types.get(one.semantic or "")
        if not one.name.startswith(leaf.repeats or "") or inner is None or _covers(meaning, inner, policies):
            continue
        message = f"`{leaf.name}` holds `{one.name}` again, which is more protected than `{meaning.key}`"
        related = (Related(document.span(("schema", *one.path, "semantic")), f"`{one.name}` means `{inner.key}`"),)
        place = document.span(("schema", *leaf.path, "semantic"))
        hint = f"annotate it as the most protected of what is in it, such as `{inner.key}`"
        yield Diagnostic("ET408", message, place, hint, event_type=name, related=related)
        return


def _covers(meaning: SemanticType, inner: SemanticType, policies: Policies) -> bool:
    """Whether what means one thing is protected at least as much as what means the other."""
    shorter = inner.retention is None or (meaning.retention is not None and meaning.retention <= inner.retention)
    return (
        shorter
        and meaning.personal >= inner.personal
        and policies.rank(meaning.tier) >= policies.rank(inner.tier)
        and STRENGTH[meaning.encryption] >= STRENGTH[inner.encryption]
    )

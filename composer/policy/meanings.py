"""Every field says what it means, once, and nothing it says is passed over."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.diagnostics import Diagnostic, Related
from composer.personal_names.name_parts import split_name
from composer.policy.suggestions import nearest
from composer.privacy.challenges import held_by, looks_personal
from composer.rules import Grouping
from composer.schema.walk import leaves_and_unheard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.documents import Document
    from composer.model import Policies, SemanticType
    from composer.schema.walk import Leaf

STRENGTH = {"": 0, "type": 1, "user": 2}
"""How much encryption protects: a person's own key can be erased with the person."""


def meanings(name: str, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """Judge the annotations of one Event Type."""
    leaves, unheard = leaves_and_unheard(document.value["schema"])
    reported: set[tuple[str | int, ...]] = set()
    first: dict[str, Leaf] = {}
    names = sorted(leaf.name for leaf in leaves)
    for leaf in leaves:
        path = ("schema", *leaf.path)
        before = first.setdefault(leaf.name, leaf)
        if path in reported:  # of a record that is used again
            continue
        reported.add(path)
        if leaf.semantic is None:
            what = _what(leaf, names)
            likely = suggested(leaf, document.value["schema"], policies)
            hint = f"add `semantic: {likely}` if that is what it means" if likely else _ROWS
            message = f"`{leaf.name}`{what} does not say what it means"
            yield Diagnostic("ET401", message, document.span(path), hint, event_type=name)
        elif leaf.semantic not in policies.semantic_types:
            hint = nearest(leaf.semantic, policies.semantic_types, "see stacks/policy/semantic_types.yaml")
            message = f"there is no semantic type `{leaf.semantic}`"
            yield Diagnostic("ET402", message, document.span((*path, "semantic")), hint, event_type=name)
        elif before.path[:-1] == leaf.path[:-1] and before is not leaf:
            continue  # one record has two fields of this name: ET302 says so
        elif before.semantic != leaf.semantic:
            message = f"`{leaf.name}` means `{leaf.semantic}` here and `{before.semantic}` elsewhere"
            other = Related(document.span(("schema", *before.path, "semantic")), "the other branch of the union")
            hint = "rename one of the fields: both are delivered under this name"
            place = document.span((*path, "semantic"))
            yield Diagnostic("ET407", message, place, hint, event_type=name, related=(other,))
        elif leaf.repeats is not None:
            yield from _weaker_than_inside(leaf, leaves, name, document, policies)
    for path, leaf in {leaf.path: leaf for leaf in unheard}.items():
        message = f"`{leaf.name}` is a record: what is in it says what it means, and this is passed over"
        hint = "remove it; if the fields of the record mean something else, annotate them"
        yield Diagnostic("ET406", message, document.span(("schema", *path, "semantic")), hint, event_type=name)


_ROWS = "add `semantic:` with a row of stacks/policy/semantic_types.yaml"


def suggested(leaf: Leaf, schema: Any, policies: Policies) -> str:
    """The semantic type that the name of a field suggests, "" if none: what looks personal, or a row named like it."""
    field = schema
    for step in leaf.path:
        field = field[step]
    looks = looks_personal(leaf.name, frozenset(held_by(field.get("type"))), policies)
    if looks is not None and looks.semantic in policies.semantic_types:
        return looks.semantic
    last = "_".join(split_name(leaf.name.rpartition(".")[2]))
    rows = [key for key in policies.semantic_types if key.rpartition(".")[2] == last]
    return rows[0] if len(rows) == 1 else ""


def merged(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Fields of one file that do not say what they mean, as one problem with all their places."""
    silent: dict[str, list[Diagnostic]] = {}
    result: list[Diagnostic] = []
    for one in diagnostics:
        (silent.setdefault(one.span.file, []) if one.rule.grouping is Grouping.FIELDS else result).append(one)
    for of_file in silent.values():
        first, *rest = sorted(of_file, key=lambda one: one.span)
        if rest:
            others = tuple(Related(one.span, f"{one.message}: {one.hint}") for one in rest)
            hint = f"{first.hint}; the same for each of them, as said at its place"
            fields = "another field says" if len(rest) == 1 else f"{len(rest)} other fields say"
            what = first.message.partition(" does not")[0]
            message = f"{what} and {fields} nothing about what they mean"
            first = replace(first, message=message, hint=hint, related=(*first.related, *others))
        result.append(first)
    return result


def fields_of(diagnostic: Diagnostic) -> int:
    """The number of fields a problem is about."""
    return 1 + len(diagnostic.related) if diagnostic.rule.grouping is Grouping.FIELDS else 1


def _what(leaf: Leaf, names: Sequence[str]) -> str:
    """The reason to annotate a field with a record in it."""
    if leaf.repeats is not None:
        return ", which holds the record it is in,"
    if any(_has(names, f"{leaf.name}{end}") for end in ("{}.", "{}[]")):
        return ", a map whose keys whoever sends events chooses,"
    return ", which holds more than records," if _has(names, f"{leaf.name}.") else ""


def _has(names: Sequence[str], beginning: str) -> bool:
    """True if one of these sorted names begins so."""
    at = bisect_left(names, beginning)
    return at < len(names) and names[at].startswith(beginning)


def _weaker_than_inside(
    leaf: Leaf, leaves: Sequence[Leaf], name: str, document: Document, policies: Policies
) -> Iterator[Diagnostic]:
    meaning = policies.semantic_types[leaf.semantic or ""]
    for one in leaves:
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
    """True if what means one thing is protected at least as much as what means the other."""
    shorter = inner.retention is None or (meaning.retention is not None and meaning.retention <= inner.retention)
    return (
        shorter
        and meaning.personal >= inner.personal
        and policies.rank(meaning.tier) >= policies.rank(inner.tier)
        and STRENGTH[meaning.encryption] >= STRENGTH[inner.encryption]
    )

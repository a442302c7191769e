"""The record of what was there before → what each Event Type took over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer import documents
from composer.diagnostics import Diagnostic, Related
from composer.kinds.id_template import pattern
from composer.model.adoption import ADOPTABLE, Adopted, AsFound
from composer.spec import own_rows
from composer.spec.adopted import AdoptedSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.repository import Repository
    from composer.spec.adopted import AdoptedResourceSpec

_NO_JSON = object()


def load(repository: Repository, environment: str) -> tuple[Mapping[str, tuple[Adopted, ...]], tuple[Diagnostic, ...]]:
    """The resources that were there before by Event Type, and what is wrong with the record of it; nothing where there
    is none, and nothing of an Event Type of which something is wrong."""
    path = repository.adopted / f"{environment}.yaml"
    if not repository.has(path):
        return {}, ()
    document = documents.of(repository, path)
    spec, problems, _ = own_rows.read(document, AdoptedSpec)
    if spec is None:
        return {}, problems
    wrong = own_rows.concerning(document, AdoptedSpec, _problems(document, spec))
    blamed = {one.event_type for one in wrong}
    sound = {name: rows for name, rows in spec.adopted.items() if name not in blamed}
    return {name: tuple(map(_adopted, rows)) for name, rows in sound.items()}, (*problems, *wrong)


def _adopted(row: AdoptedResourceSpec) -> Adopted:
    kept = tuple(AsFound(one.property, _json(one.live), one.instead_of) for one in row.as_found)
    return Adopted(row.role, row.id, kept)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _NO_JSON


def _problems(document: Document, spec: AdoptedSpec) -> Iterator[Diagnostic]:
    """Diagnostics of what no adoption could have written: an id of another kind, one that is there twice, and values
    that are none."""
    taken: dict[tuple[str, str], tuple[str | int, ...]] = {}
    for name, rows in spec.adopted.items():
        for index, row in enumerate(rows):
            here, kind = ("adopted", name, index, "id"), ADOPTABLE[row.role]
            if not pattern(kind.id, kind).fullmatch(row.id):
                message, hint = f"`{row.id}` is no id of a {kind.name}", f"write it as `{kind.id}`"
                yield Diagnostic("ET726", message, document.span(here), hint, event_type=name)
            first = taken.setdefault((kind.token, row.id), here)
            if first != here:
                related = (Related(document.span(first), f"`{first[1]}` took it over"),)
                message, hint = f"`{row.id}` is taken over twice", "it belongs to one Event Type: take one of them out"
                yield Diagnostic("ET726", message, document.span(here), hint, event_type=name, related=related)
            for number, one in enumerate(row.as_found):
                if _json(one.live) is _NO_JSON:
                    at = document.span((*here[:3], "as_found", number, "live"))
                    hint = "`composer adopt` writes it; restore the line, or remove it"
                    yield Diagnostic(
                        "ET726", f"what was found of `{one.property}` is no JSON", at, hint, event_type=name
                    )
                elif one.property not in kind.properties:
                    at = document.span((*here[:3], "as_found", number, "property"))
                    message = f"a {kind.name} has no property `{one.property}`"
                    yield Diagnostic("ET726", message, at, "remove the line", event_type=name)

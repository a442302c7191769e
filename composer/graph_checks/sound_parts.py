"""What is wrong in the sound parts of what is broken: one mistake does not hide another.

The broken parts, of a definition or of policy files, are filled with different things, and what is found each time does
not depend on them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.policy import resolve, violations
from composer.privacy.challenges import challenges
from composer.schema.released import Released
from composer.spec.event_type import EventTypeSpec
from composer.spec.fillings import filled, in_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model import Policies
    from composer.policy.basis import Basis, BrokenBasis


def problems(document: Document, versions: Released, basis: Basis | BrokenBasis) -> tuple[Diagnostic, ...]:
    """Everything that is wrong whatever the broken parts of a definition and of its rules were meant to say; () if that
    is unclear."""
    return in_all(
        _judged(document, versions, basis, policies, which) for which, policies in enumerate(basis.guesses or ())
    )


def _judged(
    document: Document, versions: Released, basis: Basis | BrokenBasis, policies: Policies, which: int
) -> Iterable[Diagnostic]:
    made = filled(document, EventTypeSpec, which)
    if made is None:
        return
    definition, value = made
    known = _fields_known(document)
    versions = versions if known else Released(())  # next to fields that nobody knows, all would seem to be removed
    guess = replace(document, value=value)
    event = resolve(definition, guess, versions, policies, basis.cell(definition.event_type))
    name_matches = definition.event_type == document.value.get("event_type")  # else its name is what is broken
    for one in (*violations(event, guess, policies), *challenges(event, guess, policies)):
        if one.rule.records_version:
            continue  # first it can be read, then it can be recorded
        if one.rule.names_fields and not known:
            continue
        if not any(waiver.rule is one.rule and waiver.event_type == event.name for waiver in policies.waivers):
            yield one if name_matches else replace(one, event_type="")


def _fields_known(document: Document) -> bool:
    """True if the schema has fields at all, be they right or wrong: else a filling stands in their place."""
    schema = document.value.get("schema")
    return isinstance(schema, dict) and isinstance(schema.get("fields"), list)

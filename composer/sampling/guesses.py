"""What fields may mean: guesses from their names and from the form of their values. The owner decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.privacy.challenges import held_by, looks_personal
from composer.schema.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.model import Path, Policies

FORMS = {
    "email": ("user.contact.email", "its values are e-mail addresses"),
    "ip": ("user.device.ip_address", "its values are IP addresses"),
    "phone": ("user.contact.phone_number", "its values look like phone numbers"),
}
"""Semantic types by the form of values."""
_OURS = frozenset({"event_id", "message_id", "eventid", "messageid"})


def guessed(
    schema: dict[str, Any], forms: Mapping[str, frozenset[str]], policies: Policies
) -> tuple[dict[str, Any], dict[str, str]]:
    """The schema with `semantic` where something can be guessed, and the reasons by dotted name. What says its meaning
    already keeps it, if there is such a meaning. `forms`: what all texts of a leaf are, by dotted name."""
    reasons: dict[str, str] = {}
    once = {leaf.path: leaf for leaf in reversed(leaves(schema))}  # a record that is used again is annotated once
    for leaf in reversed(once.values()):
        field = _at(schema, leaf.path)
        if leaf.semantic in policies.semantic_types:
            continue
        field.pop("semantic", None)
        guess = _guess(leaf.name, field, forms.get(leaf.name, frozenset()), policies)
        if guess is not None and guess[0] in policies.semantic_types:
            field["semantic"], reasons[leaf.name] = guess[0], f"a guess: {guess[1]}"
        else:
            reasons[leaf.name] = ""
    return schema, reasons


def _guess(name: str, field: Mapping[str, Any], forms: frozenset[str], policies: Policies) -> tuple[str, str] | None:
    for form, meaning in FORMS.items():
        if form in forms:
            return meaning
    looks = looks_personal(name, frozenset(held_by(field.get("type"))), policies)
    if looks:
        return looks.semantic, "people write into it" if looks.free else "its name looks like it"
    if name.lower() in _OURS:
        return "system.operations", "it tells events apart"
    return None


def _at(schema: Any, path: Path) -> Any:
    for step in path:
        schema = schema[step]
    return schema

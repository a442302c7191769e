"""A changelog as `composer/diff/v1`: docs/schemas/diff.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.reports.diff_words import refused, sentence

if TYPE_CHECKING:
    from composer.plans.schema_diff import SchemaDiff, Side

FORMAT = "composer/diff/v1"


def document(diff: SchemaDiff) -> dict[str, Any]:
    """Everything that differs, in the order of the newer schema."""
    return {
        "format": FORMAT,
        "event_type": diff.event_type,
        "before": _side(diff.before),
        "after": _side(diff.after),
        "bump": diff.log.bump.value,
        "changes": [
            {
                "edit": entry.edit.value,
                "path": entry.path,
                "before": entry.before,
                "after": entry.after,
                "words": sentence(entry),
            }
            for entry in diff.log.entries
        ],
        "breaks": [
            {
                "direction": one.direction.value,
                "kind": one.incompatibility.kind.value,
                "path": one.path,
                "words": refused(one, diff),
                "hint": one.hint,
            }
            for one in diff.log.refused
            if one.direction and one.incompatibility
        ],
        "refused": [
            {
                "code": one.code,
                "path": one.path,
                "versions": list(one.versions),
                "words": refused(one, diff),
                "hint": one.hint,
            }
            for one in diff.log.refused
        ],
        "storage": {place: list(sentences) for place, sentences in diff.storage.items()},
    }


def _side(side: Side) -> dict[str, Any]:
    return {"version": side.version, "ref": side.ref or None}

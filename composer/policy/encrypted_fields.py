"""Which fields of a version of a schema are encrypted, by what they meant then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.schema.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.model import EventType, Policies
    from composer.schema.table_columns import Encrypted


def encrypted_fields(event: EventType, policies: Policies) -> Encrypted:
    """The dotted names of the fields that events of a schema hold encrypted, as the policies of now have it. What was
    recorded without a meaning counts as what it means now."""
    now = {field.path for field in event.fields if field.semantic.encryption}
    rows = {key for key, row in policies.semantic_types.items() if row.encryption}

    def encrypted(schema: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(
            leaf.name
            for leaf in leaves(schema)
            if (leaf.name in now if leaf.semantic is None else leaf.semantic in rows)
        )

    return encrypted

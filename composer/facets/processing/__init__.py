"""What happens to events after their export: doubles are removed, fields are encrypted, what is ready is delivered.
An Event Type that needs either of the first two has its own identity for it, which works on its own exports alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.processing.deduplication import deduplication
from composer.facets.processing.delivery import delivery
from composer.facets.processing.encryption import encryption
from composer.facets.processing.identity import account_and_grants
from composer.privacy.encryption_keys import encrypted_fields

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource


def resources(context: Context) -> tuple[Resource, ...]:
    """Delivery alone, for an Event Type that keeps doubles and has nothing to hide."""
    doubles, secrets = context.event.dedupe is not None, bool(encrypted_fields(context.event))
    return (
        *(account_and_grants(context) if doubles or secrets else ()),
        *(deduplication(context) if doubles else ()),
        *((encryption(context),) if secrets else ()),
        *delivery(context),
    )

"""What happens to events between export and delivery: doubles are removed, fields are encrypted. Each Event Type that
needs either has its own identity for it, which reads and writes its own exports and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.processing.deduplication import deduplication
from composer.facets.processing.encryption import encryption
from composer.facets.processing.identity import account_and_grants
from composer.model.lifecycle import states_of
from composer.privacy.encryption import encrypted_fields

if TYPE_CHECKING:
    from composer.facets.context import Context
    from composer.graph import Resource

STATES = states_of("processing")


def resources(context: Context) -> tuple[Resource, ...]:
    """Nothing for an Event Type that keeps doubles and has nothing to hide."""
    doubles, secrets = context.event.dedupe is not None, bool(encrypted_fields(context.event))
    return (
        *(account_and_grants(context) if doubles or secrets else ()),
        *(deduplication(context) if doubles else ()),
        *((encryption(context),) if secrets else ()),
    )

"""What happens to events after their export: doubles are removed, fields are encrypted, what is ready is delivered.
One workflow takes a closed bucket through all of it. An Event Type that needs either of the first two has its own
identity for it, which works on its own exports alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.alert_policies import failed_processing
from composer.facets.processing.bucket_workflow import needs_processing, workflow_and_catch_up
from composer.facets.processing.deduplication import deduplication
from composer.facets.processing.delivery import delivery
from composer.facets.processing.processing_account import account_and_grants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource


def resources(context: Context) -> tuple[Resource, ...]:
    """Delivery alone, for an Event Type that keeps doubles and has nothing to hide."""
    return (*(_processed(context) if needs_processing(context.event) else ()), *delivery(context))


def _processed(context: Context) -> Iterator[Resource]:
    """Who processes, what deduplicates, the workflow of a bucket, and the alert for when that fails."""
    yield from account_and_grants(context)
    template = deduplication(context) if context.event.dedupe else None
    yield from (template,) if template else ()
    yield from workflow_and_catch_up(context, template)
    if context.event.reliability.own_alerts:
        yield failed_processing(context)

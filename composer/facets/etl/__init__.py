"""The ETL: machines that export events, as an identity of their own, and the schedule that closes buckets.

Everything is named after the Event Type, so that one that hangs, or is replaced, touches no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.etl.closing import closing_job
from composer.facets.etl.etl_account import account_and_grants
from composer.facets.etl.machines import machines

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource


def resources(context: Context) -> tuple[Resource, ...]:
    """Everything between the subscription and the landing bucket."""
    return (
        *account_and_grants(context),
        *machines(context),
        closing_job(context),
    )

"""The provider's own types of inputs, by which mypy checks what facets write: for type checkers only.

Nobody but the engine and the local cloud loads Pulumi: what compiles a graph starts in a tenth of the time without it.
"""

# ruff: noqa: PLC0414 - "as" is how a type checker is told that a name is for others

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_gcp import bigquery as bigquery
    from pulumi_gcp import billing as billing
    from pulumi_gcp import cloudscheduler as cloudscheduler
    from pulumi_gcp import compute as compute
    from pulumi_gcp import dataflow as dataflow
    from pulumi_gcp import monitoring as monitoring
    from pulumi_gcp import pubsub as pubsub
    from pulumi_gcp import sql as sql
    from pulumi_gcp import storage as storage

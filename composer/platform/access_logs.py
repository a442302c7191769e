"""Who read what: which accesses are written down, and where that is kept for longer than Google keeps it by itself."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from composer.graph import Resource, cloud_names, join, ref
from composer.kinds.logging.log_bucket import LOG_BUCKET
from composer.kinds.logging.sink import LOG_SINK, TO_LOG_BUCKET
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.model import Cell, Policies

AUDITED: Mapping[str, Sequence[str]] = {
    "allServices": ("ADMIN_READ",),
    "cloudkms.googleapis.com": ("ADMIN_READ", "DATA_READ"),
    "storage.googleapis.com": ("ADMIN_READ", "DATA_READ", "DATA_WRITE"),
}
"""The accesses that are written down, by API: who looked at settings, used keys, and read or wrote files. BigQuery
writes all of its own down in any case, Pub/Sub none of messages. Monitoring would write down every point.
https://cloud.google.com/logging/docs/audit/configure-data-access, https://cloud.google.com/pubsub/docs/audit-logging"""

KEPT = ("bigquery.googleapis.com", "cloudkms.googleapis.com", "pubsub.googleapis.com", "storage.googleapis.com")
"""The APIs whose entries are kept: what events lie in, and what opens them."""


def filter_of(services: Sequence[str] = KEPT) -> str:
    """The filter of Cloud Logging for accesses to data of these APIs, whoever's they are."""
    named = " OR ".join(f'"{service}"' for service in services)
    return f'log_id("cloudaudit.googleapis.com/data_access") AND protoPayload.serviceName=({named})'


def access_logs(owner: str, cell: Cell, policies: Policies) -> Iterator[Resource]:
    """Which accesses a project writes down, the bucket that they are kept in, and their way into it."""
    for service, log_types in AUDITED.items():
        configs: list[dict[str, Any]] = [{"log_type": log_type} for log_type in log_types]
        yield Resource(
            id=f"{owner}/audit-{service.removesuffix('.googleapis.com')}",
            type=AUDIT_CONFIG.token,
            name=f"{cell.project} audit {service}",
            inputs={"project": cell.project, "service": service, "audit_log_configs": configs},
            because="Who looked at what people did must be known afterwards.",
        )
    bucket = Resource(
        id=f"{owner}/access-logs",
        type=LOG_BUCKET.token,
        name=cloud_names.access_logs(),
        inputs={
            "project": cell.project,
            "location": cell.region,
            "bucket_id": cloud_names.access_logs(),
            "description": "Who read or wrote events, and who used the keys that open them.",
            "retention_days": ceil(policies.endings.access_logs / DAY),
        },
        because="Google keeps such entries for 30 days; that nobody reads something any more takes longer to see.",
        protect=True,
    )
    yield bucket
    yield Resource(
        id=f"{owner}/access-sink",
        type=LOG_SINK.token,
        name=cloud_names.access_logs(),
        inputs={
            "project": cell.project,
            "name": cloud_names.access_logs(),
            "destination": join(TO_LOG_BUCKET, ref(bucket)),
            "filter": filter_of(),
        },
        because="Entries of accesses to data go to the bucket that keeps them, beside the one of all logs.",
    )

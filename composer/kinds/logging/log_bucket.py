"""Log buckets: entries of logs, kept for so many days."""

from __future__ import annotations

from dataclasses import replace

from composer.kinds.inventory import SYNCED, asset
from composer.kinds.kind import Charge, Kind, Rest
from composer.kinds.property import deletion_policy, integer, project, string
from composer.kinds.rest_writes import Writes
from composer.units import Days

LOG_BUCKET = Kind(
    token="gcp:logging/projectBucketConfig:ProjectBucketConfig",  # noqa: S106 - a kind's token
    discovery=("logging.v2", "LogBucket"),
    inventory=asset("logging.googleapis.com/LogBucket", SYNCED),
    id="projects/{project}/locations/{location}/buckets/{bucket_id}",
    properties={
        "bucket_id": string(required=True, immutable=True, pattern=r"[A-Za-z0-9_.-]{1,100}", api=""),
        "location": string(required=True, immutable=True, pattern=r"[a-z]+[a-z0-9-]*", api=""),
        "project": replace(project(), required=True, optional_computed=False),
        "deletion_policy": deletion_policy(),
        "description": string(optional_computed=True),
        "retention_days": integer(unit=Days, minimum=1, maximum=3650, default=30),
        "lifecycle_state": string(computed=True, value="ACTIVE"),
        "name": string(computed=True, value="{id}"),
    },
    # what cannot be taken back: analysis, a key, a lock on how long entries are kept
    unsupported=frozenset({"cmek_settings", "enable_analytics", "index_configs", "locked"}),
    rest=Rest(
        "logging",
        root="https://logging.googleapis.com/",
        get="v2/projects/{project}/locations/{location}/buckets/{bucket_id}",
        list="v2/projects/{project}/locations/{location}/buckets",
        items="buckets",
        writes=Writes(names="bucketId={bucket_id}", twins=True),
    ),
    # the provider takes over a bucket that is there
    idempotent_create=True,
    not_found="Bucket {id} was not found., notFound",
    charge=Charge(excluded="log entries: those taken in, and those kept for more than 30 days"),
    holds="log buckets",
    loss="nobody can be told any more who read what",
)

"""How long names may be for each kind of resource, and how a longer one is cut."""

from __future__ import annotations

import hashlib
import re
from functools import cache

BUCKET_LIMIT = 63
"""Cloud Storage: 3-63 characters of a-z, 0-9 and -; unique in the world (we use no dots and no underscores)."""
PUBSUB_LIMIT = 255
"""Pub/Sub: 3-255 characters, starting with a letter, never with `goog`."""
DATASET_LIMIT = 1024
"""BigQuery datasets: letters, digits and underscores."""
DATA_POLICY_LIMIT = 256
"""BigQuery data policies: letters, digits and underscores."""
SERVICE_ACCOUNT_LIMIT = 30
"""Service accounts: 6-30 characters of a-z, 0-9 and -, starting with a letter, not ending with a hyphen."""
COMPUTE_LIMIT = 63
"""Compute Engine: 1-63 characters of a-z, 0-9 and -, starting with a letter, not ending with a hyphen."""
JOB_LIMIT = 500
"""Cloud Scheduler jobs: letters, digits, hyphens and underscores."""
WORKFLOW_LIMIT = 50
"""Dataproc workflow templates and autoscaling policies: letters, digits, hyphens and underscores."""
BUCKET_WORKFLOW_LIMIT = 64
"""Workflows: letters, digits, hyphens and underscores, starting with a letter."""
CLUSTER_LIMIT = 35
"""What a workflow's clusters may be called: letters, digits and hyphens (Dataproc's ManagedCluster.clusterName)."""
DATABASE_LIMIT = 80
"""Cloud SQL instances: letters, digits and hyphens; 98 together with the project."""
KEY_LIMIT = 63
"""Cloud KMS keys: letters, digits, hyphens and underscores."""
SERVICE_LIMIT = 63
"""Monitoring services: letters, digits and hyphens."""
LABEL_LIMIT = 63
"""Labels: keys and values of a-z, 0-9, _ and -, keys starting with a letter."""


@cache
def split_camel_case(event_type: str) -> tuple[str, ...]:
    """The words of a CamelCase name in lower case: `HTTPRequestSeen2` → http, request, seen2."""
    return tuple(word.lower() for word in re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z0-9]*|[a-z0-9]+", event_type))


def fit(name: str, limit: int, separator: str = "-") -> str:
    """The name itself if it fits, else its beginning and a digest of the whole, exactly `limit` characters long."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{name[: limit - len(digest) - 1].rstrip('-_.')}{separator}{digest}"

"""Google's own accounts in a project that must be there before something here is made, and how each is made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.storage.bucket import BUCKET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind

GENERATED: Mapping[str, str] = {
    "cloudscheduler.googleapis.com": "service-{number}@gcp-sa-cloudscheduler.iam.gserviceaccount.com",
    "pubsub.googleapis.com": "service-{number}@gcp-sa-pubsub.iam.gserviceaccount.com",
    "workflows.googleapis.com": "service-{number}@gcp-sa-workflows.iam.gserviceaccount.com",
}
"""Agents that Service Usage makes (`generateServiceIdentity`), by API: their addresses, with the project's number.
https://cloud.google.com/iam/docs/service-agents"""

AGENT_ROLES: Mapping[str, str] = {
    "cloudscheduler.googleapis.com": "roles/cloudscheduler.serviceAgent",
    "pubsub.googleapis.com": "roles/pubsub.serviceAgent",
    "workflows.googleapis.com": "roles/workflows.serviceAgent",
}
"""The roles that Google grants those on the project when it makes them.
https://cloud.google.com/iam/docs/service-agents"""

AWAITED: Mapping[str, str] = {
    "workflows.googleapis.com": "Workflows service agent does not exist., failedPrecondition",
}
"""APIs that make nothing until their agent is there, with Google's refusal. Enabling such an API makes the agent some
time later; others make what they are asked for without it.
https://cloud.google.com/sdk/gcloud/reference/beta/services/identity/create"""

READ: Mapping[str, tuple[Kind, str, str]] = {
    "storage.googleapis.com": (
        BUCKET,
        "v1/projects/{project}/serviceAccount",
        "service-{number}@gs-project-accounts.iam.gserviceaccount.com",
    ),
    "bigquery.googleapis.com": (
        DATASET,
        "v2/projects/{project}/serviceAccount",
        "bq-{number}@bigquery-encryption.iam.gserviceaccount.com",
    ),
}
"""Agents that no identity stands for: the service makes them when it is asked who they are. By API: a kind by which
the service is reached, the path, and their addresses.
https://cloud.google.com/storage/docs/getting-service-agent, https://cloud.google.com/bigquery/docs/customer-managed-encryption"""

_NUMBER = re.compile(r"\d{6,20}")


def api_of(email: str) -> str:
    """The API whose agent has this address, "" for what is none of those above."""
    plain = _NUMBER.sub("{number}", email, count=1)
    every = {**GENERATED} | {api: address for api, (_, _, address) in READ.items()}
    return next((api for api, address in every.items() if address == plain), "")

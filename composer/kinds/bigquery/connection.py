"""Connections of BigQuery to what lies elsewhere: only those to resources of Google Cloud are used here."""

from __future__ import annotations

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.property import block, boolean, deletion_policy, project, string
from composer.kinds.rest_writes import Writes

ACCOUNT_OUTPUT = "cloud_resource.service_account_id"
"""The output that names the account which Google makes for a connection; it is granted what the connection opens."""

CONNECTION = Kind(
    token="gcp:bigquery/connection:Connection",  # noqa: S106 - a kind's token
    discovery=("bigqueryconnection.v1", "Connection"),
    inventory=OWN_API,
    permission_name="bigquery.connections",
    id="projects/{project}/locations/{location}/connections/{connection_id}",
    properties={
        "connection_id": string(immutable=True, pattern=r"[A-Za-z0-9_-]{1,1024}", api="", optional_computed=True),
        "cloud_resource": block(
            {
                "service_account_id": string(
                    computed=True, value="bqcx-{number}-{serial}@gcp-sa-bigquery-condel.iam.gserviceaccount.com"
                )
            }
        ),
        "deletion_policy": deletion_policy(),
        "description": string(),
        "friendly_name": string(),
        "kms_key_name": string(),
        "location": string(immutable=True, pattern=r"[A-Za-z]+[A-Za-z0-9-]*", api=""),
        "project": project(),
        "has_credential": boolean(computed=True),
        "name": string(computed=True, value="{id}"),
    },
    unsupported=frozenset({"aws", "azure", "cloud_spanner", "cloud_sql", "configuration", "spark"}),
    rest=Rest(
        service="bigqueryconnection",
        root="https://bigqueryconnection.googleapis.com/",
        get="v1/projects/{project}/locations/{location}/connections/{connection_id}",
        list="v1/projects/{project}/locations/{location}/connections",
        items="connections",
        writes=Writes(names="connectionId={connection_id}"),
    ),
    exists="Already Exists: Connection {id}, alreadyExists",
    not_found="Not found: Connection {id}, notFound",
    in_use="Connection {id} is still in use., failedPrecondition",
    charge=FREE,
    holds="connections",
)

"""BigQuery datasets: what Google accepts of them."""

from __future__ import annotations

from dataclasses import replace

from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.powers import LetsIn, Power
from composer.kinds.property import (
    block,
    blocks,
    boolean,
    deletion_policy,
    integer,
    labels,
    mapping,
    project,
    string,
    strings,
)
from composer.kinds.rest_writes import MERGED
from composer.units import HOUR, Hours, Milliseconds

HOUR_MS = 1000 * HOUR

_ACCESS = {
    "condition": block(
        {
            "expression": string(required=True),
            "description": string(),
            "location": string(),
            "title": string(),
        }
    ),
    "dataset": block(
        {
            "dataset": block(
                {"dataset_id": string(required=True), "project_id": string(required=True)},
                required=True,
            ),
            "target_types": strings(string(enum=("VIEWS", "ROUTINES")), required=True),
        }
    ),
    "domain": string(),
    "group_by_email": string(pattern=r"[^@\s:]+@[^@\s:]+"),
    "iam_member": string(),
    "role": string(pattern=r"READER|WRITER|OWNER|(projects/[^/]+/|organizations/\d+/)?roles/[A-Za-z0-9._]+"),
    "routine": block(
        {
            "dataset_id": string(required=True),
            "project_id": string(required=True),
            "routine_id": string(required=True),
        }
    ),
    "special_group": string(enum=("projectOwners", "projectReaders", "projectWriters", "allAuthenticatedUsers")),
    "user_by_email": string(pattern=r"[^@\s:]+@[^@\s:]+"),
    "view": block(
        {
            "dataset_id": string(required=True),
            "project_id": string(required=True),
            "table_id": string(required=True),
        }
    ),
}

DATASET = Kind(
    token="gcp:bigquery/dataset:Dataset",  # noqa: S106 - a kind's token
    discovery=("bigquery.v2", "Dataset"),
    inventory=asset("bigquery.googleapis.com/Dataset"),
    permissions=(
        "bigquery.datasets.getIamPolicy",
        "bigquery.datasets.setIamPolicy",
    ),
    id="projects/{project}/datasets/{dataset_id}",
    properties={
        "dataset_id": string(
            required=True, immutable=True, pattern=r"[A-Za-z0-9_]{1,1024}", api="datasetReference.datasetId"
        ),
        "accesses": blocks(
            _ACCESS,
            api="access",
            default=[
                {"role": "OWNER", "special_group": "projectOwners"},
                {"role": "WRITER", "special_group": "projectWriters"},
                {"role": "READER", "special_group": "projectReaders"},
            ],
            optional_computed=True,
            unordered=True,
        ),
        "default_collation": string(enum=("und:ci", "")),
        "default_encryption_configuration": block({"kms_key_name": string(required=True)}),
        "default_partition_expiration_ms": integer(unit=Milliseconds, format="int64", minimum=0),
        "default_table_expiration_ms": integer(unit=Milliseconds, format="int64", minimum=HOUR_MS),
        "delete_contents_on_destroy": boolean(api=""),
        "deletion_policy": deletion_policy(),
        "description": string(max_length=16_384),
        "external_catalog_dataset_options": block({"default_storage_location_uri": string(), "parameters": mapping()}),
        "external_dataset_reference": block(
            {
                "connection": string(required=True, immutable=True),
                "external_source": string(required=True, immutable=True),
            },
            immutable=True,
        ),
        "friendly_name": string(),
        "is_case_insensitive": boolean(optional_computed=True),
        "labels": labels(),
        "location": string(immutable=True, default="US", pattern=r"[A-Za-z]+[A-Za-z0-9-]*"),
        "max_time_travel_hours": string(
            unit=Hours, format="int64", minimum=48, maximum=168, default="168", optional_computed=True
        ),
        "project": project("datasetReference.projectId"),
        "resource_tags": mapping(),
        "storage_billing_model": string(enum=("LOGICAL", "PHYSICAL"), optional_computed=True),
        "creation_time": integer(computed=True, format="int64", value="{created_millis}"),
        "effective_labels": mapping(computed=True, api=""),
        "etag": string(computed=True, value="{etag}"),
        "last_modified_time": integer(computed=True, format="int64", value="{millis}"),
        "pulumi_labels": mapping(computed=True, api=""),
        "self_link": string(
            computed=True, value="https://bigquery.googleapis.com/bigquery/v2/projects/{project}/datasets/{dataset_id}"
        ),
    },
    rest=Rest(
        service="bigquery",
        root="https://bigquery.googleapis.com/bigquery/",
        get="v2/projects/{project}/datasets/{dataset_id}",
        list="v2/projects/{project}/datasets",
        items="datasets",
        body={"kind": "bigquery#dataset", "id": "{project}:{dataset_id}"},
        # who has access stays as it is unless a change says otherwise, so that Google's provider leaves it out
        writes=replace(MERGED, kept=("access",), delete_options={"deleteContents": "delete_contents_on_destroy"}),
    ),
    exists="Already Exists: Dataset {project}:{dataset_id}, duplicate",
    not_found="Not found: Dataset {project}:{dataset_id}, notFound",
    in_use="Dataset {project}:{dataset_id} is still in use, resourceInUse",
    charge=FREE,
    # https://cloud.google.com/bigquery/docs/restore-deleted-datasets
    recoverable_for=lambda inputs: int(inputs.get("max_time_travel_hours") or 168) * HOUR,
    recovered_by="bq query --use_legacy_sql=false 'UNDROP SCHEMA `{project}.{dataset_id}`'",
    holds="datasets",
    opens=Power.ROWS,
    lets_in=LetsIn.ACCESSES,
)

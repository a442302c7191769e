"""BigQuery tables: what Google accepts of them."""

from __future__ import annotations

from composer.kinds.bigquery.column_changes import (
    changed_columns,
    needs_new_table,
    provider_replaces,
    without_dropped,
)
from composer.kinds.bigquery.external_data import BIGLAKE, CATALOG, EXTERNAL_DATA
from composer.kinds.bigquery.table_rules import table_problems, table_refusals
from composer.kinds.deletion_delays import TIME_TRAVEL_DEFAULT
from composer.kinds.inventory import asset
from composer.kinds.kind import Charge, Kind, Parent, Rest
from composer.kinds.powers import Power
from composer.kinds.property import (
    block,
    blocks,
    boolean,
    deletion_policy,
    document,
    integer,
    labels,
    mapping,
    project,
    string,
    strings,
)
from composer.kinds.quota_rules import ChangeRate
from composer.kinds.rest_writes import MERGED
from composer.units import Bytes, Milliseconds

CLUSTERING_COLUMNS = 4

_CONSTRAINTS = block(
    {
        "foreign_keys": blocks(
            {
                "column_references": block(
                    {"referenced_column": string(required=True), "referencing_column": string(required=True)},
                    required=True,
                ),
                "referenced_table": block(
                    {
                        "dataset_id": string(required=True),
                        "project_id": string(required=True),
                        "table_id": string(required=True),
                    },
                    required=True,
                ),
                "name": string(),
            }
        ),
        "primary_key": block({"columns": strings(required=True, min_items=1, max_items=16)}),
    }
)

_REPLICATION = block(
    {
        "source_dataset_id": string(required=True, immutable=True, api="sourceTable.datasetId"),
        "source_project_id": string(required=True, immutable=True, api="sourceTable.projectId"),
        "source_table_id": string(required=True, immutable=True, api="sourceTable.tableId"),
        "replication_interval_ms": integer(unit=Milliseconds, format="int64", immutable=True, default=300_000),
    },
    immutable=True,
)

_RANGES = block(
    {
        "field": string(required=True, immutable=True),
        "range": block(
            {
                "end": integer(required=True, format="int64"),
                "interval": integer(required=True, format="int64", minimum=1),
                "start": integer(required=True, format="int64"),
            },
            required=True,
        ),
    },
    immutable=True,
)

_TIMES = block(
    {
        "type": string(required=True, immutable=True, enum=("DAY", "HOUR", "MONTH", "YEAR")),
        "expiration_ms": integer(unit=Milliseconds, format="int64", minimum=0, optional_computed=True),
        "field": string(immutable=True),
        "require_partition_filter": boolean(),
    }
)

TABLE = Kind(
    token="gcp:bigquery/table:Table",  # noqa: S106 - a kind's token
    discovery=("bigquery.v2", "Table"),
    inventory=asset("bigquery.googleapis.com/Table"),
    permissions=(
        "bigquery.connections.delegate",
        "bigquery.dataPolicies.attach",
        "bigquery.jobs.create",  # of statements that widen columns
        "bigquery.tables.setCategory",
        "bigquery.tables.setColumnDataPolicy",
    ),
    id="projects/{project}/datasets/{dataset_id}/tables/{table_id}",
    provider_deletes_first=True,
    properties={
        "dataset_id": string(required=True, immutable=True, api="tableReference.datasetId"),
        "table_id": string(
            required=True, immutable=True, pattern=r"[\w\- ]+(\$\w+)?", max_bytes=1024, api="tableReference.tableId"
        ),
        "biglake_configuration": BIGLAKE,
        "clusterings": strings(max_items=CLUSTERING_COLUMNS, api="clustering.fields"),
        "deletion_policy": deletion_policy(),
        "deletion_protection": boolean(api="", default=True),
        "description": string(max_length=16_384),
        "encryption_configuration": block(
            {"kms_key_name": string(required=True, immutable=True), "kms_key_version": string(computed=True, api="")},
            immutable=True,
        ),
        "expiration_time": integer(format="int64", minimum=0, optional_computed=True),
        "external_catalog_table_options": CATALOG,
        "external_data_configuration": EXTERNAL_DATA,
        "friendly_name": string(),
        "ignore_auto_generated_schema": boolean(api=""),
        "ignore_schema_changes": strings(string(enum=("dataPolicies",)), api=""),
        "labels": labels(),
        "materialized_view": block(
            {
                "query": string(required=True, immutable=True),
                "allow_non_incremental_definition": boolean(immutable=True),
                "enable_refresh": boolean(default=True),
                "refresh_interval_ms": integer(unit=Milliseconds, format="int64", minimum=60_000),
            }
        ),
        "max_staleness": string(optional_computed=True),
        "project": project("tableReference.projectId"),
        "range_partitioning": _RANGES,
        "require_partition_filter": boolean(),
        "resource_tags": mapping(),
        "schema": document(format="bigquery-schema", api="schema.fields", optional_computed=True),
        "schema_foreign_type_info": block(
            {"type_system": string(required=True, immutable=True, enum=("HIVE",))},
            immutable=True,
            api="schema.foreignTypeInfo",
        ),
        "table_constraints": _CONSTRAINTS,
        "table_metadata_view": string(enum=("BASIC", "STORAGE_STATS", "FULL"), api=""),
        "table_replication_info": _REPLICATION,
        "time_partitioning": _TIMES,
        "view": block({"query": string(required=True), "use_legacy_sql": boolean(optional_computed=True)}),
        "creation_time": integer(computed=True, format="int64", value="{created_millis}"),
        "effective_labels": mapping(computed=True, api=""),
        "etag": string(computed=True, value="{etag}"),
        "generated_schema_columns": string(computed=True, api=""),
        "last_modified_time": integer(computed=True, format="int64", value="{millis}"),
        "location": string(computed=True),
        "num_bytes": integer(unit=Bytes, computed=True, format="int64", value="0"),
        "num_long_term_bytes": integer(unit=Bytes, computed=True, format="int64", value="0"),
        "num_rows": integer(computed=True, format="int64", value="0"),
        "pulumi_labels": mapping(computed=True, api=""),
        "self_link": string(
            computed=True,
            value="https://bigquery.googleapis.com/bigquery/v2/projects/{project}/datasets/{dataset_id}/tables/{table_id}",
        ),
        "type": string(computed=True, value="TABLE"),
    },
    rest=Rest(
        service="bigquery",
        root="https://bigquery.googleapis.com/bigquery/",
        get="v2/projects/{project}/datasets/{dataset_id}/tables/{table_id}",
        list="v2/projects/{project}/datasets/{dataset_id}/tables",
        items="tables",
        body={"kind": "bigquery#table", "id": "{project}:{dataset_id}.{table_id}"},
        writes=MERGED,
    ),
    parents=(
        Parent(
            "dataset_id",
            "gcp:bigquery/dataset:Dataset",
            blocks_deletion=True,
            unless="delete_contents_on_destroy",
            id="projects/{project}/datasets/{}",
        ),
        Parent("biglake_configuration.connection_id", "gcp:bigquery/connection:Connection", blocks_deletion=True),
        Parent(
            "biglake_configuration.storage_uri", "gcp:storage/bucket:Bucket", match=r"gs://([^/]+)/.*", optional=True
        ),
        Parent("schema.**.policyTags.names.*", "gcp:datacatalog/policyTag:PolicyTag", orphaned="-"),
        # only a deletion with `force` goes on "even when it is referenced by one or more table columns" (v1 reference)
        Parent(
            "schema.**.dataPolicies.*.name",
            "gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy",
            blocks_deletion=True,
        ),
    ),
    scope="parent",
    protected_by="deletion_protection",
    exclusive=(
        ("time_partitioning", "range_partitioning"),
        ("view", "materialized_view", "external_data_configuration"),
    ),
    exists="Already Exists: Table {project}:{dataset_id}.{table_id}, duplicate",
    not_found="Not found: Table {project}:{dataset_id}.{table_id}, notFound",
    charge=Charge(
        ("bigquery.active", "bigquery.long_term"),
        "queries, reading through the Storage API (loading is free); keeping the files of Iceberg tables in order",
    ),
    joint_rule=table_problems,
    reference_rule=table_refusals,
    change_rule=changed_columns,
    replaced_if={("schema",): provider_replaces},
    altered_unless={("schema",): needs_new_table},
    provider_prepares=without_dropped,
    change_rate=ChangeRate(5, 10.0),
    unprotected_by={"deletion_protection": False},
    # https://cloud.google.com/bigquery/docs/restore-deleted-tables; of an Iceberg table the files are gone with it
    recoverable_for=lambda _: TIME_TRAVEL_DEFAULT,
    recovered_by="bq cp {project}:{dataset_id}.{table_id}@{before} {project}:{dataset_id}.{table_id}",
    holds="tables",
    opens=Power.ROWS,
)

"""The blocks of tables whose data lie outside BigQuery."""

from __future__ import annotations

from composer.kinds.property import block, blocks, boolean, document, integer, mapping, string, strings

_BIGTABLE_TYPES = ("BYTES", "STRING", "INTEGER", "FLOAT", "BOOLEAN", "JSON")
_ENCODINGS = ("TEXT", "BINARY")
_TEXTS = ("UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE")
_FORMATS = (
    *("CSV", "GOOGLE_SHEETS", "NEWLINE_DELIMITED_JSON", "AVRO", "ICEBERG"),
    *("DATASTORE_BACKUP", "PARQUET", "ORC", "BIGTABLE", "DELTA_LAKE"),
)
"""The API has words for them in its descriptions alone; the last is the provider's."""

_BIGTABLE = block(
    {
        "column_families": blocks(
            {
                "columns": blocks(
                    {
                        "encoding": string(enum=_ENCODINGS),
                        "field_name": string(),
                        "only_read_latest": boolean(),
                        "qualifier_encoded": string(),
                        "qualifier_string": string(),
                        "type": string(enum=_BIGTABLE_TYPES),
                    }
                ),
                "encoding": string(enum=_ENCODINGS),
                "family_id": string(),
                "only_read_latest": boolean(),
                "type": string(enum=_BIGTABLE_TYPES),
            }
        ),
        "ignore_unspecified_column_families": boolean(),
        "output_column_families_as_json": boolean(),
        "read_rowkey_as_string": boolean(),
    }
)

_CSV = block(
    {
        "quote": string(required=True, pattern=r".?"),
        "allow_jagged_rows": boolean(),
        "allow_quoted_newlines": boolean(),
        "encoding": string(enum=("UTF-8", "ISO-8859-1")),
        "field_delimiter": string(),
        "skip_leading_rows": integer(format="int64", minimum=0),
        "source_column_match": string(enum=("POSITION", "NAME")),
    }
)

EXTERNAL_DATA = block(
    {
        "autodetect": boolean(required=True),
        "source_uris": strings(required=True, min_items=1),
        "avro_options": block({"use_avro_logical_types": boolean(required=True)}),
        "bigtable_options": _BIGTABLE,
        "compression": string(enum=("NONE", "GZIP")),
        "connection_id": string(),
        "csv_options": _CSV,
        "decimal_target_types": strings(string(enum=("NUMERIC", "BIGNUMERIC", "STRING"))),
        "file_set_spec_type": string(
            enum=("FILE_SET_SPEC_TYPE_FILE_SYSTEM_MATCH", "FILE_SET_SPEC_TYPE_NEW_LINE_DELIMITED_MANIFEST")
        ),
        "google_sheets_options": block({"range": string(), "skip_leading_rows": integer(format="int64", minimum=0)}),
        "hive_partitioning_options": block(
            {
                "mode": string(enum=("AUTO", "STRINGS", "CUSTOM")),
                "require_partition_filter": boolean(),
                "source_uri_prefix": string(),
            }
        ),
        "ignore_unknown_values": boolean(),
        "json_extension": string(enum=("GEOJSON",)),
        "json_options": block({"encoding": string(enum=_TEXTS)}),
        "max_bad_records": integer(minimum=0),
        "metadata_cache_mode": string(enum=("AUTOMATIC", "MANUAL")),
        "object_metadata": string(enum=("DIRECTORY", "SIMPLE")),
        "parquet_options": block({"enable_list_inference": boolean(), "enum_as_string": boolean()}),
        "reference_file_schema_uri": string(),
        "schema": document(format="bigquery-schema", immutable=True, api="schema.fields", optional_computed=True),
        "source_format": string(enum=_FORMATS),
    }
)

CATALOG = block(
    {
        "connection_id": string(),
        "parameters": mapping(),
        "storage_descriptor": block(
            {
                "input_format": string(),
                "location_uri": string(),
                "output_format": string(),
                "serde_info": block(
                    {"serialization_library": string(required=True), "name": string(), "parameters": mapping()}
                ),
            }
        ),
    }
)

BIGLAKE = block(
    {
        "connection_id": string(required=True, immutable=True),
        "file_format": string(required=True, immutable=True, enum=("PARQUET",)),
        "storage_uri": string(required=True, immutable=True),
        "table_format": string(required=True, immutable=True, enum=("ICEBERG",)),
    },
    immutable=True,
)

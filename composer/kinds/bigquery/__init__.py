"""BigQuery: datasets, tables and data policies."""

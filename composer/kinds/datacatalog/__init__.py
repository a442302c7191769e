"""Data Catalog: taxonomies and policy tags."""

"""Dataflow: pipelines."""

"""Dataproc: workflow templates and autoscaling policies."""

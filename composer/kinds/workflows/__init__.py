"""Workflows: programs of calls, each run of which is an execution."""

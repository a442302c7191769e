"""The request that deletes the events of a table whose time is over, as Cloud Scheduler sends it to BigQuery every day.

It is made and read here, so that what proves how long events are kept reads what is sent.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from composer.units import HOUR

COLUMN = "bucket_start"
"""The column by which events are deleted: the beginning of the bucket of time that an event was delivered with."""


def uri(project: str) -> str:
    """The address that the request goes to."""
    return f"https://bigquery.googleapis.com/bigquery/v2/projects/{project}/queries"


def body(table: str, location: str, retention: int) -> str:
    """The request for a table (`project.dataset.table`), as base64: all that is older than `retention` seconds."""
    return base64.b64encode(json.dumps(_request(table, location, retention // HOUR), sort_keys=True).encode()).decode()


def retention(encoded: str, table: str, location: str) -> int | None:
    """Seconds for which the table keeps events if this request is sent; None for one that does something else."""
    try:
        request = json.loads(base64.b64decode(encoded, validate=True))
        hours = int(request["queryParameters"][0]["parameterValue"]["value"])
    except (ValueError, KeyError, TypeError, IndexError, binascii.Error):
        return None
    return hours * HOUR if request == _request(table, location, hours) else None


def deletes(encoded: str) -> bool:
    """True if a request deletes from some table: whoever sends it reads nothing."""
    try:
        request = json.loads(base64.b64decode(encoded, validate=True))
    except (ValueError, binascii.Error):
        return False
    return isinstance(request, dict) and str(request.get("query", "")).startswith("DELETE FROM ")


def _request(table: str, location: str, hours: int) -> dict[str, Any]:
    return {
        "query": f"DELETE FROM `{table}` WHERE {COLUMN} < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL @hours HOUR)",  # noqa: S608  names of ours
        "useLegacySql": False,
        "location": location,
        "parameterMode": "NAMED",
        "queryParameters": [
            {"name": "hours", "parameterType": {"type": "INT64"}, "parameterValue": {"value": str(hours)}}
        ],
    }

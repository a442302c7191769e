"""Logging's `entries.list` over the reads that are told of (the log of data access, as long as a log bucket keeps it)
and over what was changed (the log of admin activity).

Without a configuration of audit logs only BigQuery writes what was read.
"""

from __future__ import annotations

import math
import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from composer.kinds import KINDS
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.localcloud import activity, cloud_database, faults, page_tokens, project_rules, traffic
from composer.localcloud.bodies import etag
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Answer, Call
from composer.units import DAY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from composer.localcloud.cloud_database import Store
    from composer.localcloud.traffic import Stretch

_ENTRIES = "logging/v2/entries:list"
_BUCKETS = re.compile(r"logging/v2/projects/(?P<project>[^/]+)/locations/-/buckets")
_COMPARISON = re.compile(
    r'([\w.]+)\s*(>=|<=|=|:|<|>)\s*(?:"([^"]*)"|\(("[^"]*"(?:\s+OR\s+"[^"]*")*)\))|log_id\("([^"]*)"\)'
)
DEFAULT_KEPT, REQUIRED_KEPT = 30, 400
"""Days for which `_Default` and `_Required` keep entries: https://cloud.google.com/logging/quotas#logs_retention_periods"""
DATA_ACCESS = "cloudaudit.googleapis.com/data_access"


def answer(store: Store, call: Call) -> Answer | None:
    """Entries, or the log buckets of a project; None for another call. Raises RefusedError as Logging would."""
    buckets = _BUCKETS.fullmatch(call.path) if call.verb == "GET" else None
    if buckets is not None:
        with store.reading() as connection:
            return Answer({"buckets": [*_buckets(connection, buckets["project"])]})
    if (call.verb, call.path) != ("POST", _ENTRIES):
        return None
    given = call.json()
    parents = [re.fullmatch(r"projects/([^/]+)(/.*)?", str(one)) for one in given.get("resourceNames", ())]
    if not parents or None in parents:
        raise RefusedError(400, "At least one resource name of a project is required., badRequest")
    conditions = _conditions(str(given.get("filter", "")))
    with faults.applied(store, "logging.LogEntry", "read", str(given["filter"]), lambda: True):
        between = _between(conditions)
        entries = [entry for match in parents if match for entry in _entries(store, match[1], *between)]
    chosen = [
        one
        for one in entries
        if all(any(_holds(one, path, sign, value) for value in values) for path, sign, values in conditions)
    ]
    chosen.sort(key=lambda one: (one["timestamp"], one["insertId"]), reverse=given.get("orderBy") == "timestamp desc")
    first = page_tokens.start(given.get("pageToken"))
    last = first + page_tokens.size(given.get("pageSize"), 50, 1000)
    page: dict[str, Any] = {"entries": chosen[first:last]} if chosen[first:last] else {}
    return Answer(page | ({"nextPageToken": page_tokens.token(last)} if last < len(chosen) else {}))


def _buckets(connection: sqlite3.Connection, project: str) -> Iterator[dict[str, Any]]:
    made = [kind for kind in KINDS.values() if kind.discovery == ("logging.v2", "LogBucket")]
    rows = [row for kind in made for row in cloud_database.load_all(connection, kind.token) if row.project == project]
    for row in rows:
        days = row.properties.get("retention_days") or DEFAULT_KEPT
        yield {"name": row.id, "retentionDays": days, "lifecycleState": "ACTIVE"}
    for name, days in (("_Default", DEFAULT_KEPT), ("_Required", REQUIRED_KEPT)):
        where = f"projects/{project}/locations/global/buckets/{name}"
        if all(row.id != where for row in rows):
            yield {"name": where, "retentionDays": days, "lifecycleState": "ACTIVE"}


def _entries(store: Store, project: str, oldest: float, newest: float) -> Iterator[dict[str, Any]]:
    """Yields what is still kept: of each reader an entry a day, and the last. Reads before `oldest` and after
    `newest`, in seconds since 1970, are left out."""
    now = time.time()
    with store.reading() as connection:
        project_rules.judge(connection, AUDIT_CONFIG, {"project": project})
        kept = max(
            one["retentionDays"] for one in _buckets(connection, project) if not one["name"].endswith("_Required")
        )
        audited = {
            str(row.properties.get("service"))
            for row in cloud_database.load_all(connection, AUDIT_CONFIG.token)
            if row.project == project
            and any(one.get("log_type") == "DATA_READ" for one in row.properties.get("audit_log_configs", ()))
        } | {"bigquery.googleapis.com"}
        reads = traffic.stretches(connection, traffic.READS, project)
        changed = [*activity.entries(connection, project, now)]
    yield from changed
    for one in reads:
        service = "storage.googleapis.com" if one.name.startswith("projects/_/") else "bigquery.googleapis.com"
        if not {service, "allServices"} & audited:
            continue
        moment = now if one.ends is None else min(one.ends, now)
        moment -= max(0.0, (moment - min(newest, now)) // DAY) * DAY
        while moment >= max(one.starts, now - kept * DAY, oldest):
            yield _entry(one, service, moment)
            moment -= DAY


def _entry(read: Stretch, service: str, moment: float) -> dict[str, Any]:
    stored = service.startswith("storage")
    when = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    metadata = {} if stored else {"metadata": {"tableDataRead": {"reason": "JOB"}}}
    return {
        "logName": f"projects/{read.project}/logs/{DATA_ACCESS.replace('/', '%2F')}",
        "insertId": etag([read.name, read.who, when]),
        "timestamp": when,
        "receiveTimestamp": when,
        "severity": "INFO",
        "resource": {
            "type": "gcs_bucket" if stored else "bigquery_dataset",
            "labels": {"project_id": read.project},
        },
        "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "serviceName": service,
            "methodName": "storage.objects.get" if stored else "google.cloud.bigquery.v2.JobService.InsertJob",
            "resourceName": read.name,
            "authenticationInfo": {"principalEmail": read.who},
            **metadata,
        },
    }


def _conditions(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Comparisons, all of which must hold, each with one of its values. Raises RefusedError for what the local cloud
    does not understand."""
    conditions: list[tuple[str, str, tuple[str, ...]]] = []
    for part in filter(None, (one.strip() for one in re.split(r"\s+AND\s+|\n", text))):
        match = _COMPARISON.fullmatch(part)
        if match is None:
            raise RefusedError(400, f"The local cloud compares with texts, joined by AND: not '{part}', badRequest")
        if match[5]:
            conditions.append(("log_id", "=", (match[5],)))
        else:
            values = re.findall(r'"([^"]*)"', match[4]) if match[4] else [match[3]]
            conditions.append((match[1], match[2], tuple(values)))
    return conditions


def _between(conditions: list[tuple[str, str, tuple[str, ...]]]) -> tuple[float, float]:
    """The time in which entries can be, in seconds since 1970: a second more than is asked for on both sides."""
    oldest, newest = -math.inf, math.inf
    for path, sign, (value, *_) in conditions:
        if path == "timestamp" and sign in {">", ">=", "<", "<="}:
            moment = datetime.fromisoformat(value).timestamp()
            oldest, newest = (max(oldest, moment - 1), newest) if ">" in sign else (oldest, min(newest, moment + 1))
    return oldest, newest


def _holds(entry: dict[str, Any], path: str, sign: str, value: str) -> bool:
    if path == "log_id":
        return str(entry["logName"]).endswith(value.replace("/", "%2F"))
    member: Any = entry
    for name in path.split("."):
        member = member.get(name) if isinstance(member, dict) else None
    if path == "timestamp":
        left, right = datetime.fromisoformat(str(member)), datetime.fromisoformat(value)
        return {">=": left >= right, "<=": left <= right, "<": left < right, ">": left > right, "=": left == right}[
            sign
        ]
    if sign == ":":
        return member is not None and (value == "*" or value in str(member))
    return sign == "=" and member == value

"""The log of admin activity: who changed what behind the engine's back. What the engine itself does is not logged here.

https://cloud.google.com/logging/docs/audit#admin-activity
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from composer.kinds.log_names import log_name
from composer.localcloud import traffic
from composer.localcloud.bodies import etag
from composer.localcloud.traffic import Stretch
from composer.units import DAY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Store

LOG = "cloudaudit.googleapis.com/activity"
KEPT = 400 * DAY
"""Seconds for which `_Required` keeps entries."""
_WHAT = {"update": "activity: update", "delete": "activity: delete", "setIamPolicy": "activity: setIamPolicy"}
"""What is kept of each method beside traffic."""


def record(
    store: Store, kind: Kind, values: Mapping[str, Any], object_id: str, method: str, who: str, project: str
) -> None:
    """Log that somebody changed an object just now. Of a grant its role and member are logged, too."""
    grant = f" {values['role']} {values['member']}" if method == "setIamPolicy" else ""
    now = time.time()
    name = log_name(kind, values, object_id)
    traffic.add(store, Stretch(_WHAT[method], project, name, now, now, who=who + grant))


def entries(connection: sqlite3.Connection, project: str, now: float) -> Iterator[dict[str, Any]]:
    """Every entry that is still kept."""
    for method, what in _WHAT.items():
        for one in traffic.stretches(connection, what, project):
            if one.starts >= now - KEPT:
                yield _entry(one, method)


def _entry(change: Stretch, method: str) -> dict[str, Any]:
    when = datetime.fromtimestamp(change.starts, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    who, _, grant = change.who.partition(" ")
    role, _, member = grant.partition(" ")
    delta = {"policyDelta": {"bindingDeltas": [{"action": "ADD", "role": role, "member": member}]}}
    return {
        "logName": f"projects/{change.project}/logs/{LOG.replace('/', '%2F')}",
        "insertId": etag([change.name, change.who, when, method]),
        "timestamp": when,
        "receiveTimestamp": when,
        "severity": "NOTICE",
        "resource": {"type": "audited_resource", "labels": {"project_id": change.project}},
        "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "methodName": method,
            "resourceName": change.name,
            "authenticationInfo": {"principalEmail": who},
            **({"serviceData": delta} if grant else {}),
        },
    }

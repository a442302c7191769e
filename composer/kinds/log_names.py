"""What the audit logs of Google Cloud call an object of a kind: `protoPayload.resourceName` of their entries.

https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from composer.kinds.id_template import fill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from composer.kinds.kind import Kind

_VERSION = re.compile(r"^(?:compute/)?v\d[a-z0-9]*/")
_STORED = re.compile(r"b/(?P<bucket>[^/]+)(?:/o/(?P<object>.+))?")


def log_name(kind: Kind, values: Mapping[str, Any], object_id: str | None) -> str:
    """The name in logs: where the API reads the object, without version; of a grant, what it is granted on. "" where it
    cannot be known. Service accounts are logged under numbers, so that nothing is found of them."""
    path = fill(kind.rest.get, kind, {**values, "id": object_id})
    if path is None:
        return ""
    bare = _VERSION.sub("", path).partition(":getIamPolicy")[0].partition("?")[0]
    if kind.rest.service != "storage":
        return bare
    stored = _STORED.fullmatch(bare.removesuffix("/iam") if kind.rest.policy else bare)
    if stored is None:
        return ""
    inner = f"/objects/{stored['object']}" if stored["object"] else ""
    return f"projects/_/buckets/{stored['bucket']}{inner}"

"""Repairs, written into a deployment that the engine exported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.engine.recovery import Repair


def edited(exported: str, repair: Repair, *, keep_adopted: bool) -> str:
    """The exported deployment with the repair written into it; records of what is still to be adopted may stay."""
    document = json.loads(exported)
    deployment = document["deployment"]
    open_ends: list[dict[str, Any]] = deployment.get("pending_operations") or []
    entries = [entry for entry in deployment.get("resources") or [] if not _dropped(entry, repair)]
    for operation in open_ends:
        entry = operation["resource"]
        name = entry["urn"].split("::", 3)[3]
        if name in repair.insert and operation["type"] == "creating":
            entries.append({"outputs": entry.get("inputs", {}), **entry, "id": repair.insert[name], "protect": False})
    deployment["resources"] = entries
    deployment["pending_operations"] = [
        operation
        for operation in open_ends
        if keep_adopted and operation["resource"]["urn"].split("::", 3)[3] in repair.adopt
    ]
    return json.dumps(document)


def _dropped(entry: Mapping[str, Any], repair: Repair) -> bool:
    return bool(entry.get("pendingReplacement")) and entry["urn"].split("::", 3)[3] in repair.drop

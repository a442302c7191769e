"""Who changed what and when, by the log of admin activity, which Google keeps 400 days and nobody can switch off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.live.google import Api
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.live.google import Google

_LOGGING = Api("logging", "https://logging.googleapis.com/")
KEPT = 400 * DAY
"""Seconds for which `_Required` keeps entries: https://cloud.google.com/logging/quotas#logs_retention_periods"""
NAMES = 50
"""Names in one question: a filter has 20,000 characters at most. https://cloud.google.com/logging/quotas#api-limits"""
QUESTIONS = 20
"""Questions a project at most, of 60 that it may be asked a minute."""
_PAGE = "1000"


@dataclass(frozen=True, slots=True)
class Change:
    """One call that changed something: who made it (an e-mail address), when, by which method, and the grants that it
    added: pairs of role and member."""

    who: str
    when: datetime
    method: str
    added: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """By name the changes of each object, newest first. `refusal`: why not all of them are known, in Google's words."""

    by_name: Mapping[str, Sequence[Change]]
    refusal: str = ""


def changes(google: Google, project: str, names: Iterable[str], now: datetime) -> Changes:
    """The entries of the log of a project about these objects, as logs name them."""
    by_name: dict[str, list[Change]] = {}
    left = sorted(set(names))
    for _ in range(QUESTIONS):
        part, left = left[:NAMES], left[NAMES:]
        if not part:
            return Changes(by_name)
        answer = google.ask(_LOGGING, "v2/entries:list", _question(project, part, now))
        if not answer.fine:
            return Changes(by_name, answer.refusal)
        for entry in answer.body.get("entries", ()):
            payload = entry.get("protoPayload", {})
            if not payload.get("status", {}).get("code"):  # what was refused changed nothing
                by_name.setdefault(str(payload.get("resourceName")), []).append(_change(entry, payload))
    return Changes(by_name, f"{len(left)} more objects were not asked about" if left else "")


def _question(project: str, names: Iterable[str], now: datetime) -> dict[str, Any]:
    starts = now - timedelta(seconds=KEPT)
    alternatives = " OR ".join(f'"{one}"' for one in names)
    return {
        "resourceNames": [f"projects/{project}"],
        "filter": f'log_id("cloudaudit.googleapis.com/activity") AND timestamp>"{starts.isoformat()}" '
        f"AND protoPayload.resourceName=({alternatives})",
        "orderBy": "timestamp desc",
        "pageSize": _PAGE,
    }


def _change(entry: Mapping[str, Any], payload: Mapping[str, Any]) -> Change:
    return Change(
        str(payload.get("authenticationInfo", {}).get("principalEmail", "")),
        datetime.fromisoformat(entry["timestamp"]),
        str(payload.get("methodName", "")),
        frozenset(_added(payload)),
    )


def _added(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The grants that a call added, as policies' owners tell.
    https://cloud.google.com/iam/docs/reference/rest/Shared.Types/AuditData"""
    for delta in payload.get("serviceData", {}).get("policyDelta", {}).get("bindingDeltas", ()):
        if delta.get("action") == "ADD":
            yield str(delta.get("role")), str(delta.get("member"))

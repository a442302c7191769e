"""Who read what was delivered, by the log of data access, and whether that log would show it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.live.evidence import NO_PROBE, NOTHING_ELSE, Control, Evidence, day_ends
from composer.live.google import Api
from composer.units import DAY, MINUTE, whole_days

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from composer.live.google import Answer, Google

_LOGGING = Api("logging", "https://logging.googleapis.com/")
TOO_MANY = 429
DELAY = 5 * MINUTE
"""Seconds until an entry can be read; most can within seconds."""
_PAGE, _PAGES = 1000, 100
PAUSE, _PAUSES = 20.0, 15
"""Seconds of one pause, and how many there are before too many questions count as refused: a project may ask 60 a
minute, and a window has a question for each of its days at worst. https://cloud.google.com/logging/quotas#api-limits"""
STORAGE = 'protoPayload.serviceName="storage.googleapis.com" AND protoPayload.methodName="storage.objects.get"'
BIGQUERY = 'protoPayload.serviceName="bigquery.googleapis.com" AND protoPayload.metadata.tableDataRead:"*"'
"""Which entries are reads of data: https://cloud.google.com/bigquery/docs/reference/auditlogs"""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who read within the window, each with the last time that was seen."""

    last_read: Mapping[str, datetime]
    evidence: Evidence


class AccessLog:
    """The log of data access of projects up to `now`; controls and log buckets are asked for once. `pause` waits for so
    many seconds where Google asks for fewer questions a minute."""

    def __init__(self, google: Google, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
        self._google = google
        self._pause = pause
        self._left = _PAUSES
        self._ends = now - timedelta(seconds=DELAY)
        self._retentions: dict[str, tuple[int, str]] = {}
        self._controls: dict[tuple[str, str, int], tuple[Control | None, datetime | None, str]] = {}

    def readers(
        self, project: str, service: str, resource: str, seconds: int, probes: Collection[str] | None = None
    ) -> Readers:
        """Who read `resource` (as the log names it; what is below it, too) within the last `seconds`.

        Where nobody did, that is compared with the reads of what `probes` stores, and where that is None with any.
        """
        starts = self._ends - timedelta(days=whole_days(seconds))
        condition = f'{service} AND protoPayload.resourceName:"{resource}"'
        last_read: dict[str, datetime] = {}
        retention, refusal = self._retention(project)
        for answer in self._pages(project, condition, starts, self._ends):
            refusal = refusal or answer.refusal
            for entry in answer.body.get("entries", ()):
                who = entry.get("protoPayload", {}).get("authenticationInfo", {}).get("principalEmail", "")
                last_read.setdefault(str(who), datetime.fromisoformat(entry["timestamp"]))
        control, since = None, None
        if not (last_read or refusal):
            control, since, refusal = self._control(project, service, starts, probes)
        source = f"Logging, data access of {project}"
        without = NOTHING_ELSE if probes is None else NO_PROBE
        return Readers(
            last_read, Evidence(source, starts, self._ends, retention, DELAY, since, control, refusal, without)
        )

    def _retention(self, project: str) -> tuple[int, str]:
        """Seconds for which some log bucket keeps entries of data access, or why that is not known."""
        if project not in self._retentions:
            listed = self._google.listed(_LOGGING, f"v2/projects/{project}/locations/-/buckets", "buckets")
            days = [
                int(one.get("retentionDays") or 0) for one in listed.items if not one["name"].endswith("/_Required")
            ]
            refusal = "" if listed.complete else listed.last.refusal
            self._retentions[project] = (max(days, default=0) * DAY, refusal)
        return self._retentions[project]

    def _control(
        self, project: str, service: str, starts: datetime, probes: Collection[str] | None
    ) -> tuple[Control | None, datetime | None, str]:
        """Days on which nobody read what is compared with: the log may have been off."""
        if probes is not None and not probes:
            return None, None, ""
        alternatives = " OR ".join(f'"{one}"' for one in sorted(probes or ()))
        condition = f"{service} AND protoPayload.resourceName:({alternatives})" if probes else service
        key = (project, condition, whole_days(round((self._ends - starts).total_seconds())))
        if key not in self._controls:
            self._controls[key] = self._searched(project, condition, starts, min(probes or (), default=""))
        return self._controls[key]

    def _searched(
        self, project: str, condition: str, starts: datetime, name: str
    ) -> tuple[Control | None, datetime | None, str]:
        """The control; it is called by this name, or else as what was read last.

        A page shows what it shows of days; what is older than the last of them is asked for next, so that there are as
        few questions as data allow, and never more than days.
        """
        ends = day_ends(starts, self._ends)
        days, since, last, end, token = set[int](), None, name, self._ends, ""
        for _ in range(_PAGES + len(ends)):
            answer = self._asked(project, condition, starts, end, token)
            if not answer.fine:
                return None, since, answer.refusal
            for entry in answer.body.get("entries", ()):
                since = datetime.fromisoformat(entry["timestamp"])
                days.add((self._ends - since) // timedelta(days=1))
                last = last or str(entry.get("protoPayload", {}).get("resourceName", ""))
            token = str(answer.body.get("nextPageToken", ""))
            if not token or max(days, default=-1) + 1 >= len(ends):
                break
            if answer.body.get("entries"):  # a page can be empty: then the search goes on where it is
                end, token = ends[max(days) + 1], ""
        missing = tuple(end for age, end in enumerate(ends) if age not in days)
        return (Control(last, missing) if last else None), since, ""

    def _pages(self, project: str, condition: str, starts: datetime, ends: datetime) -> Iterator[Answer]:
        token = ""
        for _ in range(_PAGES):
            answer = self._asked(project, condition, starts, ends, token)
            yield answer
            token = str(answer.body.get("nextPageToken", ""))
            if not token or not answer.fine:
                return

    def _asked(self, project: str, condition: str, starts: datetime, ends: datetime, token: str) -> Answer:
        body: dict[str, Any] = {
            "resourceNames": [f"projects/{project}"],
            "filter": f'log_id("cloudaudit.googleapis.com/data_access") AND timestamp>"{starts.isoformat()}" '
            f'AND timestamp<="{ends.isoformat()}" AND {condition}',
            "orderBy": "timestamp desc",
            "pageSize": _PAGE,
            **({"pageToken": token} if token else {}),
        }
        answer = self._google.ask(_LOGGING, "v2/entries:list", body)
        while answer.status == TOO_MANY and self._left:
            self._left -= 1
            self._pause(PAUSE)
            answer = self._google.ask(_LOGGING, "v2/entries:list", body)
        return answer

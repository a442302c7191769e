"""Live objects that no graph has, judged: what is ours and no definition wants, and what is none of ours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from composer.audit import repair_command
from composer.audit.audit_request import PLATFORM_TEAM
from composer.audit.leftovers import Names, event_type_of, is_labelled
from composer.audit.unexplained_access import Access
from composer.audit.verdict import FINDINGS, Finding, Verdict
from composer.kinds import KINDS
from composer.kinds.log_names import log_name
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.live.iam_grants import holder_property
from composer.model.lifecycle import LEFT_TO_CLEANUP, is_retained

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.audit.audit_request import AuditRequest
    from composer.audit.expected import Expected
    from composer.kinds import Kind
    from composer.live.live_objects import LiveObject


class Unwanted:
    """What no graph has: `findings`, all of it by verdict, and what is not ours by kind. `complete`: everything was
    seen, so that no grant can be one that is expected of somebody whose name could not be read."""

    def __init__(self, request: AuditRequest, everything: Iterable[Expected], *, complete: bool) -> None:
        everything = list(everything)
        self._request = request
        self._known = {(one.resource.type, one.object_id): one.owner for one in everything}
        self._unnamed = (
            set()
            if complete
            else {_place(one.kind, one.values) for one in everything if one.object_id is None} - {None}
        )
        self._names = Names(everything, request.states)
        numbers = {cell.project_number for cell in request.cells.values()}
        self._access = Access(everything, numbers, request.bootstrapped)
        self.findings: list[Finding] = []
        self.counts: Counter[Verdict] = Counter()
        self.foreign: Counter[str] = Counter()

    def judge(self, objects: Mapping[tuple[str, str], LiveObject]) -> None:
        """Judge everything that was seen."""
        for key, live in objects.items():
            if key not in self._known and _place(KINDS[live.token], live.properties) not in self._unnamed:
                self._judged(live, self._verdict(live))

    def is_known(self, token: str, object_id: str) -> bool:
        """True if an object is in some graph."""
        return (token, object_id) in self._known

    def add_key(self, account: str, key: str) -> None:
        """Add a key of an account of ours: no graph makes keys."""
        owner = self._known[ACCOUNT.token, account]
        self.counts[Verdict.ACCOUNT_KEY] += 1
        team = self._request.team(owner)
        command = repair_command.of_key(account, key)
        self.findings.append(Finding(Verdict.ACCOUNT_KEY, ACCOUNT.token, key, key, owner, team, command))

    def _verdict(self, live: LiveObject) -> Verdict:
        if self._access.is_grant(live):
            return self._access.verdict(live)
        if is_labelled(live, self._request.environment):
            return self._labelled(live)
        if self._read_from(live):
            return Verdict.READS_ALONG
        return Verdict.ORPHAN if self._names.ours(live) else Verdict.FOREIGN

    def _read_from(self, live: LiveObject) -> str:
        """The owner of the topic that somebody else's subscription reads; "" if it is none, or of a topic of nobody."""
        if live.token != SUBSCRIPTION.token:
            return ""
        return self._known.get((TOPIC.token, str(live.properties.get("topic"))), "")

    def _labelled(self, live: LiveObject) -> Verdict:
        states = self._request.states
        name = event_type_of(live, states)
        kept = {token for kinds in LEFT_TO_CLEANUP.values() for token in kinds}
        if name and live.token in kept and is_retained(live.token, states[name]):
            return Verdict.ZOMBIE
        return Verdict.ORPHAN if live.labels.get("owner") in self._request.teams else Verdict.UNOWNED

    def _judged(self, live: LiveObject, verdict: Verdict) -> None:
        self.counts[verdict] += 1
        if verdict not in FINDINGS:
            self.foreign[live.token] += 1
            return
        request = self._request
        owner, team = self._whose(live)
        command = repair_command.of_owner(verdict, owner, request.environment) if verdict is Verdict.ZOMBIE else ""
        self.findings.append(
            Finding(
                verdict,
                live.token,
                live.id,
                live.id,
                owner,
                team,
                command or repair_command.of_leftover(live),
                live=live,
                project=self._project(live, owner),
                log_name=log_name(KINDS[live.token], live.properties, live.id),
            )
        )

    def _whose(self, live: LiveObject) -> tuple[str, str]:
        """The owner of what an object is about, and the team that has to look at it."""
        read_from = self._read_from(live)
        if read_from or self._access.is_grant(live):
            owner = read_from or self._access.owner(live)
            return owner, self._request.team(owner) or PLATFORM_TEAM
        label = live.labels.get("owner", "")
        return event_type_of(live, self._request.states), label if label in self._request.teams else ""

    def _project(self, live: LiveObject, owner: str) -> str:
        """The project whose log tells of an object: its own, or its owner's where only names of buckets are known."""
        cells = self._request.cells
        cell = cells[owner] if owner in cells else next(iter(cells.values()))
        return str(live.properties.get("project") or cell.project)


def _place(kind: Kind, values: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Where a grant is, and the role that it grants; None of what is no grant."""
    if "member" not in kind.properties or not kind.rest.policy:
        return None
    return kind.token, str(values.get(holder_property(kind))), str(values.get("role"))

"""The audit of one environment: desired (definitions), applied (ledger) and live, compared. Nothing is changed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.audit import looking, repair_command
from composer.audit.attribution import attributed
from composer.audit.comparison import drifts
from composer.audit.confirming import Confirming
from composer.audit.unwanted import Unwanted
from composer.audit.verdict import AuditReport, Finding, Unseen, Verdict
from composer.kinds.log_names import log_name
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.model.lifecycle import is_retained

if TYPE_CHECKING:
    from composer.audit.audit_request import AuditRequest
    from composer.audit.comparison import Drift
    from composer.audit.expected import Expected
    from composer.live.google import Google
    from composer.live.live_objects import LiveObject


_NOT_LISTED = "it is there, and the list of its API does not name it: what else that leaves out cannot be known"


def audit(google: Google, request: AuditRequest) -> AuditReport:
    """A verdict on everything, and what could not be seen."""
    return _Audit(google, request).report()


class _Audit:
    def __init__(self, google: Google, request: AuditRequest) -> None:
        self.google = google
        self.request = request
        self.counts: Counter[Verdict] = Counter()
        self.foreign: Counter[str] = Counter()
        self.findings: list[Finding] = []
        self.unseen: list[Unseen] = []
        self.pending: set[str] = set()
        self.closed: set[str] = set()
        self.view = looking.look(google, request)
        self.confirming = Confirming(google, self.view.reads)
        self.desired, self.applied = looking.expected(request, self.view)

    def report(self) -> AuditReport:
        wanted = [one for one in self.desired if self._asked_for(one.owner)]
        for expected in wanted:
            self._judge(expected)
        for recorded in self.applied:
            if recorded.resource.id not in self.desired and self._asked_for(recorded.owner):
                self._judge_recorded(recorded)
        if self.request.only is None:
            self._judge_unwanted()
        unread = [
            Unseen(one.source, one.project, one.status, one.refusal) for one in self.view.reads if not one.complete
        ]
        unknown = [
            Unseen(f"what was applied of {owner}", "", 0, why)
            for owner, why in sorted(self.request.unknown.items())
            if self._asked_for(owner)
        ]
        findings, unread_logs = attributed(self.google, sorted(self.findings, key=lambda one: one.rank))
        return AuditReport(
            self.request.environment,
            findings,
            self.counts,
            self.foreign,
            (*unread, *unknown, *self.unseen),
            self.view.reads,
            self.confirming.asked,
            self.google.statuses,
            tuple(sorted(self.pending)),
            unread_logs,
            whole=self.request.only is None,
        )

    def _asked_for(self, owner: str) -> bool:
        return self.request.only is None or owner in self.request.only

    def _judge(self, expected: Expected) -> None:
        recorded = self.applied.of(expected.resource.id) if expected.resource.id in self.applied else None
        baseline = recorded or expected
        if not (expected.kind.rest.list or expected.kind.rest.policy):
            self.counts[Verdict.NOT_TOLD] += 1
            return
        live = self._live(baseline)
        if live is None and recorded is None:  # never applied, and not seen: no question is worth it
            self._pending(expected)
            return
        changed = drifts(baseline, live) if live is not None else ()
        if (live is None or changed) and not (live is not None and live.confirmed):
            if expected.resource.type in self.closed:
                self.counts[Verdict.UNSEEN] += 1
                return
            answer = self.confirming.confirm(baseline)
            if answer.refused is not None:
                self._unseen(baseline, answer.refused.status, answer.refused.refusal)
                return
            if answer.live is not None and expected.kind.inventory.source == "own-api":
                self._unseen(baseline, 0, _NOT_LISTED)
                return
            live = answer.live
            changed = drifts(baseline, live) if live is not None else ()
        if live is None:
            self._finding(Verdict.MISSING, expected)
        elif recorded is None:
            self._finding(Verdict.NOT_RECORDED, expected, live, drifts(expected, live))
        elif changed:
            by_hand = recorded.resource.inputs != expected.resource.inputs and not drifts(expected, live)
            self._finding(Verdict.NOT_RECORDED if by_hand else Verdict.DRIFTED, expected, live, changed)
        elif recorded.resource.inputs != expected.resource.inputs:
            self._pending(expected)
        else:
            self.counts[Verdict.FINE] += 1

    def _live(self, expected: Expected) -> LiveObject | None:
        if expected.object_id is None:
            return None
        return self.view.objects.get((expected.resource.type, expected.object_id))

    def _judge_recorded(self, recorded: Expected) -> None:
        """Judge what was applied and no definition wants any more."""
        if self._live(recorded) is None:
            return
        state = self.request.states.get(recorded.owner)
        if state is not None and is_retained(recorded.resource.type, state):
            self._finding(Verdict.ZOMBIE, recorded)
        elif recorded.owner in self.request.desired:
            self._pending(recorded)
        else:
            self._finding(Verdict.ORPHAN, recorded)

    def _pending(self, expected: Expected) -> None:
        self.counts[Verdict.NOT_YET_APPLIED] += 1
        self.pending.add(expected.owner)

    def _unseen(self, expected: Expected, status: int, why: str) -> None:
        self.counts[Verdict.UNSEEN] += 1
        if status in {401, 403}:  # so it is for all of them
            self.closed.add(expected.resource.type)
        self.unseen.append(Unseen(expected.resource.id, self.request.cells[expected.owner].project, status, why))

    def _finding(
        self,
        verdict: Verdict,
        expected: Expected,
        live: LiveObject | None = None,
        changed: tuple[Drift, ...] = (),
    ) -> None:
        self.counts[verdict] += 1
        owner = expected.owner
        self.findings.append(
            Finding(
                verdict,
                expected.resource.type,
                expected.resource.id,
                live.id if live is not None else expected.object_id or "",
                owner,
                self.request.team(owner),
                repair_command.of_owner(verdict, owner, self.request.environment),
                changed,
                project=self.request.cells[owner].project,
                log_name=log_name(expected.kind, expected.values, live.id if live else expected.object_id),
            )
        )

    def _judge_unwanted(self) -> None:
        unwanted = Unwanted(self.request, looking.everything(self.desired, self.applied), complete=self.view.complete)
        unwanted.judge(self.view.objects)
        for key in self.view.keys:
            account, _, _ = key.rpartition("/keys/")
            if unwanted.is_known(ACCOUNT.token, account):
                self._judge_key(unwanted, account, key)
        self.counts += unwanted.counts
        self.foreign += unwanted.foreign
        self.findings += unwanted.findings

    def _judge_key(self, unwanted: Unwanted, account: str, key: str) -> None:
        """The inventory knows of keys up to a week after they were deleted."""
        answer = self.confirming.key(key)
        if answer.fine:
            unwanted.add_key(account, key)
        elif not answer.absent:
            self.counts[Verdict.UNSEEN] += 1
            self.unseen.append(Unseen(key, key.split("/")[1], answer.status, answer.refusal))

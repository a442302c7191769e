"""Removal of what an audit found and no refresh can see: members of policies, and orphans that hold nothing.

A refresh looks at what is in the engine's state. What somebody added beside it is in no state, so it is taken away
here: a grant by writing the policy that was read without it, under its etag; an orphan after its own API has said that
it is still there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.audit.verdict import Verdict
from composer.kinds import KINDS
from composer.kinds.iam_members import ACCOUNT
from composer.kinds.id_template import fill
from composer.live.google import api_of
from composer.live.iam_grants import read_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.audit.verdict import AuditReport, Finding
    from composer.engine.live_changes import LiveChanges
    from composer.kinds import Kind
    from composer.live.google import Google
    from composer.live.live_objects import LiveObject

_GRANTS = frozenset({Verdict.PUBLIC, Verdict.EXTRA_GRANT})
_OBJECTS = frozenset({Verdict.ORPHAN, Verdict.UNOWNED})
_ATTEMPTS = 4
"""How often a policy is read and written again, where somebody else changes it in between."""
_CONCURRENT = frozenset({409, 412})
_CONDITIONS = 3
"""The version of policies that have conditions. https://cloud.google.com/iam/docs/policies#versions"""


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What would be removed, and which findings somebody has to decide on: with the reason."""

    removed: tuple[Finding, ...]
    left: tuple[tuple[Finding, str], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The end of one removal: in Google's words why it was refused, "" where it was not."""

    finding: Finding
    refusal: str = ""


def plan(report: AuditReport) -> RepairPlan:
    """The removals that `repair` would make after an audit. Nothing after one that could not see everything: what seems
    to be wanted by nobody may be wanted by what was not seen."""
    reasons = [(one, _left(one) if report.complete else "not everything could be seen") for one in report.findings]
    return RepairPlan(tuple(one for one, why in reasons if not why), tuple((one, why) for one, why in reasons if why))


def is_grant(finding: Finding) -> bool:
    """True if a finding is about a member of a policy."""
    return finding.verdict in _GRANTS


def _left(finding: Finding) -> str:
    """Why a finding is left to people; "" if it is not."""
    kind = KINDS[finding.token]
    if is_grant(finding):
        return ""
    if finding.verdict is Verdict.INHERITED:
        return "whoever answers for the project decides who works in it"
    if finding.verdict is Verdict.ACCOUNT_KEY:
        return "whoever has the file loses what runs with it: find out who that is"
    if finding.verdict not in _OBJECTS or finding.live is None:
        return "its own command sees it"
    if kind.holds or kind.keeps_history:
        return f"it holds something: {kind.loss}"
    if kind.token == ACCOUNT:
        return "what runs as it stops: disable it, wait a day, then delete it"
    return kind.rest.writes.none


def repair(google: Google, changes: LiveChanges, findings: Iterable[Finding]) -> tuple[Done, ...]:
    """Remove what a plan said."""
    findings = list(findings)
    grants = [one for one in findings if is_grant(one)]
    return (
        *_ungranted(google, changes, grants),
        *_deleted(google, changes, [one for one in findings if one not in grants]),
    )


def _ungranted(google: Google, changes: LiveChanges, findings: Iterable[Finding]) -> Iterator[Done]:
    by_policy: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        by_policy[one.token, _path(one)].append(one)
    for (token, path), removals in by_policy.items():
        refusal = _policy_without(google, changes, KINDS[token], path, [_live(one) for one in removals])
        yield from (Done(one, refusal) for one in removals)


def _policy_without(google: Google, changes: LiveChanges, kind: Kind, path: str, grants: Sequence[LiveObject]) -> str:
    """Write a policy without some grants; why it was refused, "" where it was not."""
    answer, refusal = read_policy(google, kind, path), ""
    for _ in range(_ATTEMPTS):
        if not answer.fine:
            return answer.refusal
        bindings = without(answer.body, grants)
        if bindings == answer.body.get("bindings", []):
            return ""
        policy = {**answer.body, "bindings": bindings}
        policy |= {"version": _CONDITIONS} if any(one.get("condition") for one in bindings) else {}
        base, colon, _ = path.partition(":getIamPolicy")
        verb, target, body = ("POST", f"{base}:setIamPolicy", {"policy": policy}) if colon else ("PUT", base, policy)
        status, refusal = changes.send(kind, verb, target, body, {})
        if status == 200:
            return ""
        if status not in _CONCURRENT:
            return refusal
        answer = read_policy(google, kind, path)
    return refusal


def without(policy: Mapping[str, Any], grants: Iterable[LiveObject]) -> list[dict[str, Any]]:
    """The bindings of a policy without some grants; every other member, role and condition as it is."""
    taken = [
        (one.properties.get("role"), one.properties.get("member"), one.properties.get("condition")) for one in grants
    ]
    bindings = []
    for binding in policy.get("bindings", ()):
        role, condition = binding.get("role"), binding.get("condition") or None
        members = [one for one in binding.get("members", ()) if (role, one, condition) not in taken]
        if members:
            bindings.append({**binding, "members": members})
    return bindings


def _deleted(google: Google, changes: LiveChanges, findings: Sequence[Finding]) -> Iterator[Done]:
    """Delete orphans: one that others still need comes after those, so rounds are made while there is progress."""
    left, refused = list(findings), dict[str, str]()
    while left:
        again = []
        for one in left:
            refusal = _deleted_one(google, changes, one)
            if refusal:
                refused[one.identity] = refusal
                again.append(one)
            else:
                yield Done(one)
        if len(again) == len(left):
            yield from (Done(one, refused[one.identity]) for one in again)
            return
        left = again


def _deleted_one(google: Google, changes: LiveChanges, finding: Finding) -> str:
    kind, path = KINDS[finding.token], _path(finding)
    answer = google.ask(api_of(kind), path)
    if answer.absent:
        return ""
    if not answer.fine:
        return answer.refusal
    status, text = changes.send(kind, "DELETE", path, {}, {})
    return "" if status in {200, 204, 404} else text


def _path(finding: Finding) -> str:
    kind, live = KINDS[finding.token], _live(finding)
    return fill(kind.rest.get, kind, {**live.properties, "id": live.id}, encode=True) or ""


def _live(finding: Finding) -> LiveObject:
    assert finding.live is not None
    return finding.live

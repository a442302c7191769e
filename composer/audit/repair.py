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
_ELSEWHERE = "its own command sees it"
"""Why what is not live, or of another verdict, is left."""
_CONDITIONS = 3
"""The version of policies that have conditions. https://cloud.google.com/iam/docs/policies#versions"""


@dataclass(frozen=True, slots=True)
class Removal:
    """A finding that is repaired by a removal, and what is removed."""

    finding: Finding
    live: LiveObject


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What would be removed, and which findings somebody has to decide on: with the reason."""

    removed: tuple[Removal, ...]
    left: tuple[tuple[Finding, str], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The end of one removal: in Google's words why it was refused, "" where it was not."""

    finding: Finding
    refusal: str = ""


def plan(report: AuditReport) -> RepairPlan:
    """The removals that `repair` would make after an audit. Nothing after one that could not see everything: what seems
    to be wanted by nobody may be wanted by what was not seen."""
    removed: list[Removal] = []
    left: list[tuple[Finding, str]] = []
    for one in report.findings:
        why = _left(one) if report.complete else "not everything could be seen"
        if why or one.live is None:
            left.append((one, why or _ELSEWHERE))
        else:
            removed.append(Removal(one, one.live))
    return RepairPlan(tuple(removed), tuple(left))


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
    if finding.verdict not in _OBJECTS:
        return _ELSEWHERE
    if kind.holds or kind.keeps_history:
        return f"it holds something: {kind.loss}"
    if kind.token == ACCOUNT:
        return "what runs as it stops: disable it, wait a day, then delete it"
    return kind.rest.writes.none


def repair(google: Google, changes: LiveChanges, removals: Iterable[Removal]) -> tuple[Done, ...]:
    """Remove what a plan said."""
    removals = list(removals)
    grants = [one for one in removals if is_grant(one.finding)]
    return (
        *_ungranted(google, changes, grants),
        *_deleted(google, changes, [one for one in removals if one not in grants]),
    )


def _ungranted(google: Google, changes: LiveChanges, removals: Iterable[Removal]) -> Iterator[Done]:
    by_policy: defaultdict[tuple[str, str], list[Removal]] = defaultdict(list)
    for one in removals:
        by_policy[one.finding.token, _path(one)].append(one)
    for (token, path), of_policy in by_policy.items():
        refusal = _policy_without(google, changes, KINDS[token], path, [one.live for one in of_policy])
        yield from (Done(one.finding, refusal) for one in of_policy)


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


def _deleted(google: Google, changes: LiveChanges, removals: Sequence[Removal]) -> Iterator[Done]:
    """Delete orphans: one that others still need comes after those, so rounds are made while there is progress."""
    left, refused = list(removals), dict[str, str]()
    while left:
        again = []
        for one in left:
            refusal = _deleted_one(google, changes, one)
            if refusal:
                refused[one.finding.identity] = refusal
                again.append(one)
            else:
                yield Done(one.finding)
        if len(again) == len(left):
            yield from (Done(one.finding, refused[one.finding.identity]) for one in again)
            return
        left = again


def _deleted_one(google: Google, changes: LiveChanges, removal: Removal) -> str:
    kind, path = KINDS[removal.finding.token], _path(removal)
    answer = google.ask(api_of(kind), path)
    if answer.absent:
        return ""
    if not answer.fine:
        return answer.refusal
    status, text = changes.send(kind, "DELETE", path, {}, {})
    return "" if status in {200, 204, 404} else text


def _path(removal: Removal) -> str:
    kind, live = KINDS[removal.finding.token], removal.live
    return fill(kind.rest.get, kind, {**live.properties, "id": live.id}, encode=True) or ""

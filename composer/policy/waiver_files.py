"""The file of waivers: who may approve what, and which waivers count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from composer import documents
from composer.diagnostics import Diagnostic, Related
from composer.documents import marks
from composer.model.waiver import EVERYWHERE, Waiver
from composer.policy import tolerated_findings, waiver_ends
from composer.policy.approver_lists import approvers_of
from composer.rules import RULES, Role
from composer.spec import reader
from composer.spec.fillings import TIMES, filled, in_all
from composer.spec.own_rows import concerning
from composer.spec.privacy import WaiversPolicy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.documents import Document
    from composer.documents.marks import Path
    from composer.model.tolerance import Tolerance
    from composer.repository import Repository


def approvers(repository: Repository) -> Mapping[Role, frozenset[str]]:
    """The approvers by role, as a repository says; nobody without a file that can be read."""
    path = repository.policy / "waivers.yaml"
    if not repository.has(path):
        return {}
    policy, _ = reader.read(documents.of(repository, path), WaiversPolicy)
    if policy is None:
        return {}
    return {role: frozenset(approvers_of(policy, role)) for role in Role}


def unapproved(
    allowed: Iterable[Waiver | Tolerance], before: Mapping[Role, frozenset[str]], ref: str
) -> Iterator[Diagnostic]:
    """Diagnostics of what somebody allows who was no approver in the base: whom to ask is not for the change to say."""
    for one in allowed:
        role = one.role
        base_approvers = before.get(role, frozenset()) if role else frozenset()
        if one.approver not in base_approvers:
            message = f"`{one.approver}` approves {role} matters only once that is merged: approvers of {ref} count"
            hint = (
                f"have {' or '.join(sorted(base_approvers))} approve it"
                if base_approvers
                else "first merge the approvers, then what they allow"
            )
            yield Diagnostic("ET722", message, one.place, hint)


def load(repository: Repository) -> tuple[tuple[Waiver, ...], tuple[Diagnostic, ...]]:
    """All waivers, and what is wrong with them; none without a file. A wrong one allows nothing. Of a broken file those
    count that can be understood: what they allow is not what is wrong."""
    path = repository.policy / "waivers.yaml"
    if not repository.has(path):
        return (), ()
    document = documents.of(repository, path)
    policy, problems = reader.read(document, WaiversPolicy)
    if policy is not None:
        waivers, diagnostics = _judged(policy, document)
        return waivers, concerning(document, WaiversPolicy, (*problems, *diagnostics))
    made = [_judged(one[0], document) for which in range(TIMES) if (one := filled(document, WaiversPolicy, which))]
    wrong = {(problem.span.line, problem.span.column) for problem in problems}
    understood = in_all(_without_broken_parts(waivers, document, wrong) for waivers, _ in made)
    every = (*problems, *in_all(diagnostics for _, diagnostics in made))
    return understood, concerning(document, WaiversPolicy, every)


def _without_broken_parts(
    waivers: Iterable[Waiver], document: Document, wrong: Collection[tuple[int, int]]
) -> Iterator[Waiver]:
    """The waivers; of one with a problem at one of these places, what it allows, in words that say nothing of it."""
    rows = marks.child(document.marks, "waivers")
    inside: dict[tuple[int, int], frozenset[tuple[int, int]]] = {}
    for _, row in marks.items(rows) if rows is not None else ():
        places = frozenset(marks.starts(row))
        inside |= dict.fromkeys(places, places)
    for waiver in waivers:
        places = inside.get((waiver.place.line, waiver.place.column), frozenset())
        broken = not places.isdisjoint(wrong)
        yield replace(waiver, reason="", approver="", expires=date.max, broken=True) if broken else waiver


def _waivable() -> list[str]:
    """Codes that can be waived."""
    return [code for code, row in RULES.items() if row.waivable_by]


_OF_POLICY_FILES = " or ".join(code for code, row in RULES.items() if row.of_policy_files)


def _judged(policy: WaiversPolicy, document: Document) -> tuple[tuple[Waiver, ...], list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []
    waivers: list[Waiver] = []
    for index, row in enumerate(policy.waivers):
        here: Path = ("waivers", index)
        subject = RULES.get(row.code)
        role = subject.waivable_by if subject else None
        if subject is None or role is None:
            why = subject.waiver if subject else "there is no such code"
            hint = f"{why}; codes that can be waived: {', '.join(_waivable())}"
            diagnostics.append(
                Diagnostic("ET721", f"{row.code} cannot be waived", document.span((*here, "code")), hint)
            )
            continue
        if subject.of_policy_files and row.event_type != EVERYWHERE:
            message = (
                f"{row.code} is about files of the whole organisation: in one Event Type there is nothing to allow"
            )
            hint = f'write `event_type: "{EVERYWHERE}"` and the `path` in the file, such as `storage.key_rotation`'
            diagnostics.append(Diagnostic("ET721", message, document.span((*here, "event_type")), hint))
            continue
        of_policy = subject.of_policy_files and row.event_type == EVERYWHERE and (row.path or row.semantic)
        of_meaning = row.semantic and subject.is_hazard
        if (row.event_type == EVERYWHERE or row.semantic) and not (of_policy or of_meaning):
            hint = (
                "name the Event Type; or a hazard (ET8xx) and the `semantic` that it is about; "
                f"or {_OF_POLICY_FILES} and the `path` in the policy file"
            )
            message = "only hazards of one meaning, and those of policy files, can be waived in every Event Type"
            diagnostics.append(Diagnostic("ET721", message, document.span((*here, "event_type")), hint))
            continue
        allowed = approvers_of(policy, role)
        if row.approver not in allowed:
            hint = f"{row.code} is approved by {' or '.join(allowed)}"
            message = f"`{row.approver}` cannot approve {row.code}"
            diagnostics.append(Diagnostic("ET722", message, document.span((*here, "approver")), hint))
            continue
        late = waiver_ends.too_late(policy, row.expires)
        if late:
            diagnostics.append(Diagnostic("ET728", late[0], document.span((*here, "expires")), late[1]))
            continue
        waiver = Waiver(
            row.code,
            row.event_type,
            row.path or "",
            row.reason,
            row.approver,
            date.fromisoformat(row.expires),
            document.span(here),
            row.semantic or "",
        )
        same = (waiver.rule, waiver.event_type, waiver.path, waiver.semantic)
        first = next((one for one in waivers if one.covers(*same)), None)
        if first:
            other = (Related(first.place, "this allows it already"),)
            diagnostics.append(Diagnostic("ET723", "this is allowed twice", waiver.place, "drop one", related=other))
        waivers.append(waiver)
    return tuple(waivers), [*diagnostics, *tolerated_findings.problems(policy, document)]

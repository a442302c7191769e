"""Findings of audits that waivers.yaml leaves as they are for a while, by people who may."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from composer import documents
from composer.diagnostics import Diagnostic
from composer.model.tolerance import APPROVED_BY, Tolerance
from composer.policy import waiver_ends
from composer.policy.approver_lists import approvers_of
from composer.policy.waivers import SOON, today
from composer.spec import reader
from composer.spec.privacy import WaiversPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.repository import Repository
    from composer.spec.privacy import ToleratedRow


def load(repository: Repository) -> tuple[Tolerance, ...]:
    """All that count; none of a file that cannot be read. A wrong one allows nothing."""
    path = repository.policy / "waivers.yaml"
    if not repository.has(path):
        return ()
    document = documents.of(repository, path)
    policy, _ = reader.read(document, WaiversPolicy)
    every = _tolerances(policy, document) if policy else ()
    return tuple(one for row, one in every if policy and not _problem(policy, row, one))


def problems(policy: WaiversPolicy, document: Document) -> Iterator[Diagnostic]:
    """Diagnostics of the rows: what nobody allowed or audits never find, and what ends soon or has ended."""
    for index, (row, one) in enumerate(_tolerances(policy, document)):
        problem = _problem(policy, row, one)
        if problem:
            code, message, member, hint = problem
            yield Diagnostic(code, message, document.span(("tolerated", index, member)), hint)
        elif one.expires - today() <= SOON:
            ends = "expired" if one.expires < today() else "expires"
            hint = "put right what was found, or have it approved again with a new date"
            yield Diagnostic("ET725", f"what is tolerated of {_resource(one)} {ends} on {one.expires}", one.place, hint)


def _problem(policy: WaiversPolicy, row: ToleratedRow, one: Tolerance) -> tuple[str, str, str, str] | None:
    """The code, what is wrong, at which key, and the way out."""
    if one.role is None:
        hint = f"copy `id` of a finding from `composer audit --format json`; it begins with {', '.join(APPROVED_BY)}"
        return "ET721", f"`{row.finding}` is no finding of an audit", "finding", hint
    allowed = approvers_of(policy, one.role)
    if row.approver not in allowed:
        hint = f"this is approved by {' or '.join(allowed)}"
        return "ET722", f"`{row.approver}` cannot approve a finding of this kind", "approver", hint
    late = waiver_ends.too_late(policy, row.expires)
    return ("ET728", late[0], "expires", late[1]) if late else None


def _tolerances(policy: WaiversPolicy, document: Document) -> Iterator[tuple[ToleratedRow, Tolerance]]:
    for index, row in enumerate(policy.tolerated):
        place = document.span(("tolerated", index))
        yield row, Tolerance(row.finding, row.reason, row.approver, date.fromisoformat(row.expires), place)


def _resource(one: Tolerance) -> str:
    """The resource of a finding: its identity is the verdict, the type (which has two colons) and the resource."""
    return one.finding.split(":", 4)[-1]

"""Findings of audits that waivers.yaml leaves as they are for a while, by people who may."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from composer import documents
from composer.diagnostics import Diagnostic
from composer.model.tolerance import APPROVED_BY, Tolerance
from composer.policy import waiver_ends
from composer.rules import Role
from composer.spec import reader
from composer.spec.privacy import WaiversPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.documents import Document
    from composer.repository import Repository
    from composer.spec.privacy import ToleratedRow


def load(repository: Repository) -> tuple[Tolerance, ...]:
    """All that count; none of a file that cannot be read. A wrong one allows nothing."""
    path = repository.policy / "waivers.yaml"
    policy, _ = reader.read(documents.of(repository, path), WaiversPolicy) if repository.has(path) else (None, ())
    return tuple(_tolerance(row) for row in policy.tolerated if not _problem(policy, row)) if policy else ()


def problems(policy: WaiversPolicy, document: Document) -> Iterator[Diagnostic]:
    """Diagnostics of the rows."""
    for index, row in enumerate(policy.tolerated):
        problem = _problem(policy, row)
        if problem:
            code, message, member, hint = problem
            yield Diagnostic(code, message, document.span(("tolerated", index, member)), hint)


def _problem(policy: WaiversPolicy, row: ToleratedRow) -> tuple[str, str, str, str] | None:
    """The code, what is wrong, at which key, and the way out."""
    role = _tolerance(row).role
    if role is None:
        hint = f"copy `id` of a finding from `composer audit --format json`; it begins with {', '.join(APPROVED_BY)}"
        return "ET721", f"`{row.finding}` is no finding of an audit", "finding", hint
    allowed = _approvers(policy, role)
    if row.approver not in allowed:
        hint = f"this is approved by {' or '.join(allowed)}"
        return "ET722", f"`{row.approver}` cannot approve a finding of this kind", "approver", hint
    late = waiver_ends.too_late(policy, row.expires)
    return ("ET728", late[0], "expires", late[1]) if late else None


def _approvers(policy: WaiversPolicy, role: Role) -> Sequence[str]:
    return policy.approvers.privacy if role is Role.PRIVACY else policy.approvers.platform


def _tolerance(row: ToleratedRow) -> Tolerance:
    return Tolerance(row.finding, row.reason, row.approver, date.fromisoformat(row.expires))

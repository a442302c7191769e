"""`composer audit --repair`: what no refresh can see is shown, asked about, and removed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from composer.cli import engine_run, exit_codes
from composer.printing import output
from composer.printing.blocks import Line, command
from composer.printing.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.audit.repair import RepairPlan
    from composer.audit.verdict import AuditReport, Finding
    from composer.live.google import Google
    from composer.stages import Checked


def repaired(checked: Checked, report: AuditReport, google: Google, where: tuple[str, str], *, yes: bool) -> bool:
    """Show and remove what can be; whether anything was done. Ends the program if somebody has to approve it first, or
    if Google refuses."""
    from composer.audit import repair
    from composer.engine.live_changes import LiveChanges

    plan = repair.plan(report)
    _show(plan)
    if not plan.removed:
        return False
    _brake(checked, [one.finding for one in plan.removed])
    engine_run.confirm(f"Remove {counted(len(plan.removed), 'finding')}?", "Nothing was removed", yes=yes)
    refused = False
    for one in repair.repair(google, LiveChanges(*where), plan.removed):
        mark, why = ("✗", f": {one.refusal}") if one.refusal else ("✓", "")
        output.show([Line(f"{mark} {one.finding.resource}{why}", 2, 2)], err=True)
        refused = refused or bool(one.refusal)
    if refused:
        sys.exit(exit_codes.CLOUD_FAILED)
    output.echo("Audited again:")
    return True


def _show(plan: RepairPlan) -> None:
    from composer.audit import repair
    from composer.kinds import KINDS

    output.echo("", "Repair would remove:" if plan.removed else "There is nothing that a repair would remove.")
    for one in (removal.finding for removal in plan.removed):
        loss = "" if repair.is_grant(one) else f"; {KINDS[one.token].loss}"
        output.show([Line(f"- {one.resource}  {KINDS[one.token].name}, {one.verdict}{loss}", 2, 2)], err=True)
    for finding, why in plan.left:
        output.show([Line(f"left: {finding.resource}  {finding.verdict}: {why}", 2, 2)], err=True)
        output.show([command(finding.repair)], err=True)


def _brake(checked: Checked, removed: Sequence[Finding]) -> None:
    """The brake of every removal: more objects than policy lets pass at once need a person who types the name."""
    from composer.audit import repair

    objects = [one for one in removed if not repair.is_grant(one)]
    most = checked.policies.endings.most_removed
    if len(objects) <= most:
        return
    output.echo(f"This removes {counted(len(objects), 'resource')} at once, where policy lets {most} pass.")
    name = checked.environment.name
    if not output.can_ask() or output.ask(f"Type {name} to remove this") != name:
        output.echo("Nothing was removed.", err=True)
        sys.exit(exit_codes.PROBLEMS_FOUND)

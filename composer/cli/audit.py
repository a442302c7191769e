"""`composer audit`: whether what is there is what definitions want and what was applied."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from composer.cli import asked_google, exit_codes
from composer.cli.checked_fleet import chosen, emit, emit_json, environment_option, format_option, judged_fleet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from composer.audit.verdict import AuditReport


_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@format_option("text", "json", "markdown", "sarif")
@click.option("--repair", is_flag=True, help="Then remove what no refresh sees: members of policies, and orphans.")
@click.option("--yes", is_flag=True, help="Do so without asking.")
@click.option("--digests", metavar="DIR", help="Also write DIR/TEAM.md for every team that something was found of.")
@click.option("--evidence", metavar="FILE.zip", help="Also write everything that this goes by into one file.")
@click.option("--from", "since", type=_DAY, metavar="DAY", help="The first day of what --evidence is about.")
@click.option("--to", "until", type=_DAY, metavar="DAY", help="The last one, today where it is left out.")
@click.option("--verify", metavar="FILE.zip", help="Say whether such a file is as it was made. Nothing else is done.")
@click.option("--key", metavar="KEY.pem", help="Ed25519: the private key to sign with, or the public one to verify by.")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    environment: str,
    form: str,
    digests: str | None,
    evidence: str | None,
    since: datetime | None,
    until: datetime | None,
    verify: str | None,
    key: str | None,
    *,
    repair: bool,
    yes: bool,
) -> None:
    """Compare what definitions want, what was applied, and what is really there; a verdict per resource.

    Cloud Asset Inventory is asked, and for what it does not know, the API of the resource itself, which also confirms
    whatever seems missing or changed. Nothing is changed. With names (`platform:CELL`, too) only those are judged, and
    nobody looks for what no definition wants. Ends with 0 if everything was seen and is as it should be, with 1 if
    something is not, and with 3 if not everything could be seen, whatever else was found.

    Findings that waivers.yaml tolerates count as none. What is found is compared with the last audit of all, which the
    ledger keeps; who changed it last is looked up in the log of admin activity.

    --repair shows what it would remove, asks, and audits again: that decides how it ends. What holds something, and who
    works in a project, is left to people; what `up --refresh` mends is left to it.

    --evidence FILE.zip --from DAY writes definitions, policies, graphs, what was applied, who changed what, waivers,
    proofs and these verdicts, with a manifest of their digests. --verify needs neither a repository nor a cloud, and
    ends with 1 for a file of which any byte was changed.
    """
    if verify is not None:
        context.exit(_verified(verify, key, others=bool(names or evidence or since or until or repair or digests)))
    days = _period(evidence, since, until, key, names)
    from composer.audit.audit import audit
    from composer.cli import audit_weighing
    from composer.cli.audit_requested import requested
    from composer.live.failures import CloudFailedError
    from composer.live.google import Google

    if repair and (names or evidence or form != "text"):
        raise click.UsageError("--repair looks at the whole environment, for people: leave the rest out.")
    checked = judged_fleet(environment)
    shown = False
    request = requested(checked, chosen(checked, names, platform=True) if names else None)
    try:
        with asked_google.address(checked) as where:
            google = Google(*where)
            report = audit_weighing.weighed(checked, audit(google, request))
            if repair:
                from composer.cli import audit_repair

                _print(report, form)
                shown = not audit_repair.repaired(checked, report, google, where, yes=yes)
                report = report if shown else audit_weighing.weighed(checked, audit(Google(*where), request))
    except CloudFailedError as error:
        asked_google.refused(error)
        context.exit(exit_codes.CLOUD_FAILED)
    if not shown:
        _print(report, form)
    if digests is not None:
        audit_weighing.write_digests(report, Path(digests))
    if evidence is not None and days is not None:
        from composer.cli import audit_evidence

        audit_evidence.write(evidence, checked, report, *days, key)
    context.exit(code_of(report))


def code_of(report: AuditReport) -> int:
    """The exit code: what was not seen counts more than what was found."""
    if not report.complete:
        return exit_codes.CLOUD_FAILED
    return exit_codes.FINE if report.fine else exit_codes.PROBLEMS_FOUND


def _verified(path: str, key: str | None, *, others: bool) -> int:
    from composer.cli import audit_evidence

    if others:
        raise click.UsageError("--verify looks at one file, and takes no other option than --key.")
    return audit_evidence.verify(path, key)


def _period(
    evidence: str | None, since: datetime | None, until: datetime | None, key: str | None, names: Sequence[str]
) -> tuple[date, date] | None:
    """The first and the last day; None where no evidence is asked for."""
    if evidence is None:
        if since or until or key:
            raise click.UsageError("--from, --to and --key belong to --evidence FILE.zip.")
        return None
    if names:
        raise click.UsageError("--evidence is of the whole environment: leave the names out.")
    if since is None:
        raise click.UsageError("--evidence needs --from DAY, as 2026-01-01.")
    last = until.date() if until else datetime.now(UTC).date()
    if last < since.date():
        raise click.UsageError(f"--to {last} is before --from {since.date()}.")
    return since.date(), last


def _print(report: AuditReport, form: str) -> None:
    if form == "json":
        from composer.reports import audit_json

        emit_json(audit_json.document(report))
    elif form == "sarif":
        from composer.reports import audit_sarif

        emit_json(audit_sarif.document(report))
    elif form == "markdown":
        from composer.reports import audit_markdown

        emit(audit_markdown.render(report))
    else:
        from composer.reports import audit_text

        emit(audit_text.render(report))

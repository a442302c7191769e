"""`composer preflight`: what projects have of what is needed, asked before anything is applied."""

from __future__ import annotations

import click

from composer.cli import asked_google, exit_codes
from composer.cli.checked_fleet import emit, emit_json, environment_option, format_option, judged_fleet


@click.command()
@environment_option
@format_option("text", "json")
@click.pass_context
def command(context: click.Context, environment: str, form: str) -> None:
    """Ask Google whether everything is there that the fleet needs, and say how to repair what is not.

    Asked are APIs, accounts of Google's, permissions of whoever runs this, the network where somebody else made it,
    quotas of Compute Engine, images and programs. Nothing is changed. Ends with 0 if all is fine, with 1 if something
    is missing, and with 3 if nothing is known to be missing, but not everything could be seen.
    """
    from composer import pipeline
    from composer.capacity.summary import summarise
    from composer.live.failures import CloudFailedError
    from composer.preflight.preflight import preflight
    from composer.preflight.row import Verdict

    checked = judged_fleet(environment)
    fleet = summarise(
        checked.environment, checked.policies, checked.shared_by_cell, checked.event_types, checked.graphs
    )
    try:
        with asked_google.google(checked) as google:
            report = preflight(google, checked.environment, pipeline.graphs(checked), fleet)
    except CloudFailedError as error:
        asked_google.refused(error)
        context.exit(exit_codes.CLOUD_FAILED)
    if form == "json":
        from composer.reports import preflight_json

        emit_json(preflight_json.document(report))
    else:
        from composer.reports import preflight_text

        emit(preflight_text.render(report))
    if report.of(Verdict.MISSING):
        context.exit(exit_codes.PROBLEMS_FOUND)
    context.exit(exit_codes.CLOUD_FAILED if report.of(Verdict.UNSEEN) else exit_codes.FINE)

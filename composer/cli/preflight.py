"""`composer preflight`: what projects have of what is needed, asked before anything is applied."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from composer.cli import exit_codes
from composer.cli.checked_fleet import emit, emit_json, environment_option, format_option, judged_fleet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.live.google import Google
    from composer.stages import Checked


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
    from composer.printing import output

    checked = judged_fleet(environment)
    fleet = summarise(
        checked.environment, checked.policies, checked.shared_by_cell, checked.event_types, checked.graphs
    )
    try:
        with _google(checked) as google:
            report = preflight(google, checked.environment, pipeline.graphs(checked), fleet)
    except CloudFailedError as error:
        from composer.reports.run_text import failure_lines

        lines = (line for failure in error.failures for line in failure_lines(failure))
        output.show([output.line("Nothing could be asked:"), *lines], err=True)
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


@contextlib.contextmanager
def _google(checked: Checked) -> Iterator[Google]:
    """Google, or the local cloud that plays it, which is started as `up` does."""
    from composer.engine.startup import local_cloud
    from composer.live.google import Google

    if not checked.environment.simulated:
        yield Google()
        return
    with local_cloud(checked.repository.root, checked.environment) as endpoints:
        yield Google(endpoints.rest, endpoints.token)

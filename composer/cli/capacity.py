"""`composer capacity`: what the fleet takes of every quota, and what binds first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from composer.cli.checked_fleet import emit, emit_json, environment_option, format_option, judged_fleet

if TYPE_CHECKING:
    from composer.capacity.growth import Growth


def _growth(context: click.Context, parameter: click.Parameter, text: str | None) -> Growth | None:
    del context, parameter
    if text is None:
        return None
    from composer.capacity.growth import Growth

    try:
        return Growth.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _day(context: click.Context, parameter: click.Parameter, text: str | None) -> date:
    del context, parameter
    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).date()
    except ValueError as error:
        raise click.BadParameter(f"'{text}' is no day such as 2027-01-31") from error


@click.command()
@environment_option
@click.option(
    "--growth",
    callback=_growth,
    metavar="RATE",
    help="Say on which day each quota is full if traffic and the number of Event Types grow: 2x/year, 10%/month.",
)
@click.option("--all", "every", is_flag=True, help="Show every quota, not only the fullest of each cell.")
@click.option("--today", callback=_day, metavar="DAY", help="The day that growth starts on; default: today.")
@format_option("text", "json")
def command(environment: str, growth: Growth | None, every: bool, today: date, form: str) -> None:
    """Show what the fleet takes of every quota, cell by cell, and what binds first.

    Resources are counted in the compiled graphs; messages, bytes and storage follow from the declared traffic. Limits
    are rows of stacks/policy/limits.yaml, raised quotas those of the environment's cells. Event Types with errors are
    left out and named. Ends with 0 whether or not something is too full: `composer check` fails then.
    """
    from composer.capacity.summary import summarise

    checked = judged_fleet(environment)
    fleet = summarise(
        checked.environment, checked.policies, checked.shared_by_cell, checked.event_types, checked.graphs
    )
    if form == "json":
        from composer.reports import capacity_json

        emit_json(capacity_json.document(fleet, growth, today))
        return
    from composer.reports import capacity_text

    emit(capacity_text.render(fleet, growth, today, every=every))

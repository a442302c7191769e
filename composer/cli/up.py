"""`composer up`: apply Event Types with the Pulumi engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli import exit_codes
from composer.cli.argument_types import whole
from composer.cli.checked_fleet import checked_fleet, chosen, environment_option, format_option
from composer.cli.shard import Shard, ShardType, wait_for_platforms
from composer.cli.usage_errors import UsageLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from composer.cli.saved_plan import SavedPlan
    from composer.graph import ResourceGraph
    from composer.ledger import Record
    from composer.model import Environment
    from composer.stages import Checked, Compiled

parallel_option = click.option(
    "--parallel", type=whole(1, 1024), metavar="N", help="Stacks to work on at once (default: one a core)."
)
refresh_option = click.option(
    "--refresh", is_flag=True, help="Look at what really exists first, and leave no stack out."
)
yes_option = click.option("--yes", is_flag=True, help="Ask nothing.")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@click.option("--plan", "plan_file", metavar="FILE", help="Apply exactly this plan, or nothing if it is out of date.")
@click.option("--resume", is_flag=True, help="Apply what the last run here was asked for and did not finish.")
@click.option(
    "--shard",
    type=ShardType(),
    default=Shard(),
    help="Apply this part of the fleet: 2/8, or auto in a job.",
)
@click.option(
    "--provider",
    type=click.Choice(["built-in", "real"]),
    default="built-in",
    help="Who changes the local cloud: the composer's own provider, or the installed one of Google Cloud.",
)
@parallel_option
@refresh_option
@yes_option
@format_option("text", "json")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    environment: str,
    plan_file: str | None,
    resume: bool,
    shard: Shard,
    provider: str,
    parallel: int | None,
    refresh: bool,
    yes: bool,
    form: str,
) -> None:
    """Apply every Event Type, or those named, each as a stack of its own, with what they share in their cell first.
    A name may be `foundation:CELL` or `platform:CELL` as well, which is applied with what it stands on.

    Stacks that are as they should be are left out. One that fails stops no other; then this ends with 3. A run that
    was stopped or killed is gone on with by running it again.

    Of several machines with --shard, the first applies what Event Types share, and the others wait for it.
    """
    from composer import pipeline
    from composer.cli import closed_output, drift_note, engine_run, saved_plan
    from composer.cli.hazard_gate import refuse_open_hazards
    from composer.cli.refresh_gate import judge_refresh
    from composer.engine.desired import Request
    from composer.engine.job import stack_name
    from composer.engine.journal import Journal
    from composer.plans.fleet_plan import against_records
    from composer.printing import output
    from composer.reports import plan_text

    if sum((bool(names), bool(plan_file), resume)) > 1:
        raise click.UsageError("names, --plan and --resume each say what to apply: give one of them.")
    saved = saved_plan.read(plan_file, environment) if plan_file else None
    checked = checked_fleet(environment, _asked(saved, resume=resume) or names, platform=True)
    target = checked.environment
    if provider == "real" and not target.simulated:
        raise click.UsageError(f"{target.name} is a real environment and has the real provider: leave --provider out.")
    journal = Journal(checked.repository.root, environment)
    asked = _asked(saved, resume=resume)
    selected = asked(checked) if asked else chosen(checked, names, platform=True) or None
    compiled = pipeline.compiled(checked, selected).only(shard.applies)
    applied = engine_run.applied(checked, compiled.graphs)
    records = applied.records
    desired = engine_run.as_applied(compiled, records)
    if saved:
        desired = _as_planned(f"{plan_file}", saved, desired, records)
    graphs = desired.graphs
    request = Request(
        target,
        checked.repository.root,
        engine_run.in_order(desired),
        parallel=parallel or 0,
        refresh=refresh,
        commit=engine_run.commit(checked.repository),
        records=records,
        shared=engine_run.shared_inputs(checked),
        real_provider=provider == "real",
    )
    plan = against_records(compiled.only(graphs.__contains__), records, unknown=applied.unknown)
    if plan.owners or plan.hazards:
        with closed_output.going_on():
            output.show([*plan_text.render(plan), output.line()], err=form == "json")
        refuse_open_hazards(plan)
    if not refresh:
        drift_note.note(checked, [one.owner for one in plan.owners], records)
    drift = judge_refresh(request, checked, plan) if refresh else None
    if (drift or plan.owners) and not target.simulated:
        engine_run.confirm(f"Apply this to {target.name}?", f"{target.name} is a real environment", yes=yes)
    if not shard.first and not _platforms_are_there(target, graphs):
        context.exit(exit_codes.CLOUD_FAILED)
    journal.begin([*graphs], [stack_name(target.name, owner) for owner in graphs])
    context.exit(engine_run.run_and_report(request, form, journal.hear, drift))


def _asked(saved: SavedPlan | None, *, resume: bool) -> Callable[[Checked], list[str]] | None:
    """The finder of the owners that a plan or the last run says are to be applied; None where neither does."""
    if saved is not None:
        return lambda checked: _still_there(checked, saved.owners)
    return _unfinished if resume else None


def _still_there(checked: Checked, owners: Iterable[str]) -> list[str]:
    """Those that are defined, or should be by a file that cannot be used: what is wrong with it is told then."""
    from composer.graph import shared_owners
    from composer.operations import isolation

    known_names = {*checked.event_types, *shared_owners(checked.environment.cell_names)}
    return [name for name in owners if name in known_names or isolation.of_file_named(checked, name)]


def _unfinished(checked: Checked) -> list[str]:
    """Owners that the last run did not finish."""
    from composer.engine.journal import DamagedJournalError, Journal

    try:
        unfinished = Journal(checked.repository.root, checked.environment.name).unfinished()
    except DamagedJournalError as error:
        raise click.UsageError(f"{error}. `composer up` looks at every stack, and goes on where it must.") from error
    if unfinished is None:
        raise click.UsageError("there is no run to resume: nothing was applied from this folder yet.")
    return _still_there(checked, unfinished)


def _as_planned(file: str, saved: SavedPlan, desired: Compiled, records: Mapping[str, Record]) -> Compiled:
    """The graphs that a saved plan changes. A usage error if it does not describe the present any more."""
    from composer.cli import saved_plan
    from composer.graph import is_shared

    wrong = saved_plan.out_of_date(saved, desired.graphs, records)
    if wrong:
        raise UsageLines(f"the plan in {file} is out of date, and nothing was applied:", *wrong, "Make a new one.")
    return desired.only(lambda owner: is_shared(owner) or owner in saved.owners)


def _platforms_are_there(target: Environment, graphs: Mapping[str, ResourceGraph]) -> bool:
    from composer.graph import is_shared
    from composer.ledger import Ledger
    from composer.printing import output

    shared = [graph for owner, graph in graphs.items() if is_shared(owner)]
    return wait_for_platforms(shared, Ledger.of(target).read, output.echo)

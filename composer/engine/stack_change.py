"""One change of a stack: its open ends are closed in the state, its tables get wider types, then the CLI runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.engine.adopted_imports import refuse_changes, unrecorded
from composer.engine.event_log import AlteredLog
from composer.engine.failures import EngineFailedError, failure
from composer.engine.recovery import Repair, plan_repair
from composer.engine.schema_revisions import make_room
from composer.engine.stack_attempts import run_until_done
from composer.engine.stack_state import EMPTY
from composer.engine.state_edits import edited
from composer.engine.table_alterations import alter_tables, with_schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.engine.job import Job
    from composer.engine.stack_state import State
    from composer.engine.stack_turn import Turn


def change(turn: Turn, *, interrupted: bool) -> Mapping[str, int]:
    """How many resources were created, updated and so on. `interrupted`: an earlier run did not come to its end.

    Raises EngineFailedError with everything that failed.
    """
    tools, job = turn.tools, turn.job
    tools.states.make(job.stack)
    state = tools.states.read(job.stack) or EMPTY
    if not tools.around.simulated:
        refuse_losses(job, state)
    repair = plan_repair(job, state, tools.live, interrupted=interrupted)
    for message in repair.messages:
        turn.recovered(message)
    if repair.insert or repair.drop:
        _edit(turn, repair, keep_adopted=True)
    adopt = unrecorded(job, state)
    if adopt:
        refuse_changes(turn, adopt)
    altered = _altered(turn, state)
    tools.copies.keep(job.stack)
    for message in make_room(job, state, tools.live, simulated=tools.around.simulated):
        turn.note(message)
    log = AlteredLog(job.stack, turn.emit, altered)
    changes = run_until_done(turn, {**repair.adopt, **adopt}, log, interrupted=interrupted)
    if repair.clear:
        _edit(turn, Repair(), keep_adopted=False)
    return log.counted(changes)


def refuse_losses(job: Job, state: State) -> None:
    """Outside simulated environments nothing that holds data leaves with its definition."""
    desired_ids = {resource.id for resource in job.graph.resources}
    doomed = [entry for entry in state.resources.values() if entry.protect and entry.resource not in desired_ids]
    if doomed:
        raise EngineFailedError(
            *(
                failure(
                    "it holds data or cannot be made again, and is no longer part of the definition",
                    "bring it back, or retire it: its lifecycle keeps what holds data; nothing was changed",
                    entry.resource,
                )
                for entry in doomed
            )
        )


def _edit(turn: Turn, repair: Repair, *, keep_adopted: bool) -> None:
    """Write a repair into the state, by the engine's own export and import."""
    exported = turn.tools.cli.export(turn.job.stack)
    turn.tools.cli.import_state(turn.job.stack, edited(exported, repair, keep_adopted=keep_adopted))


def _altered(turn: Turn, state: State) -> frozenset[str]:
    """Give live tables wider types, and write that into the state; the tables."""
    tools, job = turn.tools, turn.job

    def wait(seconds: float) -> None:
        turn.raise_if_stopped(0)
        tools.command.pause(seconds)

    altered = [*alter_tables(job, state, tools.live, simulated=tools.around.simulated, wait=wait)]
    for message in (message for one in altered for message in one.messages):
        turn.note(message)
    if altered:
        tools.cli.import_state(job.stack, with_schemas(tools.cli.export(job.stack), altered))
    return frozenset(one.resource for one in altered)

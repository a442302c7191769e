"""What an earlier run left unfinished, put right before a stack is changed: a state that was lost is brought back, and
what was made unseen and is not wanted any more is deleted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from composer.engine.intended_graphs import with_orphans
from composer.engine.recovery import is_anything_live, is_live_unrecorded
from composer.engine.resource_program import load_classes
from composer.engine.stack_change import change
from composer.engine.stack_state import EMPTY
from composer.graph import build_graph
from composer.ledger import Ledger

if TYPE_CHECKING:
    from composer.engine.stack_turn import Turn
    from composer.engine.state_copies import RestoredState
    from composer.graph import ResourceGraph


def restore_state(turn: Turn) -> RestoredState | None:
    """How the state was made sound, or None if it was. Where it is lost, the stack is brought back to what was
    recorded."""
    tools, job = turn.tools, turn.job
    restored = tools.copies.mend(job.stack, partial(_is_recorded, turn))
    if restored is None:
        return None
    turn.recovered(restored.message)
    before = _recorded(turn) if restored.lost else None
    if before is not None:
        again = replace(job, action="up", graph=before, applied="")
        if job.action == "up" or is_anything_live(again, tools.live):
            change(turn.with_job(again), interrupted=True)
    return restored


def delete_orphans(turn: Turn) -> None:
    """Bring what an unfinished run made unseen, and nobody wants any more, into the state: the change that follows
    deletes it. Then write down what is about to be applied."""
    tools, job = turn.tools, turn.job
    intended = tools.intended.of(job.stack, job.graph.owner, turn.note)
    if intended is not None:
        state = tools.states.read(job.stack) or EMPTY
        desired = job.graph if job.action == "up" else build_graph(job.graph.owner, ())
        exists = partial(is_live_unrecorded, job, state, tools.live)
        every = with_orphans(desired, intended, state, exists, tools.intended.adopted_by(job.stack))
        if every is not None and set(every.crossing.references) <= set(job.platform):
            load_classes(sorted({resource.type for resource in every.resources}))
            turn.recovered(_unwanted(every, job.graph))
            change(turn.with_job(replace(job, action="up", graph=every, applied="")), interrupted=True)
    if job.action == "up":
        tools.intended.keep(job.stack, job.graph, job.adopted)


def _is_recorded(turn: Turn) -> bool:
    """True if the ledger knows of something that was applied."""
    if turn.job.action == "down":
        return bool(turn.job.graph.resources)
    return bool(_ledger(turn).read([turn.job.graph.owner]))


def _ledger(turn: Turn) -> Ledger:
    return Ledger(turn.tools.around.ledger, turn.job.stack.partition(".")[0])


def _recorded(turn: Turn) -> ResourceGraph | None:
    """The graph applied last, if it holds anything that the job does not make anyway, and can be made with it."""
    job = turn.job
    if job.action == "down":
        before = job.graph
    else:
        record = _ledger(turn).read([job.graph.owner]).get(job.graph.owner)
        if record is None or {one.id for one in record.graph.resources} <= {one.id for one in job.graph.resources}:
            return None
        before = record.graph
    load_classes(sorted({resource.type for resource in before.resources}))
    return before if set(before.crossing.references) <= set(job.platform) else None


def _unwanted(every: ResourceGraph, desired: ResourceGraph) -> str:
    """The message on what was made by a run that was interrupted, and is deleted."""
    ids = sorted({one.id for one in every.resources} - {one.id for one in desired.resources})
    were = "were" if len(ids) > 1 else "was"
    return f"{', '.join(ids)} {were} made by a run that was interrupted, and not wanted any more: adopted, then deleted"

"""Resources that were there before their stack: taken into it as they are, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.engine.event_log import OPERATIONS, EventLog
from composer.engine.failures import EngineFailedError, failure
from composer.engine.stack_attempts import fail_if_failed
from composer.engine.stack_state import snake
from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.engine.events import ResourceDone
    from composer.engine.job import Job
    from composer.engine.stack_state import State
    from composer.engine.stack_turn import Turn
    from composer.live.failures import Failure


def unrecorded(job: Job, state: State) -> Mapping[str, str]:
    """The live ids of what the job takes over and no state records yet, by resource."""
    if job.action == "down":
        return {}
    wanted = job.graph.ids
    return {one: live for one, live in job.adopted.items() if one in wanted and one not in state.resources}


def refuse_changes(turn: Turn, adopt: Mapping[str, str]) -> None:
    """Look at what the engine would do to resources that it takes over. Raises EngineFailedError if that is more than
    writing them into the state: what was there before is not touched."""
    seen: list[ResourceDone] = []
    preview = replace(turn.job, action="preview", refresh=False)
    listener = EventLog(turn.job.stack, seen.append)
    fail_if_failed(turn.tools.cli.run(preview, listener, adopt), listener)
    touched = [one for one in seen if one.resource in adopt and not _stays(one)]
    if touched:
        raise EngineFailedError(*(_refused(one, adopt[one.resource]) for one in touched))


def _stays(done: ResourceDone) -> bool:
    """True if nothing of the live object changes: it is imported, and at most what only the state knows is set."""
    rules = KINDS[done.type].properties
    names = map(snake, done.fields)
    known_to_google = [one for one in names if one not in rules or rules[one].api != ""]
    return done.operation in {OPERATIONS["import"], OPERATIONS["update"]} and not known_to_google


def _refused(done: ResourceDone, live: str) -> Failure:
    what = f"{', '.join(done.fields)} of it" if done.fields else "it"
    return failure(
        f"{live} was there before and would not stay as it is: {what} would be {done.operation}",
        "run `composer adopt` again, which writes down what is live; nothing was changed",
        done.resource,
    )

"""Runs of the CLI until a stack is as it should be: again where answers were lost, where adopting stood in the way, and
where waiting helps."""

from __future__ import annotations

import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from composer.engine.backoff import Backoff
from composer.engine.disk_full import CannotWriteError, refused_in
from composer.engine.event_log import EventLog
from composer.engine.failures import EngineFailedError
from composer.engine.pulumi_locks import clear_lock_of
from composer.engine.recovery import adoptable
from composer.engine.service_agents import make_agents
from composer.units import elapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.engine.backoff import Pause
    from composer.engine.events import Event
    from composer.engine.pulumi_process import Outcome
    from composer.engine.stack_turn import Turn

_TICK = 0.2
"""Seconds between two looks at whether the run was told to stop while it waits."""


def run_until_done(
    turn: Turn, adopt: Mapping[str, str], emit: Callable[[Event], None], *, interrupted: bool
) -> Mapping[str, int]:
    """How many resources were created, updated and so on. `adopt`: resources that are there already, with their ids.

    Raises EngineFailedError with everything that failed, once no further attempt helps.
    """
    tools, job = turn.tools, turn.job
    changes: Counter[str] = Counter()
    backoff = Backoff(hurry=tools.around.simulated)
    adopt = dict(adopt)
    not_again: set[str] = set()
    while True:
        listener = EventLog(job.stack, emit)
        outcome = tools.cli.run(job, listener, adopt, turn.held.name_child)
        if outcome.code < 0:
            clear_lock_of(tools.states.store, job.stack, outcome.pid)
        changes.update(listener.changes)
        if not outcome.code:
            make_agents(job, tools.live)
            return changes
        turn.raise_if_stopped(sum(changes.values()))
        adopted = adoptable(job, listener, tools.live, interrupted=interrupted)
        adopted = {resource: live_id for resource, live_id in adopted.items() if resource not in not_again}
        if adopted.keys() - adopt.keys():
            adopt |= adopted
            turn.recovered(f"{', '.join(adopted)}: is there and is ours; adopted")
        elif adopt and "may not be replaced" in outcome.stdout + outcome.stderr:
            not_again |= adopt.keys()  # what is still not there by its own name then, is somebody else's
            adopt = {}  # it is adopted by now; without the import it may be replaced
        elif (pause := backoff.pause(listener.failed())) is not None:
            _wait(turn, pause, partial(turn.raise_if_stopped, sum(changes.values())))
        else:
            fail_if_failed(outcome, listener)


def _wait(turn: Turn, pause: Pause, stop_if_asked: Callable[[], None]) -> None:
    """Wait, unless told to stop meanwhile; people are told what for."""
    what, _ = pause.reason.describe("")
    others = f" (and {pause.others} more)" if pause.others else ""
    turn.note(f"{pause.resource or turn.job.stack}{others}: {what}; tried again in {elapsed(pause.seconds, 0)}")
    until = time.monotonic() + pause.seconds
    while (remaining := until - time.monotonic()) > 0:
        stop_if_asked()
        time.sleep(min(remaining, _TICK))


def fail_if_failed(outcome: Outcome, listener: EventLog) -> None:
    """Raise EngineFailedError with what failed in a run of the CLI, if it failed."""
    if outcome.code:
        full = refused_in(f"{outcome.stderr}\n{outcome.stdout}\n{listener.error_text}")
        if full is not None:
            raise CannotWriteError(full)
        raise EngineFailedError(*listener.explained(outcome.stderr or outcome.stdout))

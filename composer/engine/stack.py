"""One stack: one call of the CLI, from what an earlier run left behind to the version of the state it ends in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from composer.engine.errors import EngineFailedError, explain
from composer.engine.host import Host
from composer.engine.listen import Listener
from composer.engine.program import load_classes, program_of
from composer.engine.state import EMPTY, FOLDER, States, outputs_for_references
from composer.engine.surroundings import variables, work_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.engine.command import Command, Outcome
    from composer.engine.events import Event
    from composer.engine.work import Surroundings, Work

_QUIET = ("--suppress-outputs", "--suppress-progress", "--suppress-permalink=true")


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished stack leaves for the ledger. `outputs` are those of platform stacks."""

    stack: str
    seconds: float
    changes: Mapping[str, int]
    state_version: str
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Engine:
    """The engine of one worker process: its server and its CLI, used for one stack after another."""

    def __init__(self, around: Surroundings, command: Command) -> None:
        self.around = around
        self.command = command
        self.states = States(around.backend)
        self._host = Host()

    def close(self) -> None:
        """Stop serving the CLI."""
        self._host.close()

    def perform(self, work: Work, emit: Callable[[Event], None]) -> Done:
        """Do the work. Raises EngineFailedError with everything that failed, in words."""
        started = time.monotonic()
        load_classes(sorted({resource.type for resource in work.graph.resources}))
        listener = Listener(work.stack, emit)
        self.states.make(work.stack)
        outcome = self._cli(work, listener, {})
        if outcome.code:
            raise EngineFailedError(*(listener.failures() or (explain("", outcome.stderr or outcome.stdout),)))
        return self._done(work, listener, started)

    def _cli(self, work: Work, listener: Listener, imports: Mapping[str, str]) -> Outcome:
        arguments = {
            "up": ["up", "--yes", "--skip-preview", *_QUIET],
            "down": ["destroy", "--yes", "--skip-preview", *_QUIET],
            "preview": ["preview", "--suppress-outputs"],
        }[work.action]
        if self.around.simulated and work.action != "preview":
            arguments.append("--ignore-protect")
        if work.refresh:
            arguments.append("--refresh")
        arguments += ["--stack", work.stack, *self._host.serve(program_of(work, imports), listener)]
        with work_folder(self.around, work.stack) as folder:
            return self.command.run(arguments, folder, variables(self.around))

    def _done(self, work: Work, listener: Listener, started: float) -> Done:
        if work.action == "down":
            self.states.remove(work.stack)
        version = self.states.store.versions(FOLDER).get(f"{FOLDER}/{work.stack}.json", "")
        platform = work.graph.owner.startswith("platform:") and work.action == "up"
        state = (self.states.read(work.stack) or EMPTY) if platform else EMPTY
        return Done(
            stack=work.stack,
            seconds=time.monotonic() - started,
            changes=dict(listener.changes),
            state_version=version,
            outputs=outputs_for_references(state),
        )

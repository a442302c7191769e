"""One stack's turn in a worker process: what is to be done, whom to tell, the lease it is done under, and with what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from composer.engine.disk_full import CannotWriteError, cannot_be_used
from composer.engine.events import StackNoted, StackRecovered
from composer.engine.failures import EngineFailedError, failure
from composer.engine.intended_graphs import IntendedGraphs
from composer.engine.live_changes import LiveChanges
from composer.engine.pulumi_cli import Cli
from composer.engine.stack_state import States
from composer.engine.state_copies import Copies
from composer.printing.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.engine.events import Event
    from composer.engine.job import CliEnvironment, Job
    from composer.engine.lease import HeldLease
    from composer.engine.pulumi_process import Command


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker process has for all of its stacks: the CLI, their states, and how to look at live resources."""

    around: CliEnvironment
    command: Command
    cli: Cli
    states: States
    live: LiveChanges
    copies: Copies
    intended: IntendedGraphs

    @classmethod
    def made(cls, around: CliEnvironment, command: Command) -> Self:
        """The tools of one process; their server runs until the CLI is closed."""
        states = States(around.backend)
        return cls(
            around,
            command,
            Cli(around, command),
            states,
            LiveChanges(around.rest, around.token),
            Copies(states.store, disk=is_local(around)),
            IntendedGraphs(states.store),
        )


def is_local(around: CliEnvironment) -> bool:
    """True if states are in files of this machine."""
    return around.backend.startswith("file://")


@dataclass(frozen=True, slots=True)
class Turn:
    """A job with the lease on its stack."""

    tools: Tools
    job: Job
    emit: Callable[[Event], None]
    held: HeldLease

    def with_job(self, job: Job) -> Turn:
        """The same turn with another job: what comes before the one that was asked for."""
        return replace(self, job=job)

    def note(self, message: str) -> None:
        """Tell something that is worth knowing."""
        self.emit(StackNoted(self.job.stack, message))

    def recovered(self, message: str) -> None:
        """Tell what was mended of what an earlier run left behind."""
        self.emit(StackRecovered(self.job.stack, message))

    def raise_if_stopped(self, changed: int) -> None:
        """Raise EngineFailedError where the run was told to stop or lost its lease; `changed` resources are done."""
        if self.held.refused is not None:
            raise CannotWriteError(cannot_be_used(self.held.refused))
        if self.held.lost:
            raise EngineFailedError(
                failure(
                    f"another run took {self.job.stack} over, because this one seemed dead",
                    "look at what that run says",
                )
            )
        if self.tools.command.stopped:
            again = "`composer down`" if self.job.action == "down" else "`composer up`"
            raise EngineFailedError(
                failure(
                    "the run was stopped before the stack was finished: what was changed in "
                    f"{counted(changed, 'resource')} of {len(self.job.graph.resources)} is recorded and stays",
                    f"run {again} again: it goes on there",
                )
            )

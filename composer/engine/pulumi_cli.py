"""The calls of the Pulumi CLI that a stack needs: one to change it, two more only to repair its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.engine.cli_environment import variables, work_folder
from composer.engine.failures import EngineFailedError, explain
from composer.engine.language_host import Host
from composer.engine.resource_program import program_of
from composer.system import atomic_writes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from composer.engine.event_log import EventLog
    from composer.engine.job import CliEnvironment, Job
    from composer.engine.pulumi_process import Command, Outcome

_CHANGING = ("--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress", "--suppress-permalink=true")
_VERBS = {"up": ("up", *_CHANGING), "down": ("destroy", *_CHANGING), "preview": ("preview", "--suppress-outputs")}


class Cli:
    """The CLI with our server behind it."""

    def __init__(self, around: CliEnvironment, command: Command) -> None:
        self._around = around
        self._command = command
        self._host = Host()

    def close(self) -> None:
        """Stop serving the CLI."""
        self._host.close()

    def run(
        self,
        work: Job,
        listener: EventLog,
        adopt: Mapping[str, str],
        started: Callable[[int], None] | None = None,
    ) -> Outcome:
        """Change (or preview) the stack. In a simulated environment protected resources may go: nothing is lost."""
        arguments = [*_VERBS[work.action], "--stack", work.stack]
        if self._around.simulated if work.action != "preview" else work.refresh:  # a preview only tells
            arguments.append("--ignore-protect")
        if work.refresh:
            arguments.append("--refresh")
        served = self._host.serve(program_of(work, adopt), listener)
        return self._call(work.stack, [*arguments, *served], started)

    def export(self, stack: str) -> str:
        """The stack's deployment as JSON; secrets stay encrypted."""
        return self._checked(stack, ["stack", "export", "--stack", stack])

    def import_state(self, stack: str, deployment: str) -> None:
        """Make this the stack's deployment."""
        self._checked(stack, ["stack", "import", "--stack", stack, "--file", "deployment.json"], deployment)

    def _checked(self, stack: str, arguments: Sequence[str], deployment: str = "") -> str:
        with work_folder(self._around, stack) as folder:
            atomic_writes.write(folder / "deployment.json", deployment.encode(), within=folder)
            outcome = self._command.run(arguments, folder, variables(self._around))
        if outcome.code:
            raise EngineFailedError(explain("", outcome.stderr or outcome.stdout))
        return outcome.stdout

    def _call(self, stack: str, arguments: Sequence[str], started: Callable[[int], None] | None) -> Outcome:
        with work_folder(self._around, stack) as folder:
            if started is None:
                return self._command.run(arguments, folder, variables(self._around))
            return self._command.run(arguments, folder, variables(self._around), started)

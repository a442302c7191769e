"""A run on a terminal: a bar, and what each worker is at, below the lines of what has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from composer.engine.events import (
    ResourceDone,
    RunStarted,
    StackFailed,
    StackNotTried,
    StackSkipped,
    StackStarted,
    StackSucceeded,
)

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import TaskID

    from composer.engine.events import Event
    from composer.reports.run_text import RunText


class RunLive:
    """Shows events on a terminal while it is entered."""

    def __init__(self, stream: TextIO, text: RunText) -> None:
        self._text = text
        self._console = Console(file=stream, highlight=False)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("[dim]{task.fields[now]}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._whole: TaskID | None = None
        self._stacks: dict[str, TaskID] = {}

    def __enter__(self) -> RunLive:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        progress = self._progress
        match event:
            case RunStarted(stacks=stacks):
                self._whole = progress.add_task("stacks", total=stacks, now="")
            case StackStarted(stack, resources):
                self._stacks[stack] = progress.add_task(f"  {stack}", total=resources, now="")
            case ResourceDone(stack=stack, resource=resource) if stack in self._stacks:
                progress.update(self._stacks[stack], advance=1, now=resource.partition("/")[2])
            case StackSucceeded(stack=stack) | StackFailed(stack=stack) | StackNotTried(stack=stack):
                self._ended(stack)
            case StackSkipped(stack=stack):
                self._ended(stack)
            case _:
                pass
        for line in self._text.lines(event):
            self._console.print(Text.from_ansi(line))

    def _ended(self, stack: str) -> None:
        task = self._stacks.pop(stack, None)
        if task is not None:
            self._progress.remove_task(task)
        if self._whole is not None:
            self._progress.advance(self._whole)

"""A run on a terminal: a bar, and what each worker is at, below the lines of what has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from composer.engine.events import Event
    from composer.printing.progress import LiveProgress
    from composer.reports.run_text import RunText

WHOLE = "stacks"


class RunLive:
    """Shows events on a live display."""

    def __init__(self, live: LiveProgress, text: RunText) -> None:
        self._live = live
        self._text = text

    def __call__(self, event: Event) -> None:
        """Show one event."""
        live = self._live
        match event:
            case RunStarted(stacks=stacks):
                live.begin(WHOLE, stacks)
            case StackStarted(stack, resources):
                live.begin(stack, resources, indent=2)
            case ResourceDone(stack=stack, resource=resource):
                live.step(stack, resource.partition("/")[2])
            case StackSucceeded(stack=stack) | StackFailed(stack=stack) | StackNotTried(stack=stack):
                self._ended(stack)
            case StackSkipped(stack=stack):
                self._ended(stack)
            case _:
                pass
        live.above(self._text.lines(event))

    def _ended(self, stack: str) -> None:
        self._live.end(stack)
        self._live.step(WHOLE)

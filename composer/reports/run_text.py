"""A run as lines for people: one when a stack ends, everything that failed in full, and a last line that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.engine.events import (
    ResourceDone,
    RunFinished,
    RunStarted,
    StackFailed,
    StackNoted,
    StackNotTried,
    StackRecovered,
    StackSkipped,
    StackStarted,
    StackSucceeded,
)
from composer.printing.blocks import Line, Styled
from composer.printing.plurals import counted, number_of
from composer.printing.visible import prose
from composer.units import elapsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.engine.events import Event
    from composer.live.failures import Failure
    from composer.printing.blocks import Block, Piece

_DETAIL_LINES = 12
_VERBS = {"up": "Applied", "down": "Destroyed", "preview": "Previewed"}
_WOULD = {"import": "adopt", "import-replacement": "adopt", "discard": "drop"}
_WORDS = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "import": "adopted",
    "import-replacement": "adopted",
    "discard": "dropped",
}


class RunText:
    """Turns the events of one run into lines."""

    def __init__(self) -> None:
        self._action = "up"

    def lines(self, event: Event) -> Iterator[Block]:
        """Blocks to print now."""
        match event:
            case RunStarted(action=action):
                self._action = action
            case StackSucceeded(stack, seconds, changes):
                yield _line("✓", "create", stack, f"{self._changed(changes)}  {elapsed(seconds)}")
            case StackRecovered(stack, message):
                yield _line("↻", "update", stack, message)
            case StackNoted(stack, message):
                yield _line("·", "faint", stack, message)
            case StackFailed(stack, seconds, failures):
                yield _line("✗", "danger-text", stack, f"failed after {elapsed(seconds)}")
                for failure in failures:
                    yield from failure_lines(failure)
            case StackNotTried(stack, because):
                yield _line("·", "faint", stack, f"not tried: {because}")
            case ResourceDone(stack=stack, resource=resource, operation=operation) if self._action == "preview":
                yield Line([Styled(resource, "name"), f"  would be {operation}"], 2)
            case RunFinished():
                yield self._last(event)
            case StackSkipped() | StackStarted() | ResourceDone():
                pass

    def _changed(self, changes: Mapping[str, int]) -> str:
        if self._action != "preview":
            return changed(changes)
        parts = [f"{count} to {_WOULD.get(name, name)}" for name, count in changes.items() if count]
        return ", ".join(parts) or "nothing to change"

    def _last(self, event: RunFinished) -> Line:
        if event.fine and not event.succeeded:
            many = len(event.skipped)
            fine = number_of(many, "is as it should be", "are as they should be")
            return Line(Styled(f"Nothing to do: {counted(many, 'stack')} {fine}.", "strong"))
        counts = [f"{_VERBS[self._action]} {counted(len(event.succeeded), 'stack')} in {elapsed(event.seconds)}"]
        counts += [f"{len(event.skipped)} had nothing to do"] if event.skipped else []
        counts += [f"{len(event.failed)} failed"] if event.failed else []
        counts += [f"{len(event.not_tried)} not tried"] if event.not_tried else []
        stopped = " Stopped as asked; the next run goes on from here." if event.cancelled else ""
        return Line(Styled(", ".join(counts) + "." + stopped, "strong"))


def _line(mark: str, meaning: str, stack: str, text: str) -> Line:
    return Line([Styled(mark, meaning), " ", Styled(stack, "name"), f"  {text}"])


def failure_lines(failure: Failure) -> Iterator[Block]:
    """The failure, the engine's own words, and what to do."""
    place: list[Piece] = [Styled(failure.resource, "strong"), ": "] if failure.resource else []
    yield Line([*place, prose(failure.what)], 4)
    detail = [line for line in failure.detail.splitlines() if line.strip() and line.strip() != failure.what]
    for line in detail[:_DETAIL_LINES]:
        yield Line(Styled(line.strip(), "faint"), 6)
    yield Line(f"hint: {failure.way_out}", 6)


def changed(changes: Mapping[str, int]) -> str:
    """`14 created, 2 updated`."""
    parts = [f"{count} {_WORDS.get(name, name)}" for name, count in changes.items() if count]
    return ", ".join(parts) or "nothing to change"

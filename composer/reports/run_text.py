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

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.engine.events import Event, Failure
    from composer.reports.paint import Paint

_DETAIL_LINES = 12
_PAST = {"up": "Applied", "down": "Destroyed", "preview": "Previewed"}
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

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._action = "up"

    def lines(self, event: Event) -> Iterator[str]:
        """What to print now."""
        paint = self._paint
        match event:
            case RunStarted(action=action):
                self._action = action
            case StackSucceeded(stack, seconds, changes):
                yield f"{paint('create', '✓')} {paint('name', stack)}  {self._changed(changes)}  {seconds:.1f} s"
            case StackRecovered(stack, words):
                yield f"{paint('update', '↻')} {paint('name', stack)}  {words}"
            case StackNoted(stack, words):
                yield f"{paint('faint', '·')} {paint('name', stack)}  {words}"
            case StackFailed(stack, seconds, failures):
                yield f"{paint('danger-text', '✗')} {paint('name', stack)}  failed after {seconds:.1f} s"
                for failure in failures:
                    yield from self._failure(failure)
            case StackNotTried(stack, because):
                yield f"{paint('faint', '·')} {paint('name', stack)}  not tried: {because}"
            case ResourceDone(stack=stack, resource=resource, operation=operation) if self._action == "preview":
                yield f"  {paint('name', resource)}  would be {operation}"
            case RunFinished():
                yield self._last(event)
            case StackSkipped() | StackStarted() | ResourceDone():
                pass

    def _changed(self, changes: Mapping[str, int]) -> str:
        if self._action != "preview":
            return changed(changes)
        said = [f"{count} to {_WOULD.get(name, name)}" for name, count in changes.items() if count]
        return ", ".join(said) or "nothing to change"

    def _failure(self, failure: Failure) -> Iterator[str]:
        place = f"{self._paint('strong', failure.resource)}: " if failure.resource else ""
        yield f"    {place}{failure.what}"
        detail = [line for line in failure.detail.splitlines() if line.strip() and line.strip() != failure.what]
        for line in detail[:_DETAIL_LINES]:
            yield self._paint("faint", f"      {line.strip()}")
        yield f"      hint: {failure.way_out}"

    def _last(self, event: RunFinished) -> str:
        if event.fine and not event.succeeded:
            return self._paint("strong", f"Nothing to do: {_stacks(len(event.skipped))} as they should be.")
        counts = [f"{_PAST[self._action]} {_stacks(len(event.succeeded))} in {event.seconds:.1f} s"]
        counts += [f"{len(event.skipped)} had nothing to do"] if event.skipped else []
        counts += [f"{len(event.failed)} failed"] if event.failed else []
        counts += [f"{len(event.not_tried)} not tried"] if event.not_tried else []
        stopped = " Stopped as asked; the next run goes on from here." if event.cancelled else ""
        return self._paint("strong", ", ".join(counts) + "." + stopped)


def changed(changes: Mapping[str, int]) -> str:
    """`14 created, 2 updated`."""
    said = [f"{count} {_WORDS.get(name, name)}" for name, count in changes.items() if count]
    return ", ".join(said) or "nothing to change"


def _stacks(count: int) -> str:
    return f"{count} stack{'' if count == 1 else 's'}"

"""Progress on a terminal: bars at the bottom, and lines that stay above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from composer.printing.output import coloured
from composer.printing.styled_text import STYLES
from composer.printing.terminal import laid_out
from composer.printing.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from rich.progress import TaskID

    from composer.printing.blocks import Block


class LiveProgress:
    """Shows bars while it is entered."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._colours = coloured(stream)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[now]}", style=STYLES["faint"], markup=False),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> LiveProgress:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, name: str, total: int, indent: int = 0) -> None:
        """A bar of that name; nothing is done of it yet."""
        description = f"{' ' * indent}{visible(name)}"
        self._tasks[name] = self._progress.add_task(description, total=total, now="")

    def step(self, name: str, now: str = "") -> None:
        """One more is done; `now` is what."""
        if name in self._tasks:
            self._progress.update(self._tasks[name], advance=1, now=visible(now))

    def end(self, name: str) -> None:
        """Take the bar away."""
        if name in self._tasks:
            self._progress.remove_task(self._tasks.pop(name))

    def above(self, blocks: Iterable[Block]) -> None:
        """Print what stays, above the bars."""
        for line in laid_out(blocks, self._console.width, colours=self._colours):
            self._console.print(Text.from_ansi(line), soft_wrap=True)

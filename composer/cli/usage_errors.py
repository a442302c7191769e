"""Words for wrong usage and failures: the door through which click's own messages pass, too."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.printing.blocks import Block


class UsageLines(click.UsageError):
    """A usage error of several lines. All other errors are one line, whatever names and paths in them hold."""

    def __init__(self, *lines: str) -> None:
        super().__init__(lines[0])
        self.more = lines[1:]


class ShownError(click.ClickException):
    """An error of click that is printed as all else is: how the verb is used, and what is wrong, as text."""

    def __init__(self, error: click.ClickException) -> None:
        super().__init__(error.format_message())
        self.__dict__["exit_code"] = error.exit_code
        self._error = error

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it on stderr."""
        from composer.printing import output

        del file
        output.show(_lines(self._error), err=True)


def _lines(error: click.ClickException) -> Iterator[Block]:
    from composer.printing.blocks import BLANK, Line

    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        yield from (Line(line.strip(), hang=7) for line in context.get_usage().splitlines())
        if names := context.command.get_help_option_names(context):
            yield Line(f"Try '{context.command_path} {max(names, key=len)}' for help.")
        yield BLANK
    message = error.format_message()
    if isinstance(error, click.MissingParameter):
        message = " ".join(message.split())  # choices stand on lines of their own
    yield Line(f"Error: {message}", hang=7)
    if isinstance(error, UsageLines):
        yield from (Line(line, 2) for line in error.more)

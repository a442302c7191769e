"""The only place that writes to stdout and stderr: reports as blocks of lines, documents whose form escaped them."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import click

from composer.printing.blocks import Block, Cell, Line
from composer.printing.terminal import laid_out
from composer.printing.visible import visible
from composer.system import atomic_writes

if TYPE_CHECKING:
    from pathlib import Path

PIPE_WIDTH = 10_000
"""Where no terminal has a width and COLUMNS is not set, lines are as long as they need: programs search in them."""
WIDEST = 160
"""Lines that are longer are hard to follow, however wide the screen is."""


@dataclass(frozen=True, slots=True)
class Document:
    """Text in a form of its own, in parts. Made by the other modules of this package, which escape what is data."""

    parts: Iterable[str]

    def __str__(self) -> str:
        return "".join(self.parts)


Report = Document | Iterable[Block]


def show(report: Report, *, err: bool = False) -> None:
    """Print it: blocks as wide as the terminal, in colours where it has them."""
    stream = _stream(err=err)
    for part in _parts(report, width(err=err), colours=coloured(stream)):
        click.echo(part, nl=False, file=stream)
    stream.flush()


def echo(*cell: Cell, err: bool = True) -> None:
    """Print lines of one cell each, beside what the report says."""
    show([Line(one) for one in cell], err=err)


def write(report: Report, path: Path) -> None:
    """Write it to a file: whole, or not at all. A pipe or a device, such as /dev/stdout, is written to directly."""
    direct = path.exists() and not path.is_file()
    with atomic_writes.straight(path) if direct else atomic_writes.replacing(path, within=None) as file:
        file.writelines(part.encode() for part in _parts(report, PIPE_WIDTH, colours=False))


def print_path(path: Path) -> None:
    """Print a path for a script, as it is."""
    click.echo(str(path))


def ask(question: str, default: str | None = None) -> str:
    """The answer of somebody at the terminal."""
    answer: str = click.prompt(visible(question), default=default, err=True)
    return answer


def typed(question: str, proposal: str) -> str:
    """The text that somebody at the terminal types instead of what is proposed; "" if that is taken."""
    answer: str = click.prompt(visible(f"{question} [{proposal}]"), default="", show_default=False, err=True)
    return answer


def confirm(question: str) -> None:
    """Go on if somebody at the terminal says yes; end the program otherwise."""
    click.confirm(visible(question), abort=True, err=True)


def line(text: str = "") -> Line:
    """A line of a report."""
    return Line(text)


def width(*, err: bool = False) -> int:
    """The width of reports: COLUMNS, or the terminal's width; where there is neither, lines are not wrapped."""
    if not (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("COLUMNS"):
        return PIPE_WIDTH
    return min(shutil.get_terminal_size((PIPE_WIDTH, 24)).columns, WIDEST)


def coloured(stream: TextIO) -> bool:
    """Colours for a terminal that has them, unless NO_COLOR says otherwise."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal(*, err: bool = False) -> TextIO | None:
    """The stream, if it is a terminal."""
    stream = _stream(err=err)
    return stream if stream.isatty() else None


def can_ask() -> bool:
    """True if somebody is there to be asked."""
    return sys.stdin.isatty()


def _parts(report: Report, cells: int, *, colours: bool) -> Iterator[str]:
    if isinstance(report, Document):
        yield from report.parts
        return
    for line in laid_out(report, cells, colours=colours):
        yield f"{line}\n"


def _stream(*, err: bool) -> TextIO:
    stream = sys.stderr if err else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        # file names hold any character; a stream that cannot show one must not stop the report
        stream.reconfigure(errors="backslashreplace")
    return stream

"""What version control left in a file where two people changed the same lines: one diagnostic with all its places."""

from __future__ import annotations

import re

from composer.diagnostics import Diagnostic, Related, Span

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_MARKER = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")


def conflict(file: str, text: str) -> Diagnostic | None:
    """The conflict that version control left in a file, with all its places; None if there is none.

    Markers stand at the start of a line, where no line of a definition starts like that; `=======` alone may.
    """
    lines = _LINE_BREAK.split(text)
    markers = marker_lines(lines)
    return None if all(lines[number - 1].startswith("=") for number in markers) else unmerged(file, lines, markers)


def marker_lines(lines: list[str]) -> list[int]:
    """The lines, counted from 1, that are written as version control marks conflicts."""
    return [number for number, line in enumerate(lines, start=1) if _MARKER.fullmatch(line)]


def unmerged(file: str, lines: list[str], markers: list[int]) -> Diagnostic:
    """The diagnostic at the first of these lines, with the places of the others."""
    first, *rest = (Span(file, number, 1, len(lines[number - 1]) + 1) for number in markers)
    others = tuple(Related(span, f"`{lines[span.line - 1][:7]}` stands here") for span in rest)
    hint = "keep what is right of each side, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`"
    return Diagnostic("ET010", "a merge conflict is not resolved here", first, hint, related=others)

"""One file parsed as far as it goes; where mistakes end it, those are told that can be told without a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from yaml import MarkedYAMLError, YAMLError

from composer.diagnostics import Diagnostic, Span
from composer.documents.composition import Composer, StopReadingError
from composer.documents.syntax import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents.marks import Mark

MOST_TABS = 20
"""Told of one file; for each of them it is parsed once more."""
MOST_REPARSED = 1_000_000
"""Characters that are parsed again in all: tabs of a large file are told one after the other."""
_UNREAD = "what follows it is not read until then"


@dataclass(frozen=True, slots=True)
class Parsed:
    """`value` and `mark` are None where the file could not be read to its end."""

    value: Any
    mark: Mark | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """`ended_by`: the mistake after which nothing can be read, None where there is none."""

    composer: Composer
    complete: bool
    ended_by: Diagnostic | None = None


def parse(file: str, data: bytes) -> Parsed:
    """The content of a file, and everything that can be said against its form."""
    attempt = _attempt(file, data)
    met = attempt.composer.problems
    if attempt.complete:
        return Parsed(attempt.composer.value, attempt.composer.mark, met)
    if attempt.ended_by is None:
        return Parsed(None, None, met)
    *before, last = _until_unreadable(file, data, attempt.ended_by)
    return Parsed(None, None, (*met, *before, _with_the_rest(last, data)))


def _attempt(file: str, data: bytes) -> _Attempt:
    composer = Composer(file)
    try:
        composer.run(data)
    except StopReadingError:
        return _Attempt(composer, complete=False)
    except MarkedYAMLError as error:
        return _Attempt(composer, complete=False, ended_by=explained(file, error, data.decode("utf-8")))
    except YAMLError as error:
        return _Attempt(composer, False, Diagnostic("ET010", f"this is not YAML: {error}", Span(file)))
    return _Attempt(composer, complete=True)


def _until_unreadable(file: str, data: bytes, first: Diagnostic) -> Iterator[Diagnostic]:
    """The mistake that ends reading. Of tabs each that would end it once those above are blanks, and the keys that are
    then set twice, as far as no guess at what the tab stands for is in it."""
    yield first
    lines = data.decode("utf-8").splitlines(keepends=True)
    certain = not any(line.startswith(" ") for line in lines)  # tabs alone indent: each is one step
    step, start, line = _step(lines), first.span.line, 0
    for _ in range(min(MOST_TABS, MOST_REPARSED // len(data)) if first.rule.ends_reading else 0):
        if not first.rule.ends_reading or first.span.line <= line:
            return
        line = first.span.line
        lines[line - 1] = _without_tab(lines[line - 1], first.span.column, step)
        attempt = _attempt(file, "".join(lines).encode())
        if attempt.ended_by is None:
            repeated = [one for one in attempt.composer.problems if one.rule.repeats_key and one.span.line >= start]
            yield from (one for one in repeated if certain or one.span.column == 1)
            return
        first = attempt.ended_by
        if first.rule.ends_reading:
            yield first


def _without_tab(line: str, column: int, step: int) -> str:
    indentation = len(line) - len(line.lstrip("\t "))
    start = line[:indentation].replace("\t", " " * step) + line[indentation:] if column <= indentation else line
    return start if start != line else f"{line[: column - 1]} {line[column:]}"


def _step(lines: list[str]) -> int:
    """By how many blanks the file indents."""
    return min((len(match[0]) for line in lines if (match := re.match(r" +(?=\S)", line))), default=2)


def _with_the_rest(last: Diagnostic, data: bytes) -> Diagnostic:
    """The mistake, with a word about what stands below it, if anything does."""
    below = data.splitlines()[last.span.line :]
    if not any(line.strip() and not line.lstrip().startswith(b"#") for line in below):
        return last
    return replace(last, hint=f"{last.hint}; {_UNREAD}" if last.hint else _UNREAD)

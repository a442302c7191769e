"""libyaml's complaints in words for people who do not know YAML's grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from composer.diagnostics import Diagnostic, Related, Span
from composer.documents.lookalike_signs import unlike_yaml
from composer.documents.merge_conflicts import marker_lines, unmerged

if TYPE_CHECKING:
    from yaml.error import MarkedYAMLError


_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class _Message(NamedTuple):
    code: str
    message: str
    hint: str
    at_opening: bool = False
    """Told where the thing was opened, rather than where it could go on no further."""


_TAB = _Message("ET011", "a tab stands here", "indent with spaces; YAML does not allow tabs")
_INDENTATION = _Message(
    "ET010",
    "this line does not belong to what is above it",
    "keys of one mapping start in the same column; also look for a quote or bracket that is not closed",
)
_STRANGE_START = {
    "@": _Message("ET010", "text cannot start with @", 'put it in quotes: "@…"'),
    "`": _Message("ET010", "text cannot start with a backtick", "put it in quotes"),
    "%": _Message("ET010", "text cannot start with %", 'put it in quotes: "%…"'),
    "\t": _TAB,
}
_WORDS: tuple[tuple[str, _Message], ...] = (
    ("a tab character", _TAB),
    (
        "mapping values are not allowed",
        _Message(
            "ET010",
            "a colon cannot stand here: a value is already given",
            "put text that holds a colon in quotes; or check the indentation of this line",
        ),
    ),
    (
        "block sequence entries are not allowed",
        _Message("ET010", "an item of a list cannot start here", "start the list on a new line, or write [a, b]"),
    ),
    (
        "could not find expected ':'",
        _Message("ET010", "a key without a colon", "write `key: value`; text of several lines needs quotes or `|`"),
    ),
    ("did not find expected key", _INDENTATION),
    (
        "did not find expected '-' indicator",
        _Message(
            "ET010", "this is no item of the list above", "start it with `- `, or indent it like the key it belongs to"
        ),
    ),
    (
        "did not find expected ',' or ']'",
        _Message(
            "ET020", "this list is not closed", "items are separated by `,`, the list ends with `]`", at_opening=True
        ),
    ),
    (
        "did not find expected ',' or '}'",
        _Message(
            "ET020",
            "this mapping is not closed",
            "entries are separated by `,`, the mapping ends with `}`",
            at_opening=True,
        ),
    ),
    (
        "found unexpected end of stream",
        _Message("ET020", "this quoted text is not closed", "write the same quote at its end", at_opening=True),
    ),
    (
        "found unexpected document indicator",
        _Message(
            "ET020", "this quoted text is not closed before `---`", "write the same quote at its end", at_opening=True
        ),
    ),
    (
        "found unknown escape character",
        _Message(
            "ET010",
            "an unknown escape after `\\`",
            "use single quotes where a backslash is a backslash, or write `\\\\`",
        ),
    ),
    (
        "expected alphabetic or numeric character",
        _Message(
            "ET010",
            "`*` and `&` start an alias or an anchor, whose name is missing or is none",
            'put the text in quotes: "*…"',
        ),
    ),
    (
        "did not find expected <document start>",
        _Message(
            "ET007", "the document has ended above; only one is read", "remove the line `...`, or use a file of its own"
        ),
    ),
    (
        "did not find expected node content",
        _Message("ET010", "a value is missing here", "write it, or remove the comma or bracket too many"),
    ),
    (
        "did not find expected comment or line break",
        _Message("ET010", "nothing may follow `|` or `>` on their line", "start the text on the next line, indented"),
    ),
)
_NOTHING = "did not find expected node content"
_A_KEY = "while scanning a simple key"
_ENDS_INSIDE = _Message("ET020", "the file ends inside a list or mapping", "close it with `]` or `}`", at_opening=True)
_OPENED = {
    "while scanning a quoted scalar": "the quote opens here",
    "while parsing a quoted scalar": "the quote opens here",
    "while parsing a flow sequence": "the list opens here",
    "while parsing a flow mapping": "the mapping opens here",
    "while parsing a block mapping": "the mapping starts here",
    "while parsing a block collection": "the list starts here",
}


def explained(file: str, error: MarkedYAMLError, text: str) -> Diagnostic:
    """The diagnostic for a file that libyaml could not read.

    What is never closed is shown where it opens: libyaml notices only many lines later, often at the file's end.
    """
    lines = _LINE_BREAK.split(text)
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    markers = marker_lines(lines)
    if markers:  # this is no YAML anyway: then one marker that was overlooked is enough
        return unmerged(file, lines, markers)
    blank = unlike_yaml(file, lines, mark, error.problem or "")
    if blank is not None:
        return blank
    at_end = mark is not None and not "".join(lines[mark.line :]).strip()
    here = _last(file, lines) if at_end else _span(file, mark)
    if context is not None and error.context == _A_KEY:
        here, context = _span(file, context), None  # where the key stands; libyaml is at the next one by then
    explanation = (
        _ENDS_INSIDE if at_end and _NOTHING in (error.problem or "") else _explanation(error.problem or "", lines, mark)
    )
    opened = _OPENED.get(error.context or "")
    if opened is None or mark is None or context is None or context.line == mark.line:
        return Diagnostic(explanation.code, explanation.message, here, explanation.hint)
    if not explanation.at_opening:
        related = (Related(_span(file, context), opened),)
        return Diagnostic(explanation.code, explanation.message, here, explanation.hint, related=related)
    noticed = () if at_end else (Related(here, "this cannot stand inside it"),)
    return Diagnostic(explanation.code, explanation.message, _span(file, context), explanation.hint, related=noticed)


def _last(file: str, lines: list[str]) -> Span:
    """Behind the last word of a file: where its end is to be seen."""
    number = max((index for index, line in enumerate(lines, start=1) if line.strip()), default=1)
    return Span(file, number, len(lines[number - 1].rstrip()) + 1)


def _explanation(problem: str, lines: list[str], mark: Any) -> _Message:
    if "cannot start any token" in problem and mark is not None:
        character = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
        if character in _STRANGE_START:
            return _STRANGE_START[character]
    for part, explanation in _WORDS:
        if part in problem:
            return explanation
    return _Message(
        "ET010", f"this is not YAML: {problem or 'it cannot be read'}", "compare the line with the examples"
    )


def _span(file: str, mark: Any) -> Span:
    return Span(file) if mark is None else Span(file, mark.line + 1, mark.column + 1)

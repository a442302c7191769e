"""libyaml's complaints in words for people who do not know YAML's grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from composer.diagnostics import Diagnostic, Related, Span

if TYPE_CHECKING:
    from yaml.error import MarkedYAMLError


class _Words(NamedTuple):
    code: str
    message: str
    hint: str


_TAB = _Words("ET011", "a tab stands here", "indent with spaces; YAML does not allow tabs")
_INDENTATION = _Words(
    "ET010",
    "this line does not belong to what is above it",
    "keys of one mapping start in the same column; also look for a quote or bracket that is not closed",
)
_STRANGE_START = {
    "@": _Words("ET010", "text cannot start with @", 'put it in quotes: "@…"'),
    "`": _Words("ET010", "text cannot start with a backtick", "put it in quotes"),
    "%": _Words("ET010", "text cannot start with %", 'put it in quotes: "%…"'),
    "\t": _TAB,
}
_WORDS: tuple[tuple[str, _Words], ...] = (
    ("a tab character", _TAB),
    (
        "mapping values are not allowed",
        _Words(
            "ET010",
            "a colon cannot stand here: a value is already given",
            "put text that holds a colon in quotes; or check the indentation of this line",
        ),
    ),
    (
        "block sequence entries are not allowed",
        _Words("ET010", "an item of a list cannot start here", "start the list on a new line, or write [a, b]"),
    ),
    (
        "could not find expected ':'",
        _Words("ET010", "a key without a colon", "write `key: value`; text of several lines needs quotes or `|`"),
    ),
    ("did not find expected key", _INDENTATION),
    (
        "did not find expected '-' indicator",
        _Words(
            "ET010", "this is no item of the list above", "start it with `- `, or indent it like the key it belongs to"
        ),
    ),
    (
        "did not find expected ',' or ']'",
        _Words("ET010", "the list is not closed", "items are separated by `,`, the list ends with `]`"),
    ),
    (
        "did not find expected ',' or '}'",
        _Words("ET010", "the mapping is not closed", "entries are separated by `,`, the mapping ends with `}`"),
    ),
    (
        "found unexpected end of stream",
        _Words("ET010", "the file ends inside a quoted text", "close the quote"),
    ),
    (
        "found unexpected document indicator",
        _Words("ET010", "`---` stands inside a quoted text", "close the quote before it"),
    ),
    (
        "found unknown escape character",
        _Words(
            "ET010",
            "an unknown escape after `\\`",
            "use single quotes where a backslash is a backslash, or write `\\\\`",
        ),
    ),
    (
        "expected alphabetic or numeric character",
        _Words(
            "ET010", "`*` and `&` start an alias or an anchor, and its name is missing", 'put the text in quotes: "*"'
        ),
    ),
    (
        "did not find expected <document start>",
        _Words(
            "ET007", "the document has ended above; only one is read", "remove the line `...`, or use a file of its own"
        ),
    ),
    (
        "did not find expected node content",
        _Words("ET010", "a value is missing here", "write it, or remove the comma or bracket too many"),
    ),
    (
        "did not find expected comment or line break",
        _Words("ET010", "nothing may follow `|` or `>` on their line", "start the text on the next line, indented"),
    ),
)
_OPENED = {
    "while scanning a quoted scalar": "the quote opens here",
    "while parsing a quoted scalar": "the quote opens here",
    "while parsing a flow sequence": "the list opens here",
    "while parsing a flow mapping": "the mapping opens here",
    "while parsing a block mapping": "the mapping starts here",
    "while parsing a block collection": "the list starts here",
}


def explained(file: str, error: MarkedYAMLError, text: str) -> Diagnostic:
    """The diagnostic for a file that libyaml could not read."""
    mark = error.problem_mark or error.context_mark
    words = _words(error.problem or "", text, mark)
    related: tuple[Related, ...] = ()
    opened = _OPENED.get(error.context or "")
    if opened and error.context_mark is not None and error.context_mark.line != getattr(mark, "line", None):
        related = (Related(_span(file, error.context_mark), opened),)
    return Diagnostic(words.code, words.message, _span(file, mark), words.hint, related=related)


def _words(problem: str, text: str, mark: Any) -> _Words:
    if "cannot start any token" in problem and mark is not None:
        lines = text.splitlines()
        character = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
        if character in _STRANGE_START:
            return _STRANGE_START[character]
    for part, words in _WORDS:
        if part in problem:
            return words
    return _Words("ET010", f"this is not YAML: {problem or 'it cannot be read'}", "compare the line with the examples")


def _span(file: str, mark: Any) -> Span:
    return Span(file) if mark is None else Span(file, mark.line + 1, mark.column + 1)

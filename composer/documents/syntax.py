"""libyaml's complaints in words for people who do not know YAML's grammar."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from composer.diagnostics import Diagnostic, Related, Span
from composer.documents.spelling import cut

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
_MARKER = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")
_BLANKS = "[^\\S \\t\\r\\n]"
"""Characters that are blanks to people, and text to YAML."""
_STRANGE_BLANK = re.compile(rf"^ *{_BLANKS}|[:-]{_BLANKS}|{_BLANKS}(?=:(?: |$))")
_GLUED = re.compile(r"""[ \-?]*(?P<key>"[^"]*"|'[^']*'|[A-Za-z_][\w.-]*) ?(?P<colon>:)(?P<rest>[^ \t].*)""")
_OF_GLUED = ("could not find expected ':'", "mapping values are not allowed", "did not find expected")
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


def conflict(file: str, text: str) -> Diagnostic | None:
    """The conflict that version control left in a file, with all its places; None if there is none.

    Markers stand at the start of a line, where no line of a definition starts like that; `=======` alone may.
    """
    lines = _LINE_BREAK.split(text)
    markers = [number for number, line in enumerate(lines, start=1) if _MARKER.fullmatch(line)]
    if all(lines[number - 1].startswith("=") for number in markers):
        return None
    first, *rest = (Span(file, number, 1, len(lines[number - 1]) + 1) for number in markers)
    others = tuple(Related(span, f"`{lines[span.line - 1][:7]}` stands here") for span in rest)
    hint = "keep what is right of each side, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`"
    return Diagnostic("ET010", "a merge conflict is not resolved here", first, hint, related=others)


def _no_blank(file: str, lines: list[str], mark: Any, problem: str) -> Diagnostic | None:
    """A character that only looks like a blank, or a blank missing after a colon: at the line of the complaint, or
    those above it. To libyaml such a line is a text without a key, and it says so only where the next key starts."""
    if mark is None or not any(part in problem for part in _OF_GLUED):
        return None
    diagnostics: list[Diagnostic] = []
    for number in range(min(mark.line, len(lines) - 1), -1, -1):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        here = _strange_blank(file, line, number + 1) or _glued(file, line, number + 1)
        if here is None and number < mark.line:
            break
        diagnostics += [here] if here else []
    if not diagnostics:
        return None
    *others, first = diagnostics
    return replace(first, related=tuple(Related(one.span, one.message) for one in reversed(others)))


def _strange_blank(file: str, line: str, number: int) -> Diagnostic | None:
    match = _STRANGE_BLANK.search(line)
    return strange_blank(Span(file, number, match.end(), match.end() + 1), match[0][-1]) if match else None


def strange_blank(span: Span, character: str) -> Diagnostic:
    """A character that looks like a blank where YAML takes it for text."""
    name = unicodedata.name(character, "a character").lower()
    article = "an" if name[0] in "aeiou" else "a"
    message = f"{article} {name} (U+{ord(character):04X}) stands here, which is no blank to YAML"
    return Diagnostic("ET010", message, span, "write a plain blank, or put text that begins or ends with it in quotes")


def _glued(file: str, line: str, number: int) -> Diagnostic | None:
    match = _GLUED.fullmatch(line)
    if match is None or match["rest"].startswith("//") or "@" in match["rest"]:
        return None
    return glued(Span(file, number, match.start("colon") + 1, match.end("colon") + 1), match["key"], match["rest"])


def glued(span: Span, key: str, rest: str) -> Diagnostic:
    """A colon without a blank behind it, between a key and its value."""
    key = key.strip("\"'")
    return Diagnostic("ET010", f"a blank is missing after the colon of `{key}`", span, f"write `{key}: {cut(rest)}`")


def explained(file: str, error: MarkedYAMLError, text: str) -> Diagnostic:
    """The diagnostic for a file that libyaml could not read.

    What is never closed is shown where it opens: libyaml notices only many lines later, often at the file's end.
    """
    lines = _LINE_BREAK.split(text)
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    blank = _no_blank(file, lines, mark, error.problem or "")
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

"""Signs that people take for those of YAML: other blanks, other colons, and a colon without a blank behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from composer.diagnostics import Diagnostic, Related, Span
from composer.documents.spelling import cut, unicode_name

_BLANKS = "[^\\S \\t\\r\\n]"
"""Characters that are blanks to people, and text to YAML."""
_COLONS = "\uff1a\ufe55\u2236\ua789\u02d0\ufe13"
"""Characters that are colons to people, and text to YAML."""
_STRANGE_COLON = re.compile(rf"[ \-]*(?P<key>[A-Za-z_][\w.-]*)\s*(?P<colon>[{_COLONS}])(?P<rest>.*)")
_STRANGE_BLANK = re.compile(rf"^ *{_BLANKS}|[:-]{_BLANKS}|{_BLANKS}(?=:(?: |$))")
_GLUED = re.compile(r"""[ \-?]*(?P<key>"[^"]*"|'[^']*'|[A-Za-z_][\w.-]*) ?(?P<colon>:)(?P<rest>[^ \t].*)""")
_OF_GLUED = ("could not find expected ':'", "mapping values are not allowed", "did not find expected")


def unlike_yaml(file: str, lines: list[str], mark: Any, problem: str) -> Diagnostic | None:
    """A character that only looks like a blank, or a blank missing after a colon: at the line of the complaint, or
    those above it. To libyaml such a line is a text without a key, and it says so only where the next key starts."""
    if mark is None or not any(part in problem for part in _OF_GLUED):
        return None
    diagnostics: list[Diagnostic] = []
    for number in range(min(mark.line, len(lines) - 1), -1, -1):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        here = next(filter(None, (look(file, line, number + 1) for look in _LOOKS)), None)
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
    message = f"{unicode_name(character)} stands here, which is no blank to YAML"
    return Diagnostic("ET010", message, span, "write a plain blank, or put text that begins or ends with it in quotes")


def _strange_colon(file: str, line: str, number: int) -> Diagnostic | None:
    """A character that looks like a colon where YAML takes it for text."""
    match = _STRANGE_COLON.match(line)
    if match is None:
        return None
    span = Span(file, number, match.start("colon") + 1, match.end("colon") + 1)
    message = f"{unicode_name(match['colon'])} stands here, which is no colon to YAML"
    rest = match["rest"].strip()
    return Diagnostic("ET010", message, span, f"write `{match['key']}:{' ' if rest else ''}{cut(rest)}`")


def _glued(file: str, line: str, number: int) -> Diagnostic | None:
    match = _GLUED.fullmatch(line)
    if match is None or match["rest"].startswith("//") or "@" in match["rest"]:
        return None
    return glued(Span(file, number, match.start("colon") + 1, match.end("colon") + 1), match["key"], match["rest"])


def glued(span: Span, key: str, rest: str) -> Diagnostic:
    """A colon without a blank behind it, between a key and its value."""
    key = key.strip("\"'")
    return Diagnostic("ET010", f"a blank is missing after the colon of `{key}`", span, f"write `{key}: {cut(rest)}`")


_LOOKS = (_strange_blank, _strange_colon, _glued)

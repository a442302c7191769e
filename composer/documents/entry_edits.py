"""Entries of a mapping set or taken out of a YAML text by their places: all else stays as it was written.

Comments, quotes, layout and line ends are somebody's. An edit is made where the entries stand, and then read again: if
that says anything else than what was asked for, `UneditableError` is raised and the author has to do it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.documents.marks import at, inside, key_place, value_place
from composer.documents.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.documents.marks import Mark, Path, Place

Entries = dict[str, str | None]
"""Words to write by key, in order; None takes the entry out."""

_BREAK = re.compile(r"\r\n|\r|\n")
_FLOW = re.compile(r"(?:[&!]\S*\s+)*\{")
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_MARK = "\N{BYTE ORDER MARK}"


class UneditableError(Exception):
    """The text is written in a way that this cannot follow, such as through an alias."""


def with_value(data: bytes, path: Path, value: str) -> bytes:
    """The YAML with another word at a path, in the quotes of the one before. Raises UneditableError."""
    text = _Text(data)
    mark = text.known_mark(path)
    *above, key = path
    return text.verified(text.with_word(mark, value), tuple(above), {str(key): value})


def with_entries(data: bytes, key: str, entries: Entries, *, before: str) -> bytes:
    """The YAML whose mapping at the top-level `key` has these entries, made in front of the key `before` where it is
    not there. Raises UneditableError."""
    text = _Text(data)
    mark = text.mark_of((key,))
    if mark is None or not inside(mark):
        written = {name: word for name, word in entries.items() if word is not None}
        if not written or mark is not None:  # nothing to say, or `key:` without a mapping, which is no definition
            return text.verified(text.text, (key,), entries)
        return text.verified(_inserted(text, key, written, before), (key,), entries)
    return text.verified(_edited(text, key, entries), (key,), entries)


def with_list(data: bytes, key: str, entries: list[str], *, after: str) -> bytes:
    """The YAML with a top-level list of words below the entry `after`, which is one line. Raises UneditableError."""
    text = _Text(data)
    mark = text.known_mark((after,))
    listed = f"{key}: [{', '.join(entries)}]"
    return text.verified(_below(text, mark, [listed], flow=text.is_flow(())), (), {key: entries})


class _Text:
    """A YAML text with the places in it. Columns and lines count from 1, offsets from 0."""

    def __init__(self, data: bytes) -> None:
        decoded = data.decode("utf-8")
        self.bom = _MARK if decoded.startswith(_MARK) else ""
        self.text = decoded.removeprefix(_MARK)
        parsed = parse("", self.text.encode())
        if parsed.mark is None or not isinstance(parsed.value, dict):
            raise UneditableError
        self.value, self._mark = parsed.value, parsed.mark
        ends = [match.end() for match in _BREAK.finditer(self.text)]
        self._starts = [0, *ends]
        self.newline = match[0] if (match := _BREAK.search(self.text)) else "\n"

    def mark_of(self, path: Path) -> Mark | None:
        """The places of an entry; None where it is not there."""
        return at(self._mark, path)

    def known_mark(self, path: Path) -> Mark:
        """The places of an entry. Raises UneditableError where it is not there."""
        mark = self.mark_of(path)
        if mark is None:
            raise UneditableError
        return mark

    def at(self, line: int, column: int) -> int:
        """The offset of a place."""
        return self._starts[line - 1] + column - 1

    def starts_at(self, place: Place) -> int:
        """The offset of the first character of a place."""
        return self.at(place[0], place[1])

    def line_end(self, line: int) -> int:
        """The offset behind a line and its break."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def is_flow(self, path: Path) -> bool:
        """True if the mapping at a path is written in braces."""
        mark = self.mark_of(path)
        return mark is not None and bool(_FLOW.match(self.text, self.starts_at(value_place(mark))))

    def end_of(self, mark: Mark) -> int:
        """The offset behind the word of an entry. Raises UneditableError for one of several lines."""
        line, _, end = value_place(mark)
        if not end:
            raise UneditableError
        return self.at(line, end)

    def with_word(self, mark: Mark, word: str) -> str:
        """The text with another word in the place of an entry's, in the same quotes."""
        start, end = self.starts_at(value_place(mark)), self.end_of(mark)
        quote = self.text[start] if self.text[start : start + 1] in {"'", '"'} else ""
        return f"{self.text[:start]}{quote}{word}{quote}{self.text[end:]}"

    def verified(self, edited: str, path: Path, entries: Mapping[str, Any]) -> bytes:
        """The edited text as bytes. Raises UneditableError if it says anything but what was asked for."""
        parsed = parse("", edited.encode())
        if parsed.diagnostics or parsed.value != _changed(self.value, path, entries):
            raise UneditableError
        return (self.bom + edited).encode()


def _changed(value: dict[str, Any], path: Path, entries: Mapping[str, Any]) -> dict[str, Any]:
    """The values with these entries in the mapping at a path, which is made where it is not there."""
    if path:
        first, *rest = path
        inside = value.get(str(first), {})
        changed = _changed(inside if isinstance(inside, dict) else {}, tuple(rest), entries)
        return {**value, str(first): changed} if changed or str(first) in value else value
    left = {key: one for key, one in value.items() if entries.get(key, "") is not None}
    return left | {key: word for key, word in entries.items() if word is not None}


def _edited(text: _Text, key: str, entries: Entries) -> str:
    """Each entry changed, added behind the last one that was asked for, or taken out in the end; one after the other,
    since each moves the places of the others."""
    flow, last = text.is_flow((key,)), ""
    for name, word in sorted(entries.items(), key=lambda entry: entry[1] is None):
        mark = text.mark_of((key, name))
        if mark is not None and word is not None:
            edited = text.with_word(mark, word)
        elif mark is not None:
            edited = _without(text, mark, flow=flow)
        elif word is not None:
            beside = text.known_mark((key, last or next(iter(text.value[key]))))
            edited = _below(text, beside, [f"{name}: {word}"], flow=flow)
        else:
            continue
        text = _Text(edited.encode())
        last = name if word is not None else last
    return text.text


def _below(text: _Text, beside: Mark, lines: list[str], *, flow: bool) -> str:
    """The text with entries behind one: in the braces, or in lines of their own below its line."""
    if flow:
        end = text.end_of(beside)
        return text.text[:end] + "".join(f", {line}" for line in lines) + text.text[end:]
    end = text.line_end(value_place(beside)[0])
    above = text.text[:end]
    newline = "" if _BREAK.search(above[-1:]) else text.newline
    blanks = " " * (key_place(beside)[1] - 1)
    return above + newline + "".join(f"{blanks}{line}{text.newline}" for line in lines) + text.text[end:]


def _without(text: _Text, mark: Mark, *, flow: bool) -> str:
    """The text without an entry: its comma with it, and its lines where nothing else is in them."""
    start, end = text.starts_at(key_place(mark)), text.end_of(mark)
    if flow:
        if behind := _COMMA.match(text.text, end):
            end = behind.end()
        elif text.text[:start].rstrip(" \t").endswith(","):
            start = text.text.rindex(",", 0, start)
    first, last = text.at(key_place(mark)[0], 1), text.line_end(value_place(mark)[0])
    alone = not text.text[first:start].strip() and text.text[end:last].lstrip()[:1] in {"", "#"}
    if not flow or alone:  # a comment on the line was about it
        start, end = first, last
    return text.text[:start] + text.text[end:]


def _inserted(text: _Text, key: str, entries: Mapping[str, str], before: str) -> str:
    """The text with a new mapping in front of a key: above its line and the comment on it, in the file's layout."""
    mark = text.mark_of((before,))
    if mark is None:
        raise UneditableError
    if text.is_flow(()):
        start = text.starts_at(key_place(mark))
        inserted = ", ".join(f"{name}: {word}" for name, word in entries.items())
        return f"{text.text[:start]}{key}: {{{inserted}}}, {text.text[start:]}"
    line, column, _ = key_place(mark)
    blanks = " " * (column - 1)
    while line > 1 and text.text.startswith(f"{blanks}#", text.at(line - 1, 1)):
        line -= 1
    start = text.at(line, 1)
    lines = [f"{key}:", *(f"  {name}: {word}" for name, word in entries.items())]
    return text.text[:start] + "".join(f"{blanks}{one}{text.newline}" for one in lines) + text.text[start:]

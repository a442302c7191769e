"""Bytes that can be YAML at all: UTF-8, visible characters, of a size that a person writes."""

from __future__ import annotations

import codecs
import re
import unicodedata

from composer.diagnostics import MOST_IN_A_FILE, Diagnostic, Span, more

MOST_BYTES = 1_000_000

_PLAIN_BYTES = bytes([9, 10, 13, *range(32, 127)])
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""How files in other encodings begin. UTF-32 first: its mark begins like that of UTF-16."""
_SAVE_AS = "save it as UTF-8: `iconv -f {0} -t UTF-8 FILE`, or your editor's `Save with encoding`"
_DIRECTIVES_AT_MOST = 20


def usable(file: str, data: bytes) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The bytes to parse, and what is wrong with them. Nothing is left to parse after an error, but for characters that
    cannot be seen: the rest is parsed without them, so that its mistakes are told, too."""
    if len(data) > MOST_BYTES:
        return b"", (too_large(file, len(data)),)
    diagnostic = _encoding(file, data)
    if diagnostic:
        return b"", (diagnostic,)
    if data.startswith(codecs.BOM_UTF8):
        warning = Diagnostic(
            "ET005",
            "this file starts with a byte order mark, which some tools take for text",
            Span(file),
            "save it as `UTF-8` rather than `UTF-8 with BOM`",
        )
        rest, more = usable(file, data[len(codecs.BOM_UTF8) :])
        return rest, (warning, *more)
    problem = _directives(file, data) or _emptiness(file, data)
    if problem:
        return b"", (problem,)
    unseen = _characters(file, data)
    return (_FORBIDDEN.sub("", data.decode("utf-8")).encode(), unseen) if unseen else (data, ())


def too_large(file: str, size: int) -> Diagnostic:
    """The problem with a file of `size` bytes, which need not have been read."""
    return Diagnostic(
        "ET002",
        f"this file has {size / 1_000_000:.1f} MB; at most 1 MB is read",
        Span(file),
        "a definition is a few kB; is this data rather than its description?",
    )


def _encoding(file: str, data: bytes) -> Diagnostic | None:
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return Diagnostic("ET003", f"this file is {name}, not UTF-8", Span(file), _SAVE_AS.format(name))
    if len(data) >= 4 and data[:4].count(0) == 2 and (data[0] == data[2] == 0 or data[1] == data[3] == 0):
        return Diagnostic("ET003", "this file looks like UTF-16, not UTF-8", Span(file), _SAVE_AS.format("UTF-16"))
    if b"\0" in data:
        return Diagnostic(
            "ET004",
            "this is a binary file: it holds a NUL byte",
            _span(file, data[: data.index(b"\0")].decode("utf-8", "replace")),
            "definitions are text; was something else saved under this name?",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Diagnostic(
            "ET003",
            f"this file is not UTF-8: byte 0x{data[error.start]:02X} here is no character",
            _span(file, data[: error.start].decode("utf-8", "replace")),
            _SAVE_AS.format("ISO-8859-1"),
        )
    return None


def _characters(file: str, data: bytes) -> tuple[Diagnostic, ...]:
    """Of each line the first character that cannot be seen; of very many lines the first ones, and how many more."""
    if not data.translate(None, _PLAIN_BYTES):
        return ()
    text = data.decode("utf-8")
    if not _FORBIDDEN.search(text):
        return ()
    lines = enumerate(_LINE_BREAK.split(text), start=1)
    unseen = [_unseen(file, number, match) for number, line in lines if (match := _FORBIDDEN.search(line))]
    return (*unseen[:MOST_IN_A_FILE], *more(len(unseen) - MOST_IN_A_FILE, unseen[MOST_IN_A_FILE : MOST_IN_A_FILE + 1]))


def _unseen(file: str, number: int, match: re.Match[str]) -> Diagnostic:
    character = match.group()
    name = unicodedata.name(character, "control character").lower()
    return Diagnostic(
        "ET004",
        f"U+{ord(character):04X} ({name}) stands here and cannot be seen",
        Span(file, number, match.start() + 1, match.start() + 2),
        "delete it; in a quoted text it can be written as an escape",
    )


def _directives(file: str, data: bytes) -> Diagnostic | None:
    # libyaml compares every directive with every other one: a file full of them would take minutes.
    if data.count(b"%TAG") > _DIRECTIVES_AT_MOST:
        return Diagnostic("ET017", "this file is full of %TAG directives", Span(file), "remove them; tags are not used")
    return None


def _emptiness(file: str, data: bytes) -> Diagnostic | None:
    for line in data.splitlines():
        content = line.strip()
        if content and not content.startswith(b"#") and content not in {b"---", b"..."}:
            return None
    return Diagnostic(
        "ET006",
        "this file is empty" if not data.strip() else "this file holds only comments",
        Span(file),
        "write into it what it should say; where a file may be missing, deleting it removes nothing from the cloud",
    )


def _span(file: str, before: str, width: int = 0) -> Span:
    lines = _LINE_BREAK.split(before)
    column = len(lines[-1]) + 1
    return Span(file, len(lines), column, column + width if width else 0)

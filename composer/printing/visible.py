"""Text from outside as characters that can be seen: nothing that a terminal, a browser or a reader's eye obeys is left.

What cannot be seen is written as it would be in a program: `\\x1b`, `\\n`, `\\u202e`, `\\U000e0041`.
"""

from __future__ import annotations

import re

MOST_MARKS = 4
"""Combining marks on one character; no language needs more, and more of them cover the lines above and below."""
LONGEST_WORD = 500
"""Of a longer run without a blank, the beginning and the end are shown."""

_BLANK_LETTERS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # printable to Unicode, and yet nothing is to be seen
    "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # they choose a form of what stands before
)
_BLANK = re.compile(f"[{_BLANK_LETTERS}]")
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302d\u3099\u309a\ua66f-\ua672\ufe20-\ufe2f"
)
_FLOOD = re.compile(f"([{_COMBINING}]{{{MOST_MARKS}}})[{_COMBINING}]+")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """The text on one line, as characters that can be seen. Twice the same as once."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_WORD:
        return text
    return _LONG_WORD.sub(_shortened, _FLOOD.sub(r"\1…", characters(text)))


def characters(text: str) -> str:
    """The text with every character visible, however long it is."""
    return text if text.isprintable() and not _BLANK.search(text) else "".join(map(character, text))


def prose(text: str) -> str:
    """As `visible`, for sentences of people: line breaks and tabs in them are blanks."""
    return visible(" ".join(text.split()))


def character(one: str) -> str:
    """One character, or how a program writes it."""
    if one.isprintable() and not _BLANK.match(one):
        return one
    return _SHORT.get(one) or escaped(one)


def escaped(one: str) -> str:
    r"""`\x1b`, `\u202e` or `\U000e0041`."""
    number = ord(one)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _shortened(match: re.Match[str]) -> str:
    word = match[0]
    half = LONGEST_WORD // 3
    return f"{word[:half]}… ({len(word) - 2 * half} more characters) …{word[-half:]}"

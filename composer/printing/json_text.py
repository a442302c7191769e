"""JSON for programs, which people look at, too: letters as they are, and escapes for all that cannot be seen."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from composer.printing.output import Document
from composer.printing.visible import character

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OTHER = re.compile(r"[^\n\x20-\x7e]")


def document(value: Any) -> Document:
    """The value, indented, with a line break at its end."""
    return Document((_escaped(json.dumps(value, indent=2, ensure_ascii=False)), "\n"))


def canonical(parts: Iterable[str]) -> Document:
    """JSON that is made already, in parts: only what cannot be seen is written in another way."""

    def each() -> Iterator[str]:
        for part in parts:
            yield _escaped(part)

    return Document(each())


def _escaped(text: str) -> str:
    # outside of strings JSON is ASCII, and within them only a code of `json` can stand for a line break
    return text if text.isascii() and "\x7f" not in text else _OTHER.sub(_code, text)


def _code(match: re.Match[str]) -> str:
    one = match[0]
    if character(one) == one and not _combining(one):
        return one
    number = ord(one)
    if number < 0x10000:
        return f"\\u{number:04x}"
    high, low = divmod(number - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _combining(one: str) -> bool:
    return unicodedata.combining(one) != 0

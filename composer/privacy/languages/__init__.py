"""What fields about people are called in the languages of the European Union and some others, a file a language.

A line is a semantic type, a colon and names, as they are written in the language, divided by commas. `=` before a name:
only as the whole name of a field, since it says too little, or something else in English, inside a longer one. The same
is true of names of up to three letters. Field names are ASCII: each way to write a letter in it counts.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from composer import files

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = 3
"""Letters up to which a name only counts alone: as a part of longer names it is too often something else."""
_SPELLINGS = {
    "ä": ("a", "ae"),
    "ö": ("o", "oe"),
    "ü": ("u", "ue"),
    "å": ("a", "aa"),
    "ø": ("o", "oe"),
    "æ": ("a", "ae"),
    "œ": ("oe", "oe"),
    "ß": ("ss", "ss"),
    "\N{LATIN SMALL LETTER DOTLESS I}": ("i", "i"),
    "ł": ("l", "l"),
    "đ": ("d", "dj"),
    "ħ": ("h", "h"),
}
"""Letters that lose more than an accent in ASCII, written in two ways; nobody mixes the ways in one name."""
_WAYS = tuple(str.maketrans({letter: ways[way] for letter, ways in _SPELLINGS.items()}) for way in (0, 1))


@dataclass(frozen=True, slots=True)
class Called:
    """A name of one meaning: in lower case and ASCII, without anything between its words. `alone`: only as a whole."""

    semantic: str
    name: str
    alone: bool


@cache
def known() -> tuple[Called, ...]:
    """All names of all languages, in order of languages."""
    folder = Path(__file__).parent
    texts = (files.read(file, within=folder).decode() for file in sorted(folder.glob("*.txt")))
    return tuple(one for text in texts for one in parsed(text))


def parsed(text: str) -> Iterator[Called]:
    """The names of one language's file, each as often as it can be written."""
    composed = unicodedata.normalize("NFC", text)
    for plain in dict.fromkeys(_ascii(composed.translate(way)) for way in _WAYS):
        for line in plain.splitlines():
            semantic, _, names = line.partition(":")
            for name in names.split(",") if names else ():
                squashed = name.removeprefix("=")
                yield Called(semantic, squashed, squashed != name or len(squashed) <= SHORT)


def _ascii(text: str) -> str:
    """Without accents, and without what stands between the words of a name."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return plain.replace(" ", "").replace("-", "").replace("'", "")

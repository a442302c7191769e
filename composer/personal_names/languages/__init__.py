"""What fields about people are called in the languages of the European Union and some others, a file a language.

A line is a semantic type, a colon and names, as they are written in the language, divided by commas. `=` before a name:
only as the whole name of a field, since it says too little, or something else in English, inside a longer one. The same
is true of names of up to three letters. Field names are ASCII: each way to write a letter in it counts.

`a|b c` is `a c` and `b c`, and `@` each of the language's words for people: `posizione|peso @` is where a customer is,
and what a user weighs.

Lines that begin with `~` say how the language makes words of words (`Grammar`): the forms of a name are never listed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHORT = 3
"""Letters up to which a name only counts alone: as a part of longer names it is too often something else."""
PEOPLE = "@"
"""Stands in a name for each of the language's words for people."""
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
class PersonalWord:
    """A name of one meaning: in lower case and ASCII, without anything between its words. `alone`: only as a whole."""

    semantic: str
    name: str
    alone: bool
    phrases: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language makes words of words.

    `endings` come after a word, or after what is left of it when one of `bases` is cut off: `nazwisk-o`, `nazwisk-a`.
    `joints` stand between the parts of a compound (none: the language makes none); `small` words may be left out of a
    name; a `transliterated` language has no one way to be written in Latin letters. `people` are words for people, and
    what comes before one `after` is nothing personal: `telefon_modell`.
    """

    endings: frozenset[str] = frozenset()
    bases: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    small: frozenset[str] = frozenset()
    transliterated: bool = False
    people: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@cache
def all_names() -> tuple[PersonalWord, ...]:
    """All names of all languages, in order of languages."""
    return tuple(one for language, text in _texts() for one in parsed(text, language))


@cache
def grammars() -> Mapping[str, Grammar]:
    """The grammar of each language."""
    return {language: grammar(text) for language, text in _texts()}


def grammar(text: str) -> Grammar:
    """The grammar in the lines of one language's file that begin with `~`."""
    lines = (line[1:].partition(":") for line in text.splitlines() if line.startswith("~"))
    entries = {key: tuple(values.split()) for key, _, values in lines}
    return Grammar(
        endings=frozenset(entries.get("endings", ())),
        bases=entries.get("bases", ()),
        joints=("", *entries["joints"]) if "joints" in entries else (),
        small=frozenset(entries.get("small", ())),
        transliterated="transliterated" in entries,
        people=entries.get("people", ()),
        after=entries.get("after", ()),
    )


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    folder = Path(__file__).parent
    return tuple((file.stem, files.read(file, within=folder).decode()) for file in sorted(folder.glob("*.txt")))


def parsed(text: str, language: str = "") -> Iterator[PersonalWord]:
    """The names of one language's file, each as often as it can be written."""
    composed = unicodedata.normalize("NFC", text)
    people = grammar(text).people
    for plain in dict.fromkeys(_ascii(composed.translate(way)) for way in _WAYS):
        for line in plain.splitlines():
            semantic, _, names = line.partition(":")
            if line[:1] in {"~", "#"}:
                continue
            for name in names.split(",") if names else ():
                for tokens in _each(name.replace("=", "").split(), people):
                    squashed = "".join(tokens)
                    yield PersonalWord(semantic, squashed, "=" in name or len(squashed) <= SHORT, tokens, language)


def _each(words: list[str], people: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The names that a name with alternatives stands for; itself, if it has none."""
    return product(*(_alternatives(word, people) for word in words))


def _alternatives(word: str, people: tuple[str, ...]) -> Iterator[str]:
    for one in word.split("|"):
        yield from people if one == PEOPLE else (one,)


def _ascii(text: str) -> str:
    """Without accents; what joins words of a name is a blank."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return plain.replace("-", " ").replace("'", " ")

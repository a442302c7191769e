"""Values of documents in the words of YAML and JSON: the one place where a value is spelled for people.

Whoever writes a definition has never heard of `None`, `True` or `dict`.
"""

from __future__ import annotations

import json
import unicodedata

LONGEST = 60
"""Characters of a value that are shown: its author knows the rest."""


def spelled(value: object) -> str:
    """A value as it would be written in the file: `null`, `true`, `5`, `"tomorrow"`, `["null", "string"]`."""
    return cut(whole(value))


def whole(value: object, *, tight: bool = False) -> str:
    """A value as it would be written in the file, to its end; `tight`: without blanks after commas and colons."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":") if tight else None)
    except RecursionError:  # deeper than anybody would look
        return "this"


def described(value: object) -> str:
    """A value in words: `nothing`, `true`, `the number 5`, `the text "tomorrow"`, `a list`, `a mapping`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return spelled(value)
    if isinstance(value, int | float):
        return f"the number {spelled(value)}"
    if isinstance(value, str):
        return f'the text "{cut(value)}"'
    return "a list" if isinstance(value, list) else "a mapping"


def named(value: object) -> str:
    """A value that stands for a name: the text itself, anything else as it would be written."""
    return cut(value) if isinstance(value, str) else spelled(value)


def cut(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def unicode_name(character: str) -> str:
    """A character by its name and number: `a fullwidth colon (U+FF1A)`."""
    name = unicodedata.name(character, "character without a name").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(character):04X})"


def lookalikes(text: str) -> str:
    """The letters of a word that look like those of ASCII and are others, by name: what nobody sees in an editor; or
    "". Punctuation such as typographic quotes is told, too."""
    strange = dict.fromkeys(one for one in text if not one.isascii() and one != "…")
    named_ones = [unicode_name(one) for one in list(strange)[:2]]
    return f"{' and '.join(named_ones)} {'stands' if len(strange) == 1 else 'stand'} in it" if strange else ""

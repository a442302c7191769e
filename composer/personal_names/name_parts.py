"""Names of fields taken apart: their words, and the letters that are compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_NO_WORD = re.compile(r"[^a-z0-9]+")


def split_name(name: str) -> list[str]:
    """The words of a name in camelCase, snake_case or any mixture, in lower case: `eMail` is `e`, `mail`."""
    return [word.lower() for word in _WORD.findall(name)]


def squashed(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return _NO_WORD.sub("", text.lower())


def all_squashed(terms: Iterable[str]) -> frozenset[str]:
    """The same of many texts."""
    return frozenset(squashed(word) for word in terms)

"""What the documentation of a field speaks of: phrases from a table, in whatever language and spelling."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.spec.name_rows import DocPhrases

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "œ": "oe"})
_NO_WORD = re.compile(r"[^a-z0-9]+")
_SENTENCES = re.compile(r"[.;!?]\s")
_CLAUSES = re.compile(r"[,:()]\s|\s[-\u2013\u2014]\s")


@dataclass(frozen=True, slots=True)
class Documentation:
    """Phrases with what they speak of, longest first, and the words with which a text says something else.

    `unless` denies what stands in the same clause (`not the e-mail address`), `protected` what stands in the same
    sentence (`the e-mail address, hashed`) unless it is denied itself (`never hashed: the e-mail address`).
    """

    phrases: Mapping[str, str]
    unless: tuple[str, ...]
    protected: tuple[str, ...]
    _by_head: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    """Phrases by their first word: a text that has none of these speaks of nothing."""

    def __post_init__(self) -> None:
        by_head: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in self.phrases:
            by_head[phrase.partition(" ")[0]].append(phrase)
        object.__setattr__(self, "_by_head", {head: tuple(phrases) for head, phrases in by_head.items()})

    def speaks_of(self, doc: str) -> str | None:
        """The semantic type that the first sentence speaks of that speaks of any; None: of none."""
        if not doc:
            return None
        text = _plain(doc)
        if self._by_head.keys().isdisjoint(spaced(text).split()):
            return None
        for sentence in _SENTENCES.split(text):
            clauses = [self._without_double_denial(spaced(clause)) for clause in _CLAUSES.split(sentence)]
            if any(_holds(clause, self.protected) for clause in clauses):
                continue
            for clause in clauses:
                phrase = self._longest(clause)
                # `number of` is not in `phone number of`
                if phrase and not _holds(clause.replace(f" {phrase} ", " … "), self.unless):
                    return self.phrases[phrase]
        return None

    def _longest(self, clause: str) -> str | None:
        """The longest phrase in a clause, which has a blank at both ends; of those, the first."""
        there = (one for word in dict.fromkeys(clause.split()) for one in self._by_head.get(word, ()))
        return max((one for one in there if f" {one} " in clause), key=len, default=None)

    def _without_double_denial(self, clause: str) -> str:
        """`not masked` and `never hashed` say that something is there to be read."""
        text = f" {clause} "
        for protection in self.protected:
            if f" {protection} " not in text:
                continue
            for denial in self.unless:
                text = text.replace(f" {denial} {protection} ", " ")
        return text


def settle(policy: DocPhrases, names: Mapping[str, str]) -> Documentation:
    """The table as it is looked up: phrases of the organisation's file, and names that say enough to be phrases, each
    with what it means."""
    return Documentation(
        {**names, **{spaced(phrase): semantic for phrase, semantic in policy.phrases.items()}},
        _all_spaced(policy.unless),
        _all_spaced(policy.protected),
    )


NOTHING = Documentation({}, (), ())
"""Of a repository whose table cannot be used: no text speaks of anything."""


def spaced(text: str) -> str:
    """Words in lower case with one space between them."""
    return _NO_WORD.sub(" ", text.lower()).strip()


def _all_spaced(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(spaced(word) for word in terms)


def _holds(text: str, terms: Iterable[str]) -> bool:
    return any(f" {word} " in text for word in terms)


def _plain(text: str) -> str:
    """Without what is above and below letters: documentation is written in any language, patterns are in ASCII."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))

"""What the documentation of a field speaks of: phrases from a table, in whatever language and spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.spec.privacy import DocPhrases

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
    _heads: frozenset[str] = field(init=False, repr=False, compare=False)
    """First words of phrases: a text that has none of them speaks of nothing."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_heads", frozenset(phrase.partition(" ")[0] for phrase in self.phrases))

    def speaks_of(self, doc: str) -> str | None:
        """The semantic type that the first sentence speaks of that speaks of any; None: of none."""
        if not doc:
            return None
        text = _plain(doc)
        if self._heads.isdisjoint(spaced(text).split()):
            return None
        for sentence in _SENTENCES.split(text):
            clauses = [self._without_double_denial(spaced(clause)) for clause in _CLAUSES.split(sentence)]
            if any(_holds(clause, self.protected) for clause in clauses):
                continue
            for clause in clauses:
                phrase = next((phrase for phrase in self.phrases if f" {phrase} " in clause), None)
                # `number of` is not in `phone number of`
                if phrase and not _holds(clause.replace(f" {phrase} ", " … "), self.unless):
                    return self.phrases[phrase]
        return None

    def _without_double_denial(self, clause: str) -> str:
        """`not masked` and `never hashed` say that something is there to be read."""
        text = f" {clause} "
        for protection in self.protected:
            if f" {protection} " not in text:
                continue
            for denial in self.unless:
                text = text.replace(f" {denial} {protection} ", " ")
        return text


def settle(policy: DocPhrases) -> Documentation:
    """The table as it is looked up."""
    phrases = sorted(policy.phrases.items(), key=lambda item: -len(item[0]))
    return Documentation(
        {spaced(phrase): semantic for phrase, semantic in phrases},
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

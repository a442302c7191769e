"""What a field's name, or its documentation, looks like: guesses from a table of patterns, whatever the spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.spec.privacy import FreeText, NameRow, PersonalNamesPolicy

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "œ": "oe"})
_NO_WORD = re.compile(r"[^a-z0-9]+")
_SENTENCES = re.compile(r"[.;!?]\s")
_LONGEST = 6
"""Words of a name that are looked at together."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What a field looks like: a semantic type. `text_only`: only if it can hold text. `free`: people write into it."""

    semantic: str
    text_only: bool
    free: bool = False


@dataclass(frozen=True)
class PersonalNames:
    """The table, ready to be looked up: squashed patterns by where in a name they count."""

    words: Mapping[str, Looks]
    alone: Mapping[str, Looks]
    people_only: Mapping[str, Looks]
    people: frozenset[str]
    harmless_after: frozenset[str]
    phrases: Mapping[str, str]
    unless: tuple[str, ...]
    _known: dict[str, Looks | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of_name(self, name: str) -> Looks | None:
        """What the name of a field looks like; None: like nothing personal. `name` is the last part of a path."""
        if name not in self._known:  # a fleet has few names that are not used again and again
            self._known[name] = self._look_up(name)
        return self._known[name]

    def after_people(self, above: str, name: str) -> Looks | None:
        """What a field is, said by the record that it is in: `name` in a `customer`."""
        last = words_of(above)[-1:]
        return self.of_name(f"{last[0]}_{name}") if last and last[0] in self.people else None

    def of_doc(self, doc: str) -> str | None:
        """The semantic type that documentation speaks of, in the first sentence that does; None: of none."""
        for sentence in _SENTENCES.split(_plain(doc)):
            text = f" {_spaced(sentence)} "
            said = next((phrase for phrase in self.phrases if f" {phrase} " in text), None)
            if said is None:
                continue
            around = text.replace(f" {said} ", " … ")  # `number of` is not in `phone number of`
            if not any(f" {word} " in around for word in self.unless):
                return self.phrases[said]
        return None

    def _look_up(self, name: str) -> Looks | None:
        """The longest pattern that fits."""
        tokens = [word for token in words_of(name) for word in self._apart(token)]
        for length in range(min(len(tokens), _LONGEST), 0, -1):
            for start in range(len(tokens) - length + 1):
                run, rest = "".join(tokens[start : start + length]), tokens[start + length :]
                if rest and rest[0] in self.harmless_after:
                    continue
                found = _in(self.words, run)
                after_people = start > 0 and tokens[start - 1] in self.people
                # `phone2` is one of several
                if not found and (start == 0 or after_people) and all(word.isdigit() for word in rest):
                    found = self.alone.get(run)
                if not found and after_people:
                    found = _in(self.people_only, run)
                if found:
                    return found
        return None

    def _apart(self, token: str) -> tuple[str, ...]:
        """`useremail` is `user`, `email`, if that is something."""
        if not _in(self.words, token):
            for length in range(2, len(token) - 1):
                person, rest = token[:length], token[length:]
                if person in self.people and any(
                    _in(table, rest) for table in (self.words, self.alone, self.people_only)
                ):
                    return person, rest
        return (token,)


def _in(table: Mapping[str, Looks], run: str) -> Looks | None:
    """What stands in a table for a word, or for what it is the plural of."""
    return table.get(run) or (table.get(run[:-1]) if run.endswith("s") else None)


NOTHING = PersonalNames({}, {}, {}, frozenset(), frozenset(), {}, ())
"""The table of a repository whose file cannot be used, which is a problem of its own: nothing looks personal."""


def words_of(name: str) -> list[str]:
    """The words of a name in camelCase, snake_case or any mixture, in lower case: `eMail` is `e`, `mail`."""
    return [word.lower() for word in _WORD.findall(name)]


def settle(policy: PersonalNamesPolicy) -> PersonalNames:
    """The table as it is looked up."""
    rows = [(row, Looks(row.semantic, not row.any)) for row in policy.names]
    free: list[tuple[NameRow | FreeText, Looks]] = [(policy.free_text, Looks(policy.free_text.semantic, True, True))]
    every: list[tuple[NameRow | FreeText, Looks]] = [*rows, *free]
    return PersonalNames(
        words={_squashed(word): looks for row, looks in every for word in row.words},
        alone={_squashed(word): looks for row, looks in every for word in row.alone},
        people_only={_squashed(word): looks for row, looks in rows for word in row.people},
        people=_all_squashed(policy.people),
        harmless_after=_all_squashed(policy.harmless_after),
        phrases={_spaced(phrase): semantic for phrase, semantic in policy.docs.phrases.items()},
        unless=tuple(_spaced(word) for word in policy.docs.unless),
    )


def _plain(text: str) -> str:
    """Without what is above and below letters: documentation is written in any language, patterns are in ASCII."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _squashed(words: str) -> str:
    return _NO_WORD.sub("", words.lower())


def _spaced(words: str) -> str:
    return _NO_WORD.sub(" ", words.lower()).strip()


def _all_squashed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_squashed(word) for word in words)

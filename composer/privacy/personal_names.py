"""What a field's name looks like: guesses from a table of patterns, whatever the spelling, language and structure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from composer.privacy import documentation, languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from composer.spec.privacy import FreeText, NameRow, PersonalNamesPolicy

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST = 6
"""Words of a name that are looked at together."""
_ABOVE = 2
"""Records around a field whose names are read together with its own."""
_SYMBOLS = 2
"""Symbols of an enum that must be of one meaning."""
_INFLECTED = 8
"""Letters from which a word of another language may have an ending of one or two letters more."""
_JOINED = 4
"""Letters that each part of a joined word has at least, but for words for people and known abbreviations."""


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
    inflected: Mapping[str, Looks]
    alone: Mapping[str, Looks]
    people_only: Mapping[str, Looks]
    people: frozenset[str]
    carriers: frozenset[str]
    harmless_after: frozenset[str]
    harmless_before: frozenset[str]
    symbols: Mapping[str, str]
    docs: documentation.Documentation
    _known: dict[str, Looks | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of_name(self, name: str) -> Looks | None:
        """What the name of a field looks like; None: like nothing personal. `name` is the last part of a path."""
        if name not in self._known:  # a fleet has few names that are not used again and again
            self._known[name] = self._look_up(self._tokens(name))
        return self._known[name]

    def of_path(self, path: Sequence[str]) -> Looks | None:
        """What a field looks like by its name and those of the records around it, the outermost first: `number` in a
        `card`. A name around counts alone where the field's own adds nothing: `emails[].value`."""
        last = path[-1]
        looks = self.of_name(last)
        own = self._tokens(last) if looks is None and len(path) > 1 else []
        for above in range(1, min(_ABOVE, len(path) - 1) + 1):
            if looks:
                break
            around = [word for name in path[-1 - above : -1] for word in self._tokens(name)]
            looks = self._look_up([*around, *own], () if set(own) <= self.carriers else (len(around),))
        return looks

    def of_symbols(self, symbols: Iterable[str]) -> str | None:
        """What most symbols of an enum say about a person: its semantic type; None if fewer than two say anything."""
        meanings = Counter(semantic for one in symbols if (semantic := self.symbols.get(_squashed(one))))
        return next((semantic for semantic, number in meanings.most_common(1) if number >= _SYMBOLS), None)

    def _tokens(self, name: str) -> list[str]:
        return [word for token in words_of(name) for word in self._apart(token)]

    def _look_up(self, tokens: Sequence[str], across: Sequence[int] = ()) -> Looks | None:
        """The longest pattern that fits; only one that spans all places of `across`."""
        for length in range(min(len(tokens), _LONGEST), 0, -1):
            for start in range(len(tokens) - length, -1, -1):  # what a name says last is what it is
                end = start + length
                first = start - 1 if start > 0 and tokens[start - 1] in self.people else start
                if any(not first < place < end for place in across) or self._harmless(tokens, first, end):
                    continue
                looks = self._at(tokens, start, end)
                if looks:
                    return looks
        return None

    def _at(self, tokens: Sequence[str], start: int, end: int) -> Looks | None:
        run = "".join(tokens[start:end])
        looks = self._anywhere(run)
        after_people = start > 0 and tokens[start - 1] in self.people
        before = () if after_people else tokens[:start]
        after = [word for word in tokens[end:] if word not in self.people]  # `cpf_cliente`: whose it is
        # `phone2` is one of several, `pan_masked` still a card
        if looks is None and all(self._adds_nothing(word) for word in (*before, *after)):
            looks = self.alone.get(run)
        if looks is None and after_people:
            looks = _in(self.people_only, run)
        return looks

    def _anywhere(self, run: str) -> Looks | None:
        """What a run of words is wherever it stands; of other languages also in another case: `allergien`."""
        return _in(self.words, run) or self.inflected.get(run[:-1]) or self.inflected.get(run[:-2])

    def _adds_nothing(self, word: str) -> bool:
        return word.isdigit() or word in self.carriers

    def _harmless(self, tokens: Sequence[str], first: int, end: int) -> bool:
        """The words around say that it is something about the thing: `email_count`, `number_of_phones`."""
        if any(word in self.harmless_after for word in tokens[end:]):
            return True
        return any("".join(tokens[max(first - words, 0) : first]) in self.harmless_before for words in (1, 2))

    def _apart(self, token: str) -> tuple[str, ...]:
        """`useremail` is `user`, `email`, and `creditcardnumber` is `creditcard`, `number`, if that is something."""
        if self._anywhere(token) or token in self.alone:
            return (token,)
        for length in range(2, len(token) - 1):
            first, rest = token[:length], token[length:]
            if first in self.people and any(_in(table, rest) for table in (self.words, self.alone, self.people_only)):
                return first, rest
            if min(length, len(rest)) < _JOINED:
                continue
            if _in(self.words, first) and (rest in self.carriers or rest in self.harmless_after):
                return first, rest
            if _in(self.words, rest) and (first in self.carriers or first in self.people):
                return first, rest
        return (token,)


def _in(table: Mapping[str, Looks], run: str) -> Looks | None:
    """What stands in a table for a word, or for what it is the plural of."""
    return table.get(run) or (table.get(run[:-1]) if run.endswith("s") else None)


NOTHING = PersonalNames({}, {}, {}, {}, frozenset(), frozenset(), frozenset(), frozenset(), {}, documentation.NOTHING)
"""The table of a repository whose file cannot be used, which is a problem of its own: nothing looks personal."""


def words_of(name: str) -> list[str]:
    """The words of a name in camelCase, snake_case or any mixture, in lower case: `eMail` is `e`, `mail`."""
    return [word.lower() for word in _WORD.findall(name)]


def settle(policy: PersonalNamesPolicy) -> PersonalNames:
    """The table as it is looked up: what the organisation's file says, and then what is called so in any language."""
    rows = [(row, Looks(row.semantic, not row.any)) for row in policy.names]
    free: list[tuple[NameRow | FreeText, Looks]] = [(policy.free_text, Looks(policy.free_text.semantic, True, True))]
    every: list[tuple[NameRow | FreeText, Looks]] = [*rows, *free]
    words = {_squashed(word): looks for row, looks in every for word in row.words}
    alone = {_squashed(word): looks for row, looks in every for word in row.alone}
    inflected: dict[str, Looks] = {}
    by_meaning = {looks.semantic: looks for _, looks in reversed(every)}
    for one in languages.known() if policy.languages else ():
        looks = by_meaning.get(one.semantic)
        if looks and one.name not in words:
            (alone if one.alone else words).setdefault(one.name, looks)
            if not one.alone and len(one.name) >= _INFLECTED:
                inflected.setdefault(one.name, looks)
    for name in (_squashed(one) for one in policy.harmless):
        for names in (words, inflected, alone):
            names.pop(name, None)
    return PersonalNames(
        words=words,
        inflected=inflected,
        alone=alone,
        people_only={_squashed(word): looks for row, looks in rows for word in row.people},
        people=_all_squashed(policy.people),
        carriers=_all_squashed(policy.carriers),
        harmless_after=_all_squashed(policy.harmless_after),
        harmless_before=_all_squashed(policy.harmless_before),
        symbols={_squashed(symbol): row.semantic for row in policy.symbols for symbol in row.symbols},
        docs=documentation.settle(policy.docs),
    )


def _squashed(words: str) -> str:
    return _NO_WORD.sub("", words.lower())


def _all_squashed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_squashed(word) for word in words)

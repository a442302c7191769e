"""What a field's name looks like: guesses from a table of patterns, whatever the spelling, language and structure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from composer.personal_names import documentation, languages
from composer.personal_names.name_parts import split_name, squashed
from composer.personal_names.record_names import NO_RECORDS, NO_SERVICES, PERSON, RecordNames, ServiceNames
from composer.personal_names.word_forms import WordForms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LONGEST = 6
"""Words of a name that are looked at together."""
_ABOVE = 2
"""Records around a field whose names are read together with its own."""
_SYMBOLS = 2
"""Symbols of an enum that must be of one meaning."""
_JOINED = 4
"""Letters that each part of a joined word has at least, but for words for people and known abbreviations."""
_OF_PROGRAMS = ("user.contact", "user.device", "user.authorization", "user.behavior", "user.location", "user.content")
"""Meanings of words that programs are called by, too, which have clients and owners that are no persons."""

_NUMBERED = "user.unique_id"
"""What whatever is in a record may have: the id of a `debtor` may be a company's."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a field looks like: a semantic type. `text_only`: only if it can hold text. `free`: people write into it."""

    semantic: str
    text_only: bool
    free: bool = False


@dataclass(frozen=True)
class PersonalNames:
    """The table, ready to be looked up: squashed patterns by where in a name they count."""

    words: Mapping[str, Likeness]
    alone: Mapping[str, Likeness]
    people_only: Mapping[str, Likeness]
    people: frozenset[str]
    carriers: frozenset[str]
    harmless_after: frozenset[str]
    harmless_before: frozenset[str]
    symbols: Mapping[str, str]
    symbols_beside: Mapping[str, str]
    docs: documentation.Documentation
    others: tuple[tuple[languages.PersonalWord, Likeness], ...]
    records: RecordNames = NO_RECORDS
    services: ServiceNames = NO_SERVICES
    _cache: dict[str, Likeness | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _parts: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _of_forms: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _starts: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _read: dict[tuple[str, ...], Likeness | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of_name(self, name: str) -> Likeness | None:
        """The looks of a field by its name; None: like nothing personal. `name` is the last part of a path."""
        if name not in self._cache:  # a fleet has few names that are not used again and again
            self._cache[name] = self._look_up((), self._tokens(name))
        return self._cache[name]

    def of_path(self, path: Sequence[str], event_type: str = "") -> Likeness | None:
        """The looks of a field by its name and those of the records around it, the outermost first: `number` in a
        `card`. A name around counts alone where the field's own adds nothing: `emails[].value`."""
        read = tuple(path)
        if read not in self._read:
            self._read[read] = self._of_path((*self.records.around(read[:-1])[-_ABOVE:], read[-1]))
        looks = self._read[read]
        of_people = any(self.records.of_people(name, self.people) for name in read[:-1])
        of_service = looks and not of_people and self.services.of_service(read, event_type, self.carriers)
        return None if of_service else looks

    def _of_path(self, path: Sequence[str]) -> Likeness | None:
        last = path[-1]
        looks = self.of_name(last)
        own = self._tokens(last) if looks is None and len(path) > 1 else []
        for above in range(1, len(path)):
            if looks:
                break
            around = [word for name in path[-1 - above : -1] for word in self._tokens(name)]
            looks = self._look_up(around, own, joined=not set(own) <= self.carriers)
        return looks or self._in_record(path, own)

    def _in_record(self, path: Sequence[str], own: Sequence[str]) -> Likeness | None:
        """The looks of a field in a record that is named for people, or for what is said about them."""
        for record in reversed(path[:-1]):
            looks = self._look_up([PERSON], own, joined=True) if self.records.of_people(record, self.people) else None
            if looks and not looks.semantic.startswith(_NUMBERED):
                return looks
            subject = self.of_name(record)
            if subject and self.records.detailed(own, subject.semantic, self.carriers):
                return Likeness(subject.semantic, text_only=False)
        return None

    def of_symbols(self, symbols: Iterable[str]) -> str | None:
        """The semantic type that most symbols of an enum say of a person; None if fewer than two say anything."""
        squashed_ones = [squashed(one) for one in symbols]
        if not squashed_ones:
            return None  # nearly every field is no enum
        meanings = Counter(self.symbols[one] for one in squashed_ones if one in self.symbols)
        beside = Counter(meaning for one in squashed_ones if (meaning := self.symbols_beside.get(one)) in meanings)
        return next((semantic for semantic, number in (meanings + beside).most_common(1) if number >= _SYMBOLS), None)

    def _tokens(self, name: str) -> list[str]:
        """The words of a name as the table has them; a fleet has few words that are not used again and again."""
        tokens: list[str] = []
        for token in split_name(name):
            parts = self._parts.get(token)
            if parts is None:
                parts = self._parts[token] = self._apart(token)
            tokens += parts
        return tokens

    def _look_up(self, around: Sequence[str], own: Sequence[str], *, joined: bool = False) -> Likeness | None:
        """The longest pattern that fits, in the form it is written in before all others; `joined`: only one that has
        words of both."""
        looks = self._as_written([*around, *own], (len(around),) if joined else ())
        if looks:
            return looks
        plain = [[word for token in part for word in self._formed(token)] for part in (around, own)]
        if plain != [list(around), list(own)]:
            looks = self._as_written([*plain[0], *plain[1]], (len(plain[0]),) if joined else ())
        return looks or self._in_phrases([*around, *own], (len(around),) if joined else ())

    def _as_written(self, tokens: Sequence[str], across: Sequence[int]) -> Likeness | None:
        starts = [place for place, token in enumerate(tokens) if self._may_start(token)]
        for length in range(min(len(tokens), _LONGEST), 0, -1) if starts else ():
            for start in reversed(starts):  # what a name says last is what it is
                end = start + length
                if end <= len(tokens) and (looks := self._at(tokens, start, end)):
                    first = start - 1 if start > 0 and tokens[start - 1] in self.people else start
                    if self._counts(tokens, first, end, across, looks):
                        return looks
        return None

    def _in_phrases(self, tokens: Sequence[str], across: Sequence[int]) -> Likeness | None:
        for start, end, looks in self._forms.phrases(tokens) if len(tokens) > 1 else ():
            if self._counts(tokens, start, end, across, looks):
                return looks
        return None

    def _formed(self, token: str) -> tuple[str, ...]:
        """The words of the dictionary that a token is a form of; itself if it is one, or of none."""
        formed = self._of_forms.get(token)
        if formed is None:
            known = token in self._as_they_are or any(_in(table, token) for table in self._tables)
            formed = self._of_forms[token] = ((token,) if known else self._forms.made_of(token)) or (token,)
        return formed

    def _counts(self, tokens: Sequence[str], first: int, end: int, across: Sequence[int], looks: Likeness) -> bool:
        of_program = looks.semantic.startswith(_OF_PROGRAMS)
        return all(first < place < end for place in across) and not self._harmless(tokens, first, end, of_program)

    def _may_start(self, token: str) -> bool:
        """True if a pattern begins with this word, or is it: most words of most names are in none."""
        if token not in self._starts:
            place = bisect_left(self._sorted, token)
            begins = place < len(self._sorted) and self._sorted[place].startswith(token)
            self._starts[token] = begins or any(_in(table, token) for table in self._tables)
        return self._starts[token]

    @cached_property
    def _tables(self) -> tuple[Mapping[str, Likeness], ...]:
        return self.words, self.alone, self.people_only

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted({pattern for table in self._tables for pattern in table})

    @cached_property
    def _forms(self) -> WordForms[Likeness]:
        return WordForms(self.others, languages.grammars() if self.others else {})

    def _at(self, tokens: Sequence[str], start: int, end: int) -> Likeness | None:
        run = "".join(tokens[start:end])
        looks = _in(self.words, run)
        after_people = start > 0 and tokens[start - 1] in self.people
        before = () if after_people else tokens[:start]
        after = [word for word in tokens[end:] if word not in self.people]  # `cpf_cliente`: whose it is
        # `phone2` is one of several, `pan_masked` still a card
        if looks is None and all(self._adds_nothing(word) for word in (*before, *after)):
            looks = self.alone.get(run)
        if looks is None and after_people:
            looks = _in(self.people_only, run)
        return looks

    def _adds_nothing(self, word: str) -> bool:
        return word.isdigit() or word in self.carriers

    def _harmless(self, tokens: Sequence[str], first: int, end: int, of_program: bool) -> bool:
        """The words around say that it is something about the thing: `email_count`, `number_of_phones`."""
        # an `email_client` is a program, `home_address_client` and `sexe_client` are of a person
        whose = self.people if end - first > 1 or not of_program else frozenset()
        if any(word in self.harmless_after and word not in whose for word in tokens[end:]):
            return True
        return any("".join(tokens[max(first - count, 0) : first]) in self.harmless_before for count in (1, 2))

    def _apart(self, token: str) -> tuple[str, ...]:
        """`useremail` is `user`, `email`, and `creditcardnumber` is `creditcard`, `number`, if that is something."""
        if _in(self.words, token) or token in self.alone:
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
            if _in(self.words, first) and rest in self.people:
                return first, rest
        return (token,)

    @cached_property
    def _as_they_are(self) -> frozenset[str]:
        """Words that mean something by themselves."""
        return self.people | self.carriers | self.harmless_after


def _in(table: Mapping[str, Likeness], run: str) -> Likeness | None:
    """The entry of a table for a word, or for what it is the plural of."""
    return table.get(run) or (table.get(run[:-1]) if run.endswith("s") else None)

"""What a field's name, or its documentation, looks like: guesses from a table of patterns, whatever the spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.spec.privacy import FreeText, NameRow, PersonalNamesPolicy

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_NO_WORD = re.compile(r"[^a-z0-9]+")
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
        """The semantic type that documentation speaks of; None: of none that is known."""
        text = f" {_NO_WORD.sub(' ', doc.lower()).strip()} "
        found = next((semantic for phrase, semantic in self.phrases.items() if f" {phrase} " in text), None)
        return None if found is None or any(f" {word} " in text for word in self.unless) else found

    def _look_up(self, name: str) -> Looks | None:
        """The longest pattern that fits."""
        tokens = words_of(name)
        for length in range(min(len(tokens), _LONGEST), 0, -1):
            for start in range(len(tokens) - length + 1):
                run, rest = "".join(tokens[start : start + length]), tokens[start + length :]
                if rest and rest[0] in self.harmless_after:
                    continue
                found = self.words.get(run)
                after_people = start > 0 and tokens[start - 1] in self.people
                if not found and not rest and (start == 0 or after_people):
                    found = self.alone.get(run)
                if not found and after_people:
                    found = self.people_only.get(run)
                if found:
                    return found
        return None


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


def _squashed(words: str) -> str:
    return _NO_WORD.sub("", words.lower())


def _spaced(words: str) -> str:
    return _NO_WORD.sub(" ", words.lower()).strip()


def _all_squashed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_squashed(word) for word in words)

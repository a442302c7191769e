"""Words of other languages as they are inflected, joined and transliterated: forms are found, not listed.

A language's file has a word once, in its first form; its grammar says how others are made. What is found is the words
of the dictionary that a token is made of, so that everything else looks at them as if they had been written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Generic, TypeVar

from composer.personal_names.languages import PersonalWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.personal_names.languages import Grammar

_Meaning = TypeVar("_Meaning")
_STEM = 5
"""Letters that are left of a word that counts by itself, at least, when its ending is cut off."""
_STEM_IN_PHRASE = 3
"""The same, of a word beside which the others of its name must stand."""
_PART = 6
"""Letters that a word has at least to be known inside a compound."""
_REST = 3
"""Letters of the rest of a compound, at least: fewer are an ending, or chance."""
_PHRASE = 7
"""Letters of the words of a name together, at least, that may be inflected or stand in another order."""
_LONGEST = 4
"""Words of a name that may be inflected, or stand in another order."""
_FEWEST = 2
"""The same, at least."""
_ENDING = 6
"""Letters of the longest ending."""
_SOUNDS = (
    *(("eu", "ev"), ("y", "i"), ("j", "i"), ("u", "o"), ("w", "o"), ("ts", "c"), ("tz", "c"), ("ph", "f")),
    *((f"{letter}h", letter) for letter in "ckgbtdsz"),
    *(("ei", "i"), ("ee", "i")),
)
"""Ways to write one sound in Latin letters, each with the one that stands for all."""
_DOUBLE = re.compile(r"(.)\1")


class WordForms(Generic[_Meaning]):
    """The dictionaries of all languages, ready for words in any form. `names` come with what they mean."""

    def __init__(self, names: Iterable[tuple[PersonalWord, _Meaning]], grammars: Mapping[str, Grammar]) -> None:
        self._grammars = grammars
        self._stems: defaultdict[str, list[PersonalWord]] = defaultdict(list)
        self._parts: dict[str, Grammar] = {}
        self._sounds: dict[str, tuple[str, _Meaning]] = {}
        self._heard_first: dict[str, bool] = {}
        self._in_phrases: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._heard: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._phrases: dict[tuple[str, ...], _Meaning] = {}
        self._candidates: dict[str, frozenset[tuple[str, str]]] = {}
        self._small = frozenset(word for grammar in grammars.values() for word in grammar.small)
        for one, meaning in names:
            self._learn(one, meaning)
        for language, grammar in grammars.items():
            for word in grammar.people:
                self._stems[word].append(PersonalWord("", word, False, (word,), language))
        self._sorted = sorted(self._sounds)

    def _learn(self, one: PersonalWord, meaning: _Meaning) -> None:
        grammar = self._grammars[one.language]
        if grammar.transliterated and not one.alone and len(one.name) > _STEM:
            self._sounds.setdefault(_sound(one.name), (one.name, meaning))
        if len(one.phrases) == 1:
            for stem in (one.name,) if one.alone else _stems(one.name, grammar, _STEM):
                self._stems[stem].append(one)
            if grammar.joints and not one.alone and len(one.name) >= _PART:
                self._parts.setdefault(one.name, grammar)
            return
        content = [word for word in one.phrases if word not in grammar.small]
        if one.alone or not 1 < len(content) <= _LONGEST or sum(map(len, content)) < _PHRASE:
            return
        key = (one.language, *sorted(content))
        if key in self._phrases or min(map(len, content)) < _STEM_IN_PHRASE:  # `id client` is not `client_id`
            return
        self._phrases[key] = meaning
        for word in content:
            if grammar.transliterated and len(word) > _STEM_IN_PHRASE:
                self._heard[_sound(word)].append((one.language, word))
            for stem in _stems(word, grammar, _STEM_IN_PHRASE):
                self._in_phrases[stem].append((one.language, word))

    def made_of(self, token: str) -> tuple[str, ...] | None:
        """The dictionary's words that a token is a form of, or joined of; None: of none."""
        word = self._inflected(token) or self._compound(token)
        if word or len(token) <= _STEM:
            return word
        heard = self._sounds.get(_sound(token))
        return (heard[0],) if heard else None

    def _inflected(self, token: str) -> tuple[str, ...] | None:
        for stem, ending in _endings(token, _STEM):
            for one in self._stems.get(stem, ()):
                if _may_follow(ending, self._grammars[one.language]):
                    return (one.name,)
        return None

    def _compound(self, token: str) -> tuple[str, ...] | None:
        """`kranken`, `akte`: a word of the dictionary and another, which says itself whether it changes anything."""
        for cut in range(len(token) - _REST, _PART - 1, -1):
            grammar = self._parts.get(token[:cut])
            if grammar:
                return token[:cut], token[cut:]
            last = self._parts.get(token[-cut:])
            if last:
                return token[:-cut], token[-cut:]
        return None

    def phrases(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, _Meaning]]:
        """Names of more than one word among the tokens, in any form and order, without small words: from where to
        where they are, and what they mean; the longest first."""
        content = [(place, self._of_phrases(token)) for place, token in enumerate(tokens) if token not in self._small]
        if sum(1 for _, candidates in content if candidates) >= _FEWEST:
            for length in range(min(len(content), _LONGEST), 1, -1):
                for start in range(len(content) - length, -1, -1):
                    window = content[start : start + length]
                    for meaning in self._of_window([candidates for _, candidates in window]):
                        yield window[0][0], window[-1][0] + 1, meaning
        for start in range(len(tokens) - 1):
            if self._may_be_heard(tokens[start]):
                for end in range(min(len(tokens), start + _LONGEST), start + 1, -1):
                    heard = self._sounds.get(_sound("".join(tokens[start:end])))
                    if heard:
                        yield start, end, heard[1]

    def _of_window(self, window: Sequence[frozenset[tuple[str, str]]]) -> Iterator[_Meaning]:
        if not all(window):
            return
        for language in sorted({language for language, _ in window[0]}):
            for reading in product(*([word for of, word in one if of == language] for one in window)):
                key = (language, *sorted(reading))
                if key in self._phrases:
                    yield self._phrases[key]

    def _may_be_heard(self, token: str) -> bool:
        """True if a name of a transliterated language sounds like this at its beginning."""
        first = self._heard_first.get(token)
        if first is None:
            sound = _sound(token)
            place = bisect_left(self._sorted, sound)
            first = place < len(self._sorted) and self._sorted[place].startswith(sound)
            self._heard_first[token] = first
        return first

    def _of_phrases(self, token: str) -> frozenset[tuple[str, str]]:
        """The words of phrases, each with its language, that a token is a form of."""
        candidates = self._candidates.get(token)
        if candidates is None:
            candidates = frozenset(
                (language, word)
                for stem, ending in _endings(token, _STEM_IN_PHRASE)
                for language, word in self._in_phrases.get(stem, ())
                if stem + ending == word or _may_follow(ending, self._grammars[language])
            )
            candidates = candidates or frozenset(self._heard.get(_sound(token), ()))
            self._candidates[token] = candidates
        return candidates


def _stems(word: str, grammar: Grammar, least: int) -> Iterator[str]:
    """A word, and what is left of it where an ending of its first form is cut off."""
    yield word
    for base in grammar.bases:
        if word.endswith(base) and len(word) - len(base) >= least:
            yield word[: -len(base)]


def _endings(token: str, least: int) -> Iterator[tuple[str, str]]:
    """All ways to cut a token in two, the longest stem first."""
    for cut in range(len(token), max(least, len(token) - _ENDING) - 1, -1):
        yield token[:cut], token[cut:]


def _may_follow(ending: str, grammar: Grammar) -> bool:
    return not ending or ending in grammar.endings


def _sound(word: str) -> str:
    for written, letter in _SOUNDS:
        word = word.replace(written, letter)
    return _DOUBLE.sub(r"\1", word)

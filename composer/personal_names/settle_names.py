"""The table of names from what an organisation's file says and what is called so in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.personal_names import documentation, languages
from composer.personal_names.name_parts import all_squashed, squashed
from composer.personal_names.name_table import Likeness, PersonalNames
from composer.personal_names.record_names import RecordNames, ServiceNames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.spec.name_rows import FreeText, NameRow, PersonalNamesPolicy

NOTHING = PersonalNames(
    {}, {}, {}, frozenset(), frozenset(), frozenset(), frozenset(), {}, {}, documentation.NOTHING, ()
)
"""The table of a repository whose file cannot be used, which is a problem of its own: nothing looks personal."""


_KEPT = 8
"""Tables that are kept: a comparison has two, and who edits a policy file looks at one after the other."""
_known: dict[str, PersonalNames] = {}


def settle(policy: PersonalNamesPolicy) -> PersonalNames:
    """The table as it is looked up: what the organisation's file says, and then what is called so in any language.

    Files that say the same have one table, whatever changed around them: to learn the forms of thousands of words takes
    longer than all else that is read.
    """
    key = policy.model_dump_json()
    if key not in _known:
        while len(_known) >= _KEPT:
            del _known[next(iter(_known))]
        _known[key] = _table(policy)
    return _known[key]


def _table(policy: PersonalNamesPolicy) -> PersonalNames:
    rows = [(row, Likeness(row.semantic, not row.any)) for row in policy.names]
    free: list[tuple[NameRow | FreeText, Likeness]] = [
        (policy.free_text, Likeness(policy.free_text.semantic, True, True))
    ]
    every: list[tuple[NameRow | FreeText, Likeness]] = [*rows, *free]
    words = {squashed(word): looks for row, looks in every for word in row.words}
    alone = {squashed(word): looks for row, looks in every for word in row.alone}
    by_meaning = {looks.semantic: looks for _, looks in reversed(every)}
    harmless = all_squashed(policy.harmless)
    others = tuple(
        (one, words.get(one.name, looks))
        for one in (languages.all_names() if policy.languages else ())
        if (looks := by_meaning.get(one.semantic)) and one.name not in harmless
    )
    for one, looks in others:
        if one.name not in words:
            (alone if one.alone else words).setdefault(one.name, looks)
    for name in harmless:
        for names in (words, alone):
            names.pop(name, None)
    grammars = languages.grammars().values() if policy.languages else ()
    return PersonalNames(
        words=words,
        alone=alone,
        people_only={squashed(word): looks for row, looks in rows for word in row.people},
        people=all_squashed(policy.people).union(*(one.people for one in grammars)),
        carriers=all_squashed(policy.carriers),
        harmless_after=all_squashed(policy.harmless_after).union(*(one.after for one in grammars)),
        harmless_before=all_squashed(policy.harmless_before),
        symbols={squashed(symbol): row.semantic for row in policy.symbols for symbol in row.symbols},
        symbols_beside={squashed(symbol): row.semantic for row in policy.symbols for symbol in row.beside},
        docs=documentation.settle(policy.docs, _phrases(policy, others)),
        others=others,
        records=RecordNames(
            people=all_squashed(policy.records.people),
            wrappers=all_squashed(policy.records.wrappers),
            details=all_squashed(policy.records.details),
            subjects=tuple(policy.records.subjects),
        ),
        services=ServiceNames(all_squashed(policy.services.names), all_squashed(policy.services.words)),
    )


_PHRASE = 10
"""Letters of a name of several words, at least, that is a phrase of documentation, too."""
_OF_THINGS = ("user.device", "user.behavior", "user.location", "user.authorization", "user.contact.address")
"""Meanings that the documentation of harmless fields speaks of, too: a shop's street, the version of an agent."""
_WORD = 9
"""The same of one word: shorter ones are too often something else in a sentence."""


def _phrases(policy: PersonalNamesPolicy, others: Iterable[tuple[languages.PersonalWord, Likeness]]) -> dict[str, str]:
    """Names that say enough to be looked for in sentences, with what they mean: those of several words, and long ones
    of other languages, which are no words of English."""
    harmless = all_squashed(policy.harmless)
    ours = {documentation.spaced(word): row.semantic for row in policy.names for word in row.words}
    theirs = {" ".join(one.phrases): looks.semantic for one, looks in others if not one.alone}
    enough = {
        **{name: meaning for name, meaning in theirs.items() if len(name) >= (_PHRASE if " " in name else _WORD)},
        **{name: meaning for name, meaning in ours.items() if " " in name and len(name) >= _PHRASE},
    }
    return {
        name: meaning
        for name, meaning in enough.items()
        if squashed(name) not in harmless and not meaning.startswith(_OF_THINGS)
    }

"""What the organisation writes to find people's data: names, records, symbols and documentation that look personal."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from composer.spec.base import Form, Repeats, SemanticKey, Spec, Text, Unique
from composer.spec.protection import TEXTS, ChangeKind, Key, Still, Weakens, Within

_Phrase = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+( [a-z0-9]+)*$", max_length=80),
    Form("words in lower case, with one space between them", "e mail"),
]
_Words = Annotated[list[_Phrase], Unique()]
_NOT_ASKED = "fields named so are not asked about any more: {items}"
_Anywhere = Annotated[_Words, Weakens(ChangeKind.REMOVED, _NOT_ASKED, still=Still.NAME)]
_Alone = Annotated[
    _Words, Weakens(ChangeKind.REMOVED, f"{_NOT_ASKED}, where that is the whole name", still=Still.ALONE)
]
_AfterPeople = Annotated[
    _Words, Weakens(ChangeKind.REMOVED, f"{_NOT_ASKED}, after words for people", still=Still.AFTER_PEOPLE)
]
_Excuses = Annotated[
    _Words,
    Weakens(ChangeKind.ADDED, "names that look personal are not asked about any more, with these words: {items}"),
]
_Denials = Annotated[
    _Words, Weakens(ChangeKind.ADDED, "documentation is not asked about any more, with these words: {items}")
]
_Source = Annotated[Text, Field(description="Where these facts come from, and who may change them."), TEXTS]


class NameRow(Spec):
    """Names that look like one meaning. Words are in lower case, several of one name with spaces between them."""

    semantic: Annotated[SemanticKey, Key()]
    """What such a field probably is: a row of semantic_types.yaml."""
    any: Annotated[bool, Key()] = False
    """Whether numbers and dates count, too; left out, only fields that can hold text do."""
    words: _Anywhere = []
    """Anywhere in a name."""
    alone: _Alone = []
    """The whole name, or what is left of it after one of `people`."""
    people: _AfterPeople = []
    """Only directly after one of `people`."""


class FreeText(Spec):
    """Names of fields that people write into."""

    semantic: Annotated[
        SemanticKey, Weakens(ChangeKind.SET, "such fields are taken for {now} instead of {was}", still=Still.MEANING)
    ]
    """What such a field is treated as."""
    words: _Anywhere = []
    """Anywhere in a name."""
    alone: _Alone = []
    """The whole name, or what is left of it after one of `people`."""


class SymbolsRow(Spec):
    """Symbols of enums that say one thing about a person."""

    semantic: Annotated[SemanticKey, Key()]
    """What a field of such an enum is."""
    symbols: Annotated[
        _Words,
        Weakens(ChangeKind.REMOVED, "enums with these are not asked about any more: {items}", still=Still.SYMBOL),
    ]
    """Two of them in one enum are enough; `_` is a blank here."""
    beside: Annotated[
        _Words, Weakens(ChangeKind.REMOVED, "these count no more beside other symbols of one enum: {items}")
    ] = []
    """Symbols that count only beside one of the others: `WHITE` is a colour, too."""


class RecordsRow(Spec):
    """What the records around a field say of it."""

    people: Annotated[
        _Words, Weakens(ChangeKind.REMOVED, "records of these names count as people's no more: {items}")
    ] = []
    """Words for people, one or many, as the last word of a record's name: `driver: {name}`. Elsewhere in a name they
    say nothing: a `driver_version` is a program's."""
    wrappers: Annotated[
        _Words, Weakens(ChangeKind.REMOVED, "fields in records of these names are not asked about any more: {items}")
    ] = []
    """Names of records that say nothing themselves: `person: {details: {first}}`."""
    details: Annotated[
        _Words, Weakens(ChangeKind.REMOVED, "these are not asked about any more in records about somebody: {items}")
    ] = []
    """What is said about the subject of a record: `passport: {issuer}`, `conviction: {date}`."""
    subjects: Annotated[
        list[SemanticKey],
        Unique(),
        Weakens(
            ChangeKind.REMOVED, "records that look like these are not asked about field by field any more: {items}"
        ),
    ] = []
    """Meanings, with all below them, that a record may be named for."""


class ServiceNames(Spec):
    """What programs and services have as well as people."""

    names: Annotated[
        _Words,
        Weakens(ChangeKind.ADDED, "fields named so are not asked about any more, beside words for services: {items}"),
    ] = []
    """Names that are no person's where one of `words` stands in the path or in the Event Type's name."""
    words: Annotated[
        _Words, Weakens(ChangeKind.ADDED, "fields of services are not asked about any more, beside these: {items}")
    ] = []
    """Words for services, experiments and the like."""


class DocPhrases(Spec):
    """What documentation says about fields that are about a person."""

    unless: _Denials
    """Words with which a clause says something else: `not`, `without`."""
    protected: _Denials = []
    """Words with which a whole sentence speaks of something that nobody can read: `hashed`; `never hashed` takes it
    back."""
    phrases: Annotated[
        dict[_Phrase, SemanticKey],
        Weakens(
            ChangeKind.REMOVED, "documentation that says so is not asked about any more: {items}", still=Still.PHRASE
        ),
    ]
    """Phrases, each with what it speaks of."""


class PersonalNamesPolicy(Spec):
    """personal_names.yaml"""

    source: _Source
    people: Annotated[_Words, Weakens(ChangeKind.REMOVED, "these count as words for people no more: {items}")]
    """Words for people, after which more counts."""
    carriers: Annotated[
        _Words,
        Weakens(ChangeKind.REMOVED, "names are not asked about any more where one of these stands beside: {items}"),
    ] = []
    """Words that add nothing to what they stand beside: `pan_masked`, `nr_passport` and `emails[].value`."""
    harmless_after: _Excuses
    """Words that make of everything before them something else: `email_count`, `iris_dataset_version`."""
    harmless_before: _Excuses = []
    """Words directly before a pattern, one or two, that make something else of it: `number_of_phones`."""
    harmless: Annotated[_Words, Weakens(ChangeKind.ADDED, _NOT_ASKED)] = []
    """Patterns that are nothing personal here: taken out of what the composer knows."""
    languages: Annotated[
        bool,
        Weakens(
            ChangeKind.BECOMES, "names in other languages than those of this file are asked about no more", to=False
        ),
    ] = True
    """Whether names in the languages that the composer knows count, too."""
    names: Annotated[list[NameRow], Field(min_length=1), Repeats("rows of one meaning add up"), Within()]
    """Patterns by meaning; the longest that fits wins."""
    records: Annotated[RecordsRow, Within()] = RecordsRow()
    services: Annotated[ServiceNames, Within()] = ServiceNames()
    symbols: Annotated[list[SymbolsRow], Repeats("rows of one meaning add up"), Within()] = []
    """Symbols of enums by meaning."""
    free_text: Annotated[FreeText, Within()]
    docs: Annotated[DocPhrases, Within()]

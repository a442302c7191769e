"""What the organisation writes to find and to allow: names that look personal, and waivers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from composer.spec.base import Day, Form, SemanticKey, Spec, Text

_Phrase = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+( [a-z0-9]+)*$", max_length=80),
    Form("words in lower case, with one space between them", "e mail"),
]
_Words = list[_Phrase]
_Source = Annotated[Text, Field(description="Where these facts come from, and who may change them.")]


class NameRow(Spec):
    """Names that look like one meaning. Words are in lower case, several of one name with spaces between them."""

    semantic: SemanticKey
    """What such a field probably is: a row of semantic_types.yaml."""
    any: bool = False
    """Whether numbers and dates count, too; left out, only fields that can hold text do."""
    words: _Words = []
    """Anywhere in a name."""
    alone: _Words = []
    """The whole name, or what is left of it after one of `people`."""
    people: _Words = []
    """Only directly after one of `people`."""


class FreeText(Spec):
    """Names of fields that people write into."""

    semantic: SemanticKey
    """What such a field is treated as."""
    words: _Words = []
    """Anywhere in a name."""
    alone: _Words = []
    """The whole name, or what is left of it after one of `people`."""


class SymbolsRow(Spec):
    """Symbols of enums that say one thing about a person."""

    semantic: SemanticKey
    """What a field of such an enum is."""
    symbols: _Words
    """Two of them in one enum are enough; `_` is a blank here."""


class DocPhrases(Spec):
    """What documentation says about fields that are about a person."""

    unless: _Words
    """Words with which a clause says something else: `not`, `without`."""
    protected: _Words = []
    """Words with which a whole sentence speaks of something that nobody can read: `hashed`; `never hashed` takes it
    back."""
    phrases: dict[_Phrase, SemanticKey]
    """Phrases, each with what it speaks of."""


class PersonalNamesPolicy(Spec):
    """personal_names.yaml"""

    source: _Source
    people: _Words
    """Words for people, after which more counts."""
    carriers: _Words = []
    """Words that add nothing to what they stand beside: `pan_masked`, `nr_passport` and `emails[].value`."""
    harmless_after: _Words
    """Words that make of everything before them something else: `email_count`, `iris_dataset_version`."""
    harmless_before: _Words = []
    """Words directly before a pattern, one or two, that make something else of it: `number_of_phones`."""
    harmless: _Words = []
    """Patterns that are nothing personal here: taken out of what the composer knows."""
    languages: bool = True
    """Whether names in the languages that the composer knows count, too."""
    names: Annotated[list[NameRow], Field(min_length=1)]
    """Patterns by meaning; the longest that fits wins."""
    symbols: list[SymbolsRow] = []
    """Symbols of enums by meaning."""
    free_text: FreeText
    docs: DocPhrases


Address = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=300),
    Form("an e-mail address", "dpo@example.com"),
]
"""The e-mail address of a person."""


class WaiverRow(Spec):
    """One permission: for one code, in one Event Type, for a while."""

    code: Annotated[str, StringConstraints(pattern=r"^ET[0-9]{3}$"), Form("a code such as ET410", "ET410")]
    """What is allowed: a code that may be waived, as `check` prints it."""
    event_type: Annotated[
        str,
        StringConstraints(pattern=r"^(\*|[A-Z][A-Za-z0-9]{1,79}|platform:[a-z0-9-]{1,60})$"),
        Form('an Event Type, or "*" for all of them', "EndSong"),
    ]
    """Where; `"*"` for a hazard of one meaning in all Event Types, such as a change of policy; `platform:` and the
    name of a cell for what its Event Types share."""
    path: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """Where exactly, as `explain` names values: `fields.email`, `storage.retention`; left out, in all of it."""
    semantic: SemanticKey | None = None
    """Only fields that meant this, or something below it, before the change: for hazards."""
    reason: Text
    """Why, so that somebody who was not there can judge it."""
    approver: Address
    """Who allowed it: one of `approvers`."""
    expires: Day
    """The last day on which it counts."""


class Approvers(Spec):
    """Who may allow what."""

    privacy: Annotated[list[Address], Field(min_length=1)]
    """Codes about personal data."""
    platform: Annotated[list[Address], Field(min_length=1)]
    """All others that may be waived."""


class WaiversPolicy(Spec):
    """waivers.yaml"""

    source: _Source
    approvers: Approvers
    waivers: list[WaiverRow] = []
    """Each code, Event Type and path once."""

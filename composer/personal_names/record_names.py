"""What the records around a field say of it: whose it is, what it is about, and that it is a program's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.personal_names.name_parts import split_name

if TYPE_CHECKING:
    from collections.abc import Sequence

PERSON = "person"
"""The word that stands for every word for people."""


@dataclass(frozen=True, slots=True)
class RecordNames:
    """Squashed words. `people`: for people, as the name of a record; `wrappers`: records that say nothing themselves;
    `details`: what is said about the `subjects`, which are beginnings of meanings."""

    people: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    subjects: tuple[str, ...] = ()

    def around(self, path: Sequence[str]) -> list[str]:
        """The names of records that say something, outermost first: `person` of `person.details.given`."""
        return [name for name in path if not self.wrappers.issuperset(split_name(name))]

    def of_people(self, name: str, people: frozenset[str]) -> bool:
        """True if a record is named for people, one or many: `driver`, `delivery_drivers`; `people`: words that say so
        anywhere."""
        last = "".join(split_name(name)[-1:])
        return bool({last, last.removesuffix("s")} & (people | self.people))

    def detailed(self, own: Sequence[str], semantic: str, carriers: frozenset[str]) -> bool:
        """True if the words of a field are said about what the record around it means: `issuer` in a `passport`."""
        about = any(f"{semantic}.".startswith(f"{one}.") for one in self.subjects)
        return about and all(word.isdigit() or word in self.details or word in carriers for word in own)


@dataclass(frozen=True, slots=True)
class ServiceNames:
    """Squashed words. `names` are a person's, unless one of `words` stands on the path: `service.health_status`."""

    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def of_service(self, path: Sequence[str], event_type: str, carriers: frozenset[str]) -> bool:
        """True if a field is a program's: the end of its path is one of the names, and something says of what."""
        names = [split_name(name) for name in path]
        if not any(self._is_word(word) for name in (split_name(event_type), *names) for word in name):
            return False
        tails = [[word for name in names[start:] for word in name] for start in range(len(names))]
        return any(self._rest(tail, carriers) in self.names for tail in tails)

    def _is_word(self, word: str) -> bool:
        return word in self.words or word.removesuffix("s") in self.words

    def _rest(self, tokens: Sequence[str], carriers: frozenset[str]) -> str:
        return "".join(word for word in tokens if not self._is_word(word) and word not in carriers)


NO_RECORDS, NO_SERVICES = RecordNames(), ServiceNames()

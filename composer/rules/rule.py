"""A rule: all that is to be known of a kind of problem, so that nothing has to be known by its code elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a problem matters: an error fails `check`, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Protects(StrEnum):
    """What is hurt where a rule does not hold."""

    INTENT = "what was meant: a file is understood as it was written, or not at all"
    OTHERS = "other Event Types and environments"
    DELIVERY = "delivery: events arrive, in time"
    ALERTS = "whoever is on call: alerts come when something is wrong, and only then"
    EVENTS = "events that were delivered: none is lost"
    CONSUMERS = "consumers: what they read stays readable and means the same"
    PEOPLE = "the people whom events are about"
    MONEY = "money that is counted or paid"
    RECORDS = "records: what was decided, and by whom"


class Role(StrEnum):
    """Who may sign a waiver: a list of `approvers` in waivers.yaml."""

    PRIVACY = "privacy"
    PLATFORM = "platform"


class Never(StrEnum):
    """Why a rule cannot be waived."""

    UNCLEAR = "no signature says what was meant instead"
    IMPOSSIBLE = "it would not work, whoever signs"
    REFUSED = "Google Cloud would refuse it, whoever signs"
    RECORDED = "records stay true, or nobody can rely on them"
    REMARK = "it is a remark, which keeps nothing from passing"
    UNSIGNED = "a waiver is no permission for waivers"
    SHARED = "it is about what everybody shares, and is put right there"


class Subject(StrEnum):
    """What a rule judges."""

    DEFINITIONS = "what files say"
    STEP = "a step from one definition to the next"
    HAZARD = "what a change does to what is there"


class Grouping(StrEnum):
    """Problems of one rule that are told as one."""

    FIELDS = "all of one file"
    LEVEL = "those that a row of importance.yaml makes in more than a few Event Types"
    COPIES = "those that a row of semantic_types.yaml and a default make in more than a few Event Types"
    MEANING = "those that a row of semantic_types.yaml makes in more than a few Event Types"


class Repair(StrEnum):
    """What `new --from` does to a schema from elsewhere, rather than refusing it."""

    FIRST_BRANCH = "the branch of the default comes first"
    NO_LOGICAL_TYPE = "the logical type goes"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `title` says what holds where it is kept; `waiver`: who may allow an exception, or why nobody."""

    code: str
    title: str
    protects: Protects
    waiver: Role | Never
    severity: Severity = Severity.ERROR
    warning_where: str = ""
    """Where an error is told as a warning all the same."""
    subject: Subject = Subject.DEFINITIONS
    blocks_compiling: bool = False
    """Nothing can be made of the definition; of another with errors, resources can be computed as they may have been
    applied before there was such a rule."""
    illegal_schema: bool = False
    """The schema is no Avro, or Avro reads it otherwise than it looks."""
    implausible: bool = False
    """The value can be read, and nobody can mean it: what settles with it is not compiled."""
    ends_reading: str = ""
    """What stands in the way of reading on, where something harmless can be read in its place."""
    repeats_key: bool = False
    """A key is there once more than it should be."""
    leaves_names: bool = False
    """The rest of the file is read as it was meant, so that names in it can be looked up."""
    grouping: Grouping | None = None
    counts_others: bool = False
    """It says of how many other problems nothing is told."""
    asks_owner: bool = False
    """Only the owner knows the answer, so that a definition made from a schema may leave it open."""
    names_fields: bool = False
    """It says that there is no such field, which is open while the fields of the schema cannot be read."""
    against_released: bool = False
    """It follows from the released versions, and is judged anew where a base says which those are."""
    breaks_reading: bool = False
    """Two versions of a schema cannot read each other; of a place that is told once."""
    implies: str = ""
    """The code of a hazard that follows from it: where this is told, that is not."""
    records_version: bool = False
    """`check --fix` puts it right by recording the newest schema."""
    follows_lifecycle: bool = False
    """The table of the lifecycle has no such step: no simulated environment may take it either, and between two
    definitions that is told by the table alone."""
    of_policy_files: bool = False
    """It is about files of the whole organisation: no Event Type shows it, and a waiver names a path in the file."""
    promise: str = ""
    """The column of `reliability` in importance.yaml that promises what turned out to be none."""
    repair: Repair | None = None

    def follows_from(self, others: Iterable[Rule]) -> bool:
        """True if this rule is broken where one of the others is: that one is told."""
        return any(one.implies == self.code for one in others)

    @property
    def waivable_by(self) -> Role | None:
        """Who may allow an exception; None for nobody."""
        return self.waiver if isinstance(self.waiver, Role) else None

    @property
    def is_hazard(self) -> bool:
        """True if it is about what a change does to what is there."""
        return self.subject is Subject.HAZARD

    @property
    def of_change(self) -> bool:
        """True if it is about a change: whether one is pending cannot be seen from the definitions alone."""
        return self.subject is not Subject.DEFINITIONS


@dataclass(frozen=True, slots=True)
class Area:
    """Rules that belong together: their codes begin alike, and stand in order."""

    title: str
    prefix: str
    rules: tuple[Rule, ...]

"""What keeps data from being read, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.schema.walk import Path


class Direction(StrEnum):
    """Which way data travels between the newest schema and a released one."""

    READS = "reads"
    """The newest reads what was written with the released one: consumers of stored data need it."""
    WRITES = "writes"
    """The released one reads what is written with the newest: Pub/Sub demands it, and consumers not yet updated."""


class Kind(StrEnum):
    """Why data cannot be read. The values are stable; words may change."""

    TYPE = "type"
    """Two types that neither are the same nor promote."""
    NAME = "name"
    """Records, enums or fixed types with different names, and no alias that bridges them."""
    DEFAULT = "default"
    """A field of the reader that is not written, and has no default."""
    BRANCH = "branch"
    """A type may be written that no branch of the reader takes."""
    SYMBOLS = "symbols"
    """Symbols may be written that the reader's enum does not have, and it has no default."""
    SIZE = "size"
    """Fixed types of different sizes."""
    DECIMAL = "decimal"
    """Decimals of different precision or scale."""
    ALIAS = "alias"
    """Aliases under which two fields would become one."""
    READERS = "readers"
    """Readable by the letter of the specification, and not by Avro for Java, which most consumers read with: full names
    differ where that looks at them. Left out of `incompatibilities`, too."""
    MEANING = "meaning"
    """The data can be read, but it would mean something else: milliseconds taken for microseconds. Avro's resolution
    does not look at this, so `incompatibilities` leaves it out; the history of an Event Type does not."""


BESIDE = "or add a field with the new type beside it, with a default, and mark this one `deprecated`"
"""The way out of every change of a type: what is recorded stays, and readers move over in their time."""


@dataclass(frozen=True, slots=True)
class Incompatibility:
    """One reason why what a writer writes cannot be read.

    `path` is dotted, in the reader's names: `address.city`, `tags[]` (items), `extra{}` (values), `payment<Card>` (that
    branch of a union; left out where a union only adds null). It is "" for the whole schema.
    `reader_type` and `writer_type` are words such as `union of null, string`, "" where a side has no such field.
    `fix` says what to change in the reader's schema, `writer_fix` what in the writer's, whichever can be changed.
    `reader_place` and `writer_place` lead from the root of each schema to the key, item or type that
    the difference is about.
    """

    kind: Kind
    path: str
    reader_type: str
    writer_type: str
    reason: str
    fix: str
    writer_fix: str
    reader_place: Path = ()
    writer_place: Path = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a schema cannot be released after others: what `check` refuses, and what makes a change a major one.

    `code` is that of `check`, `path` dotted, `place` leads from the root of the newest schema to what has to change,
    and `versions` are those it does not fit, counted from 1. A break of reading has a `direction` and what was
    `incompatibility`.
    """

    code: str
    path: str
    place: Path
    reason: str
    hint: str
    versions: tuple[int, ...]
    direction: Direction | None = None
    incompatibility: Incompatibility | None = None

    @property
    def located(self) -> str:
        """The reason with the path it is about, which is said once: `at a.b, …`, or in place of the field's name."""
        name = f"`{self.path.rpartition('.')[2]}`"
        if not self.path or self.direction is None:
            return self.reason
        if self.reason.startswith(f"{name} "):
            return f"`{self.path}`{self.reason.removeprefix(name)}"
        return f"at `{self.path}`, {self.reason}"

"""The settled value that all kinds of storage have in common, and what can be asked of any of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from composer.units import DAY, HOUR

if TYPE_CHECKING:
    from composer.units import Seconds


@dataclass(frozen=True, slots=True)
class ColderStep:
    """Files move to a colder class once they are so old, in seconds."""

    storage_class: str
    after: Seconds


@dataclass(frozen=True, slots=True)
class Storage(ABC):
    """Where delivered events are kept. `retention` and `landing_retention` are in seconds.

    `PRODUCT` is what people call the place; `COLUMNS`: events are delivered as columns, which have types of their own
    and can be closed one by one (files are read as a whole).
    """

    kind: str
    partitioning: Literal["hourly", "daily"]
    retention: Seconds
    landing_retention: Seconds

    PRODUCT: ClassVar[str]
    COLUMNS: ClassVar[bool]

    @classmethod
    @abstractmethod
    def simplest(cls, like: Storage) -> Self:
        """This kind of storage, kept as long as another one, with nothing said that only this kind has."""

    @property
    def bucket_length(self) -> int:
        """Seconds of a bucket of time."""
        return HOUR if self.partitioning == "hourly" else DAY

    @property
    def partitions(self) -> int:
        """The partitions that a table of its own needs at most; 0 where nothing is partitioned."""
        return 0

    @property
    def clustered_by(self) -> tuple[str, ...]:
        """The columns that it is clustered by."""
        return ()

"""Colder classes of delivered files in Cloud Storage, by importance: a part of storage.yaml."""

from __future__ import annotations

from typing import Annotated, ClassVar

from composer.spec.base import Between, Duration, Ordered, Spec

_Age = Annotated[Duration, Between("1d", "10y")]
_HINT = "classes get colder with age: NEARLINE first, then COLDLINE, then ARCHIVE; leave out what is not wanted"


def _before(warmer: str, colder: str) -> Ordered:
    return Ordered((warmer,), (colder,), f"the age for {warmer.upper()}", f"that for {colder.upper()}", _HINT)


class ColderRow(Spec):
    """The age at which files of one level of importance move to each class. A class is left out where its minimum
    storage duration is longer than what remains until they are deleted."""

    ORDERED: ClassVar = (
        _before("nearline", "coldline"),
        _before("nearline", "archive"),
        _before("coldline", "archive"),
    )

    nearline: _Age | None = None
    """Half the price of STANDARD; reading costs extra. Paid for 30 days at least."""
    coldline: _Age | None = None
    """A fifth of it; reading costs twice as much extra. Paid for 90 days at least."""
    archive: _Age | None = None
    """Less than a tenth of it; reading costs five times as much extra. Paid for 365 days at least."""


class ColderClasses(Spec):
    """Colder classes for each level of importance; none where it is left out."""

    high: ColderRow = ColderRow()
    """Those of high importance."""
    normal: ColderRow = ColderRow()
    """Those of normal importance."""
    low: ColderRow = ColderRow()
    """Those of low importance."""

"""Why the settled values of an Event Type are what they are. Few are asked for: reasons are made when they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from composer.model.event_type import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.model.event_type import Path

Row = tuple[Any, ...]
"""The fields of a `Reason`, in their order."""


class Reasons(Mapping["Path", Reason]):
    """Reasons by the place of the settled value. A fleet has tens of thousands: kept as rows, they are read at once."""

    __slots__ = ("_rows",)

    def __init__(self, rows: dict[Path, Row]) -> None:
        self._rows = rows

    @classmethod
    def of(cls, reasons: Mapping[Path, Reason]) -> Reasons:
        """These reasons, as rows."""
        return cls({path: tuple(vars(reason).values()) for path, reason in reasons.items()})

    def __getitem__(self, path: Path) -> Reason:
        return Reason(*self._rows[path])

    def __contains__(self, path: object) -> bool:
        return path in self._rows

    def __iter__(self) -> Iterator[Path]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def to_plain(self) -> tuple[dict[Path, Row]]:
        """See `composer.execution.frozen_bytes`."""
        return (self._rows,)

    @classmethod
    def from_plain(cls, rows: dict[Path, Row]) -> Reasons:
        """See `composer.execution.frozen_bytes`."""
        return cls(dict(rows))

    def __reduce__(self) -> tuple[Callable[..., Reasons], tuple[dict[Path, Row]]]:
        return Reasons, (self._rows,)

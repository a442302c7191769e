"""A trend: what became of findings since the last audit, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Trend:
    """Identities of findings, compared with the audit at `time` (ISO). `mended`, with whose each was, is None where not
    everything was looked at: what was not seen is not mended."""

    time: str
    new: tuple[str, ...]
    still: tuple[str, ...]
    mended: Mapping[str, str] | None

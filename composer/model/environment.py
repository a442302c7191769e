"""Environments and their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Cell:
    """One project and region of an environment. `project_number` as Google prints it, digits only."""

    name: str
    project: str
    project_number: str
    region: str


@dataclass(frozen=True, slots=True)
class Channel:
    """Where alerts go: a Monitoring channel type (`email`, `pagerduty`, …) and its labels."""

    name: str
    type: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Environment:
    """Where Event Types are applied.

    `simulated`: Google is played by the local cloud. `backend` and `ledger` are absolute `file://` or `gs://` URLs. `rollout` lists
    importances, first applied first. `event_service_account` publishes all events.
    `placements` maps Event Types to cells; the first cell takes what is not named.
    """

    name: str
    simulated: bool
    backend: str
    ledger: str
    secrets_provider: str
    event_service_account: str
    cells: tuple[Cell, ...]
    channels: tuple[Channel, ...]
    images: Mapping[str, str]
    rollout: tuple[str, ...]
    placements: Mapping[str, str]

    def cell(self, name: str) -> Cell:
        """The cell of that name. Raises KeyError."""
        for cell in self.cells:
            if cell.name == name:
                return cell
        raise KeyError(name)

    def cell_of(self, event_type: str) -> Cell:
        """Where an Event Type lives: as recorded, else in the first cell."""
        return self.cell(self.placements.get(event_type, self.cells[0].name))

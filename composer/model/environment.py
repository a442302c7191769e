"""Environments and their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.documents import Document
    from composer.model.adoption import Adopted
    from composer.model.event_type import Reason
    from composer.model.identities import Identities
    from composer.units import Percent


@dataclass(frozen=True, slots=True)
class Cell:
    """One project and region of an environment. `project_number` as Google prints it, digits only.

    `quotas`: limits that Google raised here, by their rows in limits.yaml.
    """

    name: str
    project: str
    project_number: str
    region: str
    quotas: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where alerts go: a Monitoring channel type (`email`, `pagerduty`, …) and its labels."""

    name: str
    type: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """One of the delivery system's own components. `availability`: the share of requests that must be answered well,
    None for one that nobody asks."""

    name: str
    description: str
    importance: str
    availability: float | None


@dataclass(frozen=True, slots=True)
class Etl:
    """What the ETL runs: container images (`canary` is "" where none is tried), the share of the groups that try the
    canary in percent, the subnetwork of its machines; of the service that closes buckets its address and the audience
    of the tokens that it takes ("" where that is not said)."""

    image: str
    canary: str
    canary_percent: Percent
    subnetwork: str
    bucket_closer: str
    max_machines: int | None = None
    bucket_closer_audience: str = ""

    @property
    def audience(self) -> str:
        """The audience of the tokens that the bucket closer is called with."""
        return self.bucket_closer_audience or self.bucket_closer


@dataclass(frozen=True, slots=True)
class Processing:
    """What runs between export and delivery: addresses of the deduplication's PySpark program and of the encryption's
    Flex Template in Cloud Storage."""

    deduplicate: str
    encrypt: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """The database that remembers what was delivered: machine tier, name of the network it is reached through, and
    whether a second zone takes over when the first is lost. `clients`: service accounts that log in to it."""

    tier: str
    network: str
    regional: bool
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManagedNetwork:
    """A network that the composer makes: the addresses of the machines of a project's first cell, and those of Google's
    managed services, both in CIDR notation."""

    range: str
    services_range: str


@dataclass(frozen=True, slots=True)
class Budget:
    """What each project may cost in a calendar month before somebody is told, in whole units of the currency of the
    billing account that pays."""

    billing_account: str
    monthly: int


@dataclass(frozen=True, slots=True)
class Mirror:
    """The environment whose events are copied to this one's topics, and the service account that publishes there."""

    environment: str
    event_service_account: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Where Event Types are applied.

    `simulated`: Google is played by the local cloud. `backend` and `ledger` are absolute `file://` or `gs://` URLs.
    `event_service_account` publishes all events; `delivery_service_account` moves what is ready to where readers look.
    `mirror`: whose events its topics receive, too. `retention_lock`: the retention of finance-bearing Event Types is
    locked. `network`: None where one is there that somebody else made. `budget`: None where nobody is told of costs.
    `placements` maps Event Types to cells, as recorded in stacks/placements (`recorded`: whether that file is there);
    the first cell takes what is not named. `places`: where `cells.<name>`, `quotas.<cell>.<limit>` and
    `placements.<Event Type>` are written. `adopted`: by Event Type, what was there before it, as recorded in
    stacks/adopted. `written`: the files that all this is from, by the name of the environment.
    """

    name: str
    simulated: bool
    backend: str
    ledger: str
    secrets_provider: str
    event_service_account: str
    delivery_service_account: str
    cells: tuple[Cell, ...]
    channels: tuple[Channel, ...]
    etl: Etl
    processing: Processing
    metadata: Metadata
    identities: Identities
    placements: Mapping[str, str]
    adopted: Mapping[str, tuple[Adopted, ...]] = field(default_factory=dict)
    services: tuple[Service, ...] = ()
    mirror: Mirror | None = None
    network: ManagedNetwork | None = None
    retention_lock: bool = False
    budget: Budget | None = None
    recorded: bool = field(default=False, compare=False)
    places: Mapping[str, Reason] = field(default_factory=dict, compare=False)
    written: Mapping[str, Document] = field(default_factory=dict, compare=False, repr=False)

    @property
    def accounts(self) -> tuple[str, ...]:
        """E-mail addresses of the service accounts that somebody else makes, and that resources here name."""
        mirrored = (self.mirror.event_service_account,) if self.mirror else ()
        both = (self.event_service_account, self.delivery_service_account)
        return tuple(dict.fromkeys((*both, *self.identities.accounts, *self.metadata.clients, *mirrored)))

    @property
    def programs(self) -> tuple[str, ...]:
        """Container images and programs that somebody else makes, and that machines here run."""
        images = (self.etl.image, self.etl.canary) if self.etl.canary else (self.etl.image,)
        return (*images, self.processing.deduplicate, self.processing.encrypt)

    @property
    def cell_names(self) -> tuple[str, ...]:
        """The names of the cells, in their order."""
        return tuple(cell.name for cell in self.cells)

    def keeper(self, project: str) -> Cell:
        """The cell whose foundation and platform hold what a whole project has: its first one by name, wherever it
        stands in the file. Raises IndexError where the project has none."""
        return self._cells_of(project)[0]

    def _cells_of(self, project: str) -> list[Cell]:
        """The cells of a project in order of their names, numbers in them by size."""
        return sorted(
            (cell for cell in self.cells if cell.project == project), key=lambda cell: (_in_order(cell.name), cell.name)
        )

    def keeps_project(self, cell: Cell) -> bool:
        """True if this cell's foundation and platform hold what its whole project has."""
        return self.keeper(cell.project) == cell

    def with_keepers(self, names: Collection[str]) -> tuple[str, ...]:
        """These cells, and those whose foundations and platforms they stand on, too."""
        keepers = {self.keeper(cell.project).name for cell in self.cells if cell.name in names}
        return tuple(cell.name for cell in self.cells if cell.name in names or cell.name in keepers)

    def subnetwork_range(self, network: ManagedNetwork, cell: Cell) -> str:
        """The addresses of a cell's machines in a managed network: further cells of a project follow upon the first."""
        block = IPv4Network(network.range)
        index = self._cells_of(cell.project).index(cell)
        return str(IPv4Network((int(block.network_address) + index * block.num_addresses, block.prefixlen)))

    def adopted_by(self, event_type: str) -> Mapping[str, Adopted]:
        """The resources that an Event Type took over, by role."""
        return {one.role: one for one in self.adopted.get(event_type, ())}

    def live_ids(self, event_type: str) -> Mapping[str, str]:
        """The ids that Google knows those by, by the ids that graphs know them by."""
        return {f"{event_type}/{one.role}": one.id for one in self.adopted.get(event_type, ())}

    def cell(self, name: str) -> Cell:
        """The cell of that name. Raises KeyError."""
        for cell in self.cells:
            if cell.name == name:
                return cell
        raise KeyError(name)

    def cell_of(self, event_type: str) -> Cell:
        """The cell of an Event Type: as recorded; the first cell if no cell of this environment is recorded."""
        recorded = self.placements.get(event_type)
        return next((cell for cell in self.cells if cell.name == recorded), self.cells[0])


def _in_order(name: str) -> list[tuple[str, int]]:
    """A key to sort names by: `events-10` comes after `events-9`."""
    return [(text, int(number or 0)) for text, number in re.findall(r"([^0-9]+)([0-9]*)", name)]

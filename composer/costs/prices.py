"""Prices and assumptions as exact numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from composer import documents
from composer.capacity.machine_types import family, machine
from composer.diagnostics import Diagnostic, Related, Span
from composer.kinds.regions import unknown_region
from composer.policy import known_rows
from composer.spec import reader
from composer.spec.prices import PricesPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.repository import Repository

PRICES = (
    "pubsub.publish",
    "pubsub.deliver",
    "storage.standard",
    "storage.nearline",
    "storage.coldline",
    "storage.archive",
    "storage.move_nearline",
    "storage.move_coldline",
    "storage.move_archive",
    "storage.read_nearline",
    "storage.read_coldline",
    "storage.read_archive",
    "bigquery.active",
    "bigquery.long_term",
    "compute.vcpu",
    "compute.memory",
    "compute.disk",
    "dataproc.vcpu",
    "dataflow.vcpu",
    "dataflow.memory",
    "workflows.internal_steps",
    "workflows.external_steps",
    "scheduler.job",
    "kms.key_version",
    "monitoring.condition",
    "sql.vcpu",
    "sql.memory",
    "sql.disk",
)
ASSUMPTIONS = (
    "cold_reads",
    "compression",
    "delivered_file",
    "publish_batch_events",
    "publish_batch_seconds",
    "publish_request_bytes",
    "run_overhead",
    "worker_memory",
)


class NoPricesError(Exception):
    """prices.yaml cannot be used; the diagnostics say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("prices.yaml cannot be used")
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs; `regions`: where it costs something else."""

    amount: Fraction
    unit: str
    source: str
    date: str
    regions: Mapping[str, Fraction]

    def where(self, region: str) -> Fraction:
        """The price in a region."""
        return self.regions.get(region, self.amount)


@dataclass(frozen=True, slots=True)
class Prices:
    """prices.yaml, every row of PRICES and ASSUMPTIONS among it."""

    currency: str
    region: str
    prices: Mapping[str, Price]
    assumed: Mapping[str, Fraction]


def problems(repository: Repository, machine_type: str) -> tuple[Diagnostic, ...]:
    """Complaints of `composer cost` about the file; none where there is no file, and no costs are asked for."""
    if not repository.has(repository.policy / "prices.yaml"):
        return ()
    try:
        load(repository, machine_type)
    except NoPricesError as error:
        return error.diagnostics
    return ()


def _unusable(
    repository: Repository, spec: PricesPolicy, document: Document, machine_type: str
) -> Iterator[Diagnostic]:
    """Rows that nothing can be calculated with."""
    sizing = documents.of(repository, repository.policy / "sizing.yaml").span(("machine_type",))
    if family(machine_type) != spec.machines:
        hint = f"run {spec.machines} machines, or write the prices of {family(machine_type)} machines into prices.yaml"
        message = f"`{machine_type}` is none of the {spec.machines} machines that prices.yaml has the prices of"
        priced = document.span(("machines",) if "machines" in document.value else ("prices", "compute.vcpu"))
        yield Diagnostic("ET702", message, sizing, hint, related=(Related(priced, "prices say so here"),))
    elif machine(machine_type) is None:
        hint = "use a standard, highmem, highcpu or custom machine of e2, n2 or n2d in sizing.yaml"
        yield Diagnostic("ET702", f"the vCPUs and memory of `{machine_type}` are not known", sizing, hint)


def _elsewhere(repository: Repository, spec: PricesPolicy, document: Document) -> Iterator[Diagnostic]:
    """Prices of regions that there are not: nothing would ever cost that."""
    limits = documents.of(repository, repository.policy / "limits.yaml").value
    opened = limits.get("opened_regions") if isinstance(limits, dict) else None
    named: list[tuple[str, tuple[str, ...]]] = [(spec.region, ("region",))]
    named += [(one, ("prices", name, "regions", one)) for name, row in spec.prices.items() for one in row.regions]
    for region, path in named:
        wrong = unknown_region(region, opened if isinstance(opened, list) else ())
        if wrong:
            yield Diagnostic("ET708", wrong[0], document.key_span(path), wrong[1])


def load(repository: Repository, machine_type: str) -> Prices:
    """The prices, which have to be those of this type of machines. Raises NoPricesError with everything that is
    wrong."""
    path = repository.policy / "prices.yaml"
    if not repository.has(path):
        hint = "`composer init` in an empty folder writes one: copy stacks/policy/prices.yaml from there"
        file = repository.relative(path)
        raise NoPricesError((Diagnostic("ET701", "there is no such file", Span(file), hint),))
    document = documents.of(repository, path)
    spec, wrong = reader.read(document, PricesPolicy)
    if spec is None:
        raise NoPricesError(wrong)
    diagnostics = [
        *known_rows.diagnostics(document, "prices", spec.prices, PRICES, "calculations of cost"),
        *known_rows.diagnostics(document, "assumptions", spec.assumptions, ASSUMPTIONS, "calculations of cost"),
    ]
    diagnostics += _elsewhere(repository, spec, document)
    diagnostics += _unusable(repository, spec, document, machine_type)
    if diagnostics:
        raise NoPricesError(tuple(diagnostics))
    prices = {
        name: Price(
            Fraction(row.price),
            row.unit,
            row.source,
            row.date,
            {region: Fraction(price) for region, price in row.regions.items()},
        )
        for name, row in spec.prices.items()
    }
    assumed = {name: Fraction(row.value) for name, row in spec.assumptions.items()}
    return Prices(spec.currency, spec.region, prices, assumed)

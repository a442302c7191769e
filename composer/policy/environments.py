"""Environment files → environments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer import documents
from composer.diagnostics import Diagnostic, Related, Span
from composer.model import Cell, Channel, Environment, Etl, Identities, Metadata, Mirror, Processing, Reason, Service
from composer.model.environment import Budget, ManagedNetwork
from composer.policy import adopted
from composer.policy.environment_clashes import absolute, shared_closer, shared_places
from composer.policy.network_ranges import network_problems
from composer.policy.placeholders import placeholders
from composer.policy.suggestions import nearest
from composer.spec import own_rows, reader
from composer.spec.environment import EnvironmentSpec, PlacementsSpec
from composer.units import Percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.documents import Document
    from composer.repository import Repository


ACCOUNTS = (
    *("event_service_account", "delivery_service_account"),
    *(f"identities.{name}" for name in ("bucket_closer", "delivery_audit", "late_events", "dead_letters")),
)
"""Keys of accounts that somebody else makes; `places` says where they are written."""


def names(repository: Repository) -> list[str]:
    """Every environment that has a file, in order of name."""
    return repository.names(repository.environments)


def load(
    repository: Repository, name: str, given: Mapping[str, Document] | None = None
) -> tuple[Environment | None, tuple[Diagnostic, ...]]:
    """One environment, or None with the reasons; of rows that concern one Event Type those that are broken are
    left out, with the reasons. What `given` has by name (it, what it mirrors) is not read again."""
    given = given or {}
    document, problems = (given[name], ()) if name in given else _document(repository, name)
    if document is None:
        return None, problems
    spec, problems = reader.read(document, EnvironmentSpec)
    if spec is None:
        return None, problems
    diagnostics = list(problems)
    if spec.environment != name:
        span = document.span(("environment",))
        diagnostics.append(
            Diagnostic("ET711", f"`{spec.environment}` stands in a file named `{name}`", span, "give both one name")
        )
    cells = [cell.name for cell in spec.cells]
    if not given:  # else it is as it once was, and others are not
        diagnostics += shared_places(repository, document, spec)
        diagnostics += shared_closer(repository, document, spec)
    placed, wrong, record = _placements(repository, name, cells[0])
    diagnostics += wrong
    adopted_resources, wrong = adopted.load(repository, name)
    diagnostics += wrong
    other = _mirrored(repository, spec, given)
    mirror, wrong = _mirror(repository, document, spec, other)
    diagnostics += wrong
    diagnostics += network_problems(document, spec)
    diagnostics += placeholders(document, spec)
    if not all(one.of_row for one in diagnostics):
        return None, tuple(diagnostics)
    places = {f"cells.{cell}": _place(document, ("cells", index, "name")) for index, cell in enumerate(cells)}
    places |= {key: _place(document, tuple(key.split("."))) for key in ACCOUNTS}
    places["etl.max_machines"] = _place(document, ("etl", "max_machines"))
    for index, row in enumerate(spec.cells):
        places |= {
            f"quotas.{row.name}.{limit}": _place(document, ("cells", index, "quotas", limit)) for limit in row.quotas
        }
    if record is not None:
        places |= {f"placements.{one}": _place(record, ("placements", one)) for one in placed}
    environment = replace(
        _environment(repository, spec),
        placements=placed,
        adopted=adopted_resources,
        recorded=record is not None,
        places=places,
        mirror=mirror,
        written={name: document, **({mirror.environment: other} if mirror and other else {})},
    )
    return environment, tuple(diagnostics)


def _document(repository: Repository, name: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    path = repository.environments / f"{name}.yaml"
    if not repository.has(path):
        known_names = names(repository)
        hint = nearest(name, known_names, f"there are: {', '.join(known_names) or 'none'}")
        return None, (Diagnostic("ET711", "there is no such file", Span(repository.relative(path)), hint),)
    return documents.of(repository, path), ()


def _mirrored(repository: Repository, spec: EnvironmentSpec, given: Mapping[str, Document]) -> Document | None:
    """The file of the environment whose events are copied; None if there is none."""
    if spec.mirrors is None or spec.mirrors in given or spec.mirrors not in names(repository):
        return given.get(spec.mirrors or "")
    return documents.of(repository, repository.environments / f"{spec.mirrors}.yaml")


def _mirror(
    repository: Repository, document: Document, spec: EnvironmentSpec, other: Document | None
) -> tuple[Mirror | None, tuple[Diagnostic, ...]]:
    """Whose events are copied here, as the file of that environment says, or what is wrong with that."""
    if spec.mirrors is None:
        return None, ()
    here = document.span(("mirrors",))
    known_names = [name for name in names(repository) if name != spec.environment]
    if spec.mirrors not in known_names or other is None:
        hint = nearest(spec.mirrors, known_names, f"other environments are: {', '.join(known_names) or 'none'}")
        return None, (Diagnostic("ET714", f"there is no other environment `{spec.mirrors}`", here, hint),)
    source, problems = reader.read(other, EnvironmentSpec)
    if source is None:
        return None, problems
    if source.mirrors is not None:
        hint = f"mirror `{source.mirrors}`, whose events these are" if source.mirrors != spec.environment else ""
        related = (Related(other.span(("mirrors",)), f"`{spec.mirrors}` mirrors `{source.mirrors}`"),)
        message = f"`{spec.mirrors}` is a mirror itself: nobody publishes there first"
        return None, (Diagnostic("ET714", message, here, hint or "let one of the two mirror nobody", related=related),)
    shared = {cell.project: index for index, cell in enumerate(source.cells)}
    for index, cell in enumerate(spec.cells):
        if cell.project in shared:
            place = other.span(("cells", shared[cell.project], "project"))
            return None, (
                Diagnostic(
                    "ET714",
                    f"a topic of `{cell.project}` would mirror itself",
                    document.span(("cells", index, "project")),
                    "give each environment projects of its own",
                    related=(Related(place, f"`{spec.mirrors}` is in the same project"),),
                ),
            )
    return Mirror(spec.mirrors, source.event_service_account), ()


def _placements(
    repository: Repository, name: str, first: str
) -> tuple[dict[str, str], tuple[Diagnostic, ...], Document | None]:
    """The recorded cell of each Event Type, what is wrong with the record, and the record; None if there is none. An
    Event Type whose row is broken counts as one of the first cell: that it was never placed is not said, too."""
    path = repository.placements / f"{name}.yaml"
    if not repository.has(path):
        return {}, (), None
    document = documents.of(repository, path)
    spec, problems, lost = own_rows.read(document, PlacementsSpec)
    return dict.fromkeys(lost, first) | spec.placements if spec else {}, problems, document


def _place(document: Document, path: tuple[str | int, ...]) -> Reason:
    span = document.span(path)
    return Reason("", span.file, span.line, span.column)


def _environment(repository: Repository, spec: EnvironmentSpec) -> Environment:
    managed = spec.network.managed
    return Environment(
        name=spec.environment,
        simulated=spec.simulated,
        backend=absolute(repository, spec.backend),
        ledger=absolute(repository, spec.ledger),
        secrets_provider=spec.secrets_provider,
        event_service_account=spec.event_service_account,
        delivery_service_account=spec.delivery_service_account,
        cells=tuple(
            Cell(row.name, row.project, row.project_number, row.region, dict(row.quotas)) for row in spec.cells
        ),
        services=tuple(Service(row.name, row.description, row.importance, row.availability) for row in spec.services),
        channels=tuple(Channel(row.name, row.type, dict(row.labels)) for row in spec.channels),
        etl=Etl(
            spec.etl.image,
            spec.etl.canary if spec.etl.canary and spec.etl.canary != spec.etl.image else "",
            Percent(spec.etl.canary_percent),
            spec.etl.subnetwork,
            spec.etl.bucket_closer,
            spec.etl.max_machines,
            spec.etl.bucket_closer_audience or "",
        ),
        processing=Processing(spec.processing.deduplicate, spec.processing.encrypt),
        identities=Identities(
            spec.identities.bucket_closer,
            spec.identities.delivery_audit,
            spec.identities.late_events,
            spec.identities.dead_letters,
            tuple(spec.identities.dead_letter_readers),
            tuple(spec.identities.metric_writers),
        ),
        metadata=Metadata(
            spec.metadata.tier, spec.metadata.network, spec.metadata.regional, tuple(spec.metadata.clients)
        ),
        network=ManagedNetwork(managed.range, managed.services_range) if managed else None,
        retention_lock=spec.retention_lock,
        budget=Budget(spec.budget.billing_account, spec.budget.monthly) if spec.budget else None,
        placements={},
    )

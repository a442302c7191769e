"""Environment files → environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer import documents
from composer.diagnostics import Diagnostic, Span
from composer.model import Cell, Channel, Environment
from composer.policy.violations import nearest
from composer.spec import reader
from composer.spec.environment import EnvironmentSpec

if TYPE_CHECKING:
    from composer.repository import Repository

CODES = {
    "ET711": "An environment is a file in stacks/environments/ with its own name in it.",
    "ET712": "Cells of an environment have different names, and placements name one of them.",
}


def names(repository: Repository) -> list[str]:
    """Every environment that has a file, in order of name."""
    return sorted(path.stem for path in repository.environments.glob("*.yaml"))


def load(repository: Repository, name: str) -> tuple[Environment | None, tuple[Diagnostic, ...]]:
    """One environment, or None with the reasons."""
    path = repository.environments / f"{name}.yaml"
    file = repository.relative(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        known = names(repository)
        hint = nearest(name, known, f"there are: {', '.join(known) or 'none'}")
        return None, (Diagnostic("ET711", f"cannot be read: {error.strerror}", Span(file), hint),)
    document = documents.read(file, data)
    spec, problems = reader.read(document, EnvironmentSpec)
    if spec is None:
        return None, problems
    found = list(problems)
    if spec.environment != name:
        span = document.span(("environment",))
        found.append(
            Diagnostic("ET711", f"`{spec.environment}` stands in a file named `{name}`", span, "give both one name")
        )
    cells = [cell.name for cell in spec.cells]
    for index, cell in enumerate(cells):
        if cell in cells[:index]:
            span = document.span(("cells", index, "name"))
            found.append(Diagnostic("ET712", f"the cell `{cell}` is there twice", span, "give each its own name"))
    for event_type, cell in spec.placements.items():
        if cell not in cells:
            span = document.span(("placements", event_type))
            hint = nearest(cell, cells, f"cells are {', '.join(cells)}")
            found.append(Diagnostic("ET712", f"there is no cell `{cell}`", span, hint))
    return (None if found else _environment(repository, spec)), tuple(found)


def _environment(repository: Repository, spec: EnvironmentSpec) -> Environment:
    return Environment(
        name=spec.environment,
        simulated=spec.simulated,
        backend=_absolute(repository, spec.backend),
        ledger=_absolute(repository, spec.ledger),
        secrets_provider=spec.secrets_provider,
        event_service_account=spec.event_service_account,
        cells=tuple(Cell(row.name, row.project, row.project_number, row.region) for row in spec.cells),
        channels=tuple(Channel(row.name, row.type, dict(row.labels)) for row in spec.channels),
        images=dict(spec.images),
        rollout=tuple(spec.rollout),
        placements=dict(spec.placements),
    )


def _absolute(repository: Repository, url: str) -> str:
    """A relative `file://` URL starts at the repository's root, whatever the current directory is."""
    scheme, _, path = url.partition("://")
    return f"file://{repository.root / path}" if scheme == "file" else url

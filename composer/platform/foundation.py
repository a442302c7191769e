"""The foundation graph: what a project must have before anything of Event Types is made in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.graph import FOUNDATION, Resource, ResourceGraph, build_graph
from composer.kinds import KINDS
from composer.kinds.projects.service import SERVICE, SERVICE_IDENTITY
from composer.kinds.projects.service_agents import AWAITED, GENERATED
from composer.platform.access_logs import access_logs
from composer.platform.foundation_network import network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds import Kind
    from composer.model import Cell, Environment, Policies


def compile_foundation(environment: Environment, cell: Cell, policies: Policies) -> ResourceGraph:
    """The foundation of one cell. What a whole project has belongs to the first of its cells."""
    owner = f"{FOUNDATION}{cell.name}"
    resources = list(network(owner, environment, cell))
    if environment.keeps_project(cell):
        resources += [*_agents(owner, cell), *access_logs(owner, cell, policies)]
        apis = {one.inputs["service"]: one for one in _apis(owner, cell)}
        resources = [*apis.values(), *(_after(one, apis) for one in resources)]
    return build_graph(owner, resources)


def apis_of_kinds() -> tuple[str, ...]:
    """Every API that some kind needs to be made or to be audited, in order."""
    return tuple(sorted({api for kind in KINDS.values() for api in (*kind.apis, *_looked_up_by(kind))}))


def _looked_up_by(kind: Kind) -> tuple[str, ...]:
    return kind.inventory.apis


def _after(resource: Resource, apis: Mapping[str, Resource]) -> Resource:
    """The resource, made once the APIs of its kind, and the one that it names, are enabled."""
    needed = {*KINDS[resource.type].apis, resource.inputs.get("service")}
    first = sorted(one.id for api, one in apis.items() if api in needed)
    return replace(resource, depends_on=(*resource.depends_on, *first))


def _apis(owner: str, cell: Cell) -> Iterator[Resource]:
    for api in apis_of_kinds():
        yield Resource(
            id=f"{owner}/api-{_short(api)}",
            type=SERVICE.token,
            name=f"{cell.project} {api}",
            # who leaves takes nobody else's API away
            inputs={"project": cell.project, "service": api, "disable_on_destroy": False},
            because=_needed_for(api),
        )


def _needed_for(api: str) -> str:
    made = sorted({kind.name for kind in KINDS.values() if api in kind.apis})
    if made:
        return f"Without it Google refuses every call about: {', '.join(made)}."
    used = sorted({kind.name for kind in KINDS.values() if api == kind.inventory.uses})
    if used:
        return f"Without it `composer cleanup` cannot see what still uses: {', '.join(used)}."
    audited = sum(api in _looked_up_by(kind) for kind in KINDS.values())
    return f"Without it `composer audit` cannot see what there is of {audited} kinds."


def _agents(owner: str, cell: Cell) -> Iterator[Resource]:
    for api in GENERATED:
        yield Resource(
            id=f"{owner}/agent-{_short(api)}",
            type=SERVICE_IDENTITY.token,
            name=f"{cell.project} agent {api}",
            inputs={"project": cell.project, "service": api},
            because=_awaited(api),
        )


def _awaited(api: str) -> str:
    if api in AWAITED:
        made = sorted(kind.name for kind in KINDS.values() if api == kind.apis[0])
        return f"Google makes no {', '.join(made)} in a project where it does not act by this account yet."
    return "It is granted something, and Google refuses grants to an account that it has not made yet."


def _short(api: str) -> str:
    return api.removesuffix(".googleapis.com")

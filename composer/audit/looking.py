"""Everything live that an audit compares, and what graphs expect of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.audit.expected import Expectations
from composer.graph import is_shared
from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.live.inventory import Inventory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from composer.audit.audit_request import AuditRequest
    from composer.audit.expected import Expected
    from composer.live.google import Google
    from composer.live.inventory import View

_OWN_LISTS = frozenset(kind.token for kind in KINDS.values() if kind.inventory.source == "own-api")
"""The kinds that the inventory of assets does not have."""


def look(google: Google, request: AuditRequest, read_time: str = "") -> View:
    """Everything live; with `read_time` as it was at that moment, as far as the inventory has it. Lists below what is
    only found by others (tags of a taxonomy) are asked for after those."""
    inventory = Inventory(google, read_time)
    for project in sorted({cell.project for cell in request.cells.values()}):
        inventory.look(project)
    asked: set[tuple[str, str, str]] = set()
    unplaced: Collection[str] | None = None
    while unplaced is None or unplaced:
        paths, unplaced = _own_lists(request, inventory.view(), unplaced)
        new = sorted(paths - asked)
        if not new:
            break
        for token, project, path in new:
            inventory.look_at(project, KINDS[token], path)
        asked |= paths
    return inventory.view()


def _own_lists(
    request: AuditRequest, view: View, only: Collection[str] | None
) -> tuple[set[tuple[str, str, str]], set[str]]:
    """The lists of kinds that the inventory does not have, as far as what they are below is known; and the ids of
    resources (of `only`, if given) of which it is not known yet."""
    paths, unplaced = set(), set()
    for expectations in expected(request, view):
        for one in expectations.of_kinds(_OWN_LISTS, only):
            kind = one.kind
            project = request.cells[one.owner].project
            template = kind.rest.list_everywhere or kind.rest.list
            path = fill(template, kind, {"project": project, **one.values}, encode=True)
            if path:
                paths.add((kind.token, project, path))
            elif path is None:
                unplaced.add(one.resource.id)
    return paths, unplaced


def expected(request: AuditRequest, view: View) -> tuple[Expectations, Expectations]:
    """All that is wanted, and all that was applied, each with everything that it refers to."""
    desired, applied = Expectations(view.objects), Expectations(view.objects)
    desired.add((graph, request.cells[owner]) for owner, graph in request.desired.items())
    same = unchanged(request)
    applied.share(desired, same)
    others = (owner for owner in request.applied if owner in request.cells and owner not in same)
    applied.add((request.applied[owner], request.cells[owner]) for owner in others)
    return desired, applied


def unchanged(request: AuditRequest) -> frozenset[str]:
    """The owners of whom the same is wanted as was applied. A graph refers to itself and to what cells share, so none
    is the same where something shared is not: its references may lead elsewhere."""
    desired, applied = request.desired, request.applied
    owners = {
        owner
        for owner, graph in desired.items()
        if owner in applied and applied[owner].fingerprint == graph.fingerprint
    }
    shared = {owner for owner in (*desired, *applied) if is_shared(owner)}
    return frozenset(owners) if shared <= owners else frozenset()


def everything(desired: Iterable[Expected], applied: Iterable[Expected]) -> list[Expected]:
    """All of both; what is in both unchanged, once."""
    wanted = list(desired)
    known = set(map(id, wanted))
    return [*wanted, *(one for one in applied if id(one) not in known)]

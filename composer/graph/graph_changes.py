"""The closed family of changes between two resource graphs: what plan shows, hazards judge and up carries out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from composer.graph.graph import ResourceGraph, build_graph, dependencies
from composer.graph.properties import PropertyChange, carried_over, compare
from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.graph.resource import Resource
    from composer.kinds.kind import Kind


@dataclass(frozen=True, slots=True)
class Create:
    """A resource that is not there yet."""

    after: Resource


@dataclass(frozen=True, slots=True)
class Update:
    """A resource that is changed in place."""

    before: Resource
    after: Resource
    properties: tuple[PropertyChange, ...]


@dataclass(frozen=True, slots=True)
class Replace:
    """A resource that is made anew, because some of its properties cannot be changed in place.

    The properties that force it say so. What the old one held is gone: see `loses_data`. `deletes_first`: there is
    neither between the deletion of the old one and the creation of the new one; else the new one is made first.
    """

    before: Resource
    after: Resource
    properties: tuple[PropertyChange, ...]
    deletes_first: bool = True


@dataclass(frozen=True, slots=True)
class Delete:
    """A resource that is no longer wanted."""

    before: Resource


Change = Create | Update | Replace | Delete
"""Everything that can happen to a resource. `match` on it ends in `assert_never`."""


def diff(
    before: ResourceGraph | None,
    after: ResourceGraph | None,
    *,
    replaced: Collection[str] = (),
    kinds: Mapping[str, Kind] = KINDS,
) -> tuple[Change, ...]:
    """The changes that turn `before` into `after`, in the order in which they are carried out.

    Dependencies are made and changed before what needs them; deletions come last, dependents first. `None` is a graph
    of nothing. `replaced` are ids of another stack (the platform) whose outputs will not stay the same. Words
    (`because`) change nothing in a cloud, so they are no change. Raises ValueError for graphs of different owners.
    """
    if before and after:
        if before.owner != after.owner:
            raise ValueError(f"{before.owner} cannot become {after.owner}")
        if before.fingerprint == after.fingerprint and not replaced:
            return ()
    old = {resource.id: resource for resource in before.resources} if before else {}
    desired = after.resources if after else ()
    changes = [*_created_and_changed(old, desired, dict.fromkeys(replaced), kinds)]
    names = {resource.id for resource in desired}
    removed = [resource for resource in (before.resources if before else ()) if resource.id not in names]
    return (*changes, *(Delete(resource) for resource in _dependents_first(removed)))


def apply(before: ResourceGraph | None, changes: Collection[Change]) -> ResourceGraph | None:
    """The graph after the changes; `None` if nothing is left. The reverse of `diff`."""
    resources = {resource.id: resource for resource in before.resources} if before else {}
    owner = before.owner if before else ""
    for change in changes:
        match change:
            case Create(after) | Update(after=after) | Replace(after=after):
                resources[after.id] = after
                owner = owner or after.id.partition("/")[0]
            case Delete(removed):
                del resources[removed.id]
    return build_graph(owner, resources.values()) if resources else None


def subject(change: Change) -> Resource:
    """The resource that a change is about: as it will be, or as it was if it goes."""
    return change.before if isinstance(change, Delete) else change.after


def loses_data(change: Change) -> bool:
    """True if carrying this out destroys something that holds data, keeps a history or cannot be made again."""
    if not isinstance(change, Delete | Replace):
        return False
    kind = KINDS.get(change.before.type)
    return change.before.protect or (kind is not None and kind.keeps_history)


def _created_and_changed(
    old: Mapping[str, Resource],
    desired: tuple[Resource, ...],
    unstable: dict[str, frozenset[str] | None],
    kinds: Mapping[str, Kind],
) -> Iterator[Change]:
    """`unstable` maps ids to the outputs that will not stay the same; None stands for all of them."""
    for resource in desired:
        previous = old.get(resource.id)
        if previous is None:
            yield Create(resource)
            continue
        kind = kinds.get(resource.type)
        properties = compare(previous, resource, kind)
        properties += carried_over(resource, kind, unstable, {change.path for change in properties})
        if not properties:
            continue
        if any(change.forces_replacement for change in properties):
            unstable[resource.id] = None
            anew = tuple(replace(change, stays=False) for change in properties)  # it keeps nothing that is not stated
            yield Replace(previous, resource, anew, kind is None or kind.delete_before_replace)
        else:
            unstable[resource.id] = _unstable(frozenset(str(change.path[0]) for change in properties), kind)
            yield Update(previous, resource, properties)


def _unstable(changed: frozenset[str], kind: Kind | None) -> frozenset[str]:
    """The outputs that will not stay the same: what changes, and the revision that it makes."""
    if kind is None or kind.revised_by not in changed:
        return changed
    return changed | {name for name, rule in kind.properties.items() if rule.value == "{revision}"}


def _dependents_first(removed: list[Resource]) -> list[Resource]:
    """The reverse of the order in which they were made, whatever order a record lists them in."""
    by_id = {resource.id: resource for resource in removed}
    made: dict[str, Resource] = {}

    def visit(resource: Resource) -> None:
        if resource.id in made:
            return
        for needed in sorted(dependencies(resource)):
            if needed in by_id:
                visit(by_id[needed])
        made[resource.id] = resource

    for name in sorted(by_id):
        visit(by_id[name])
    return [*reversed(made.values())]

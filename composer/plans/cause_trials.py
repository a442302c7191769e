"""Which edits a change comes from, found by trial: edits are taken back and the graph is compiled again.

What differs then came from them. Nobody keeps a list of what comes from what, and so nobody can forget a row of it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from composer.graph.properties import compare
from composer.plans.edits import edits, restored
from composer.plans.written_values import Written, by_role

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from composer.graph import Resource, ResourceGraph
    from composer.graph.properties import Path
    from composer.plans.edits import Edit
    from composer.plans.written_values import Compiler

Point = tuple[str, "Path"]
"""A role and a property; the property `()` is the resource's being there at all."""
Undone = frozenset["Edit"]
BOTH_WAYS = 2
"""The ways to try a group of edits: without it, and with nothing else."""


class Trials:
    """What was tried so far. One of it serves all owners of a plan: what they share is read once for each trial."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._edits: dict[tuple[int, int], tuple[Edit, ...]] = {}
        self._shared: dict[tuple[int, int, Undone], Mapping[str, object]] = {}
        self._retained: list[Written] = []

    def edits(self, now: Written, then: Written) -> tuple[Edit, ...]:
        """Everything that is written otherwise now: in the files of the owner, then in those that all share."""
        key = (id(now.shared), id(then.shared))
        if key not in self._edits:
            self._retained += [now, then]  # so that no other value gets their addresses
            self._edits[key] = edits(then.shared, now.shared)
        return (*edits(then.own, now.own), *self._edits[key])

    def origins(
        self,
        owner: str,
        points: Collection[Point],
        now: Written,
        then: Written,
        *,
        surely: bool,
        compiled: Mapping[bool, ResourceGraph] = MappingProxyType({}),
    ) -> Mapping[Point, tuple[Edit, ...]]:
        """The edits behind each of these points; none for a point that does not come from what is written.

        `surely`: everything that changed did so by an edit, for both graphs were compiled by this composer. Where only
        several edits together matter, all of them are behind the point. `compiled`: what is compiled already, of now
        (True) and of then (False).
        """
        every = self.edits(now, then)
        if not every:
            return {}
        if len(every) == 1 and surely:
            return dict.fromkeys(points, every)
        search = _Search(self, owner, now, then, every)
        for is_now, graph in compiled.items():
            search.know(frozenset() if is_now else frozenset(every), graph)
        return search.origins(points)

    def resources(self, owner: str, now: Written, then: Written, undone: Undone) -> Mapping[str, Resource] | None:
        """The resources by role, with these edits undone; None if that cannot be compiled."""
        own = frozenset(one for one in undone if one.path[0] in {*now.own, *then.own})
        rest = undone - own
        key = (id(now.shared), id(then.shared), rest)
        if rest and key not in self._shared:
            self._shared[key] = restored(now.shared, then.shared, _in_order(rest))
        shared = self._shared[key] if rest else now.shared
        return self.compiler.resources(owner, Written(restored(now.own, then.own, _in_order(own)), shared))


class _Search:
    """The search for one owner: halves of the edits, halves of what matters in them, and so on."""

    def __init__(self, trials: Trials, owner: str, now: Written, then: Written, every: Sequence[Edit]) -> None:
        self._trials, self._owner, self._now, self._then = trials, owner, now, then
        self._every = every
        self._tried: dict[Undone, Mapping[str, Resource] | None] = {}
        self._origins: dict[Point, list[Edit]] = {}
        self._unknown: list[Edit] = []

    def know(self, undone: Undone, graph: ResourceGraph) -> None:
        """Note what this compiles to, not to try it."""
        self._tried[undone] = by_role(graph.resources)

    def origins(self, points: Collection[Point]) -> Mapping[Point, tuple[Edit, ...]]:
        every = frozenset(self._every)
        here, there = self._with(frozenset()), self._with(every)
        if here is None or there is None:
            return dict.fromkeys(points, tuple(self._every))
        open_points = touched(points, here, there)
        self._halve(self._every, open_points)
        self._combine(open_points)
        order = {one: index for index, one in enumerate(self._every)}
        return {
            point: tuple(sorted(self._origins.get(point, self._unknown or self._every), key=order.__getitem__))
            for point in open_points
        }

    def _halve(self, group: Sequence[Edit], points: Collection[Point]) -> None:
        known, hit = self._hit(group, points)
        if known == BOTH_WAYS and not hit:
            return
        if len(group) > 1:
            middle = len(group) // 2
            self._halve(group[:middle], points)
            self._halve(group[middle:], points)
        elif known:
            for point in hit:
                self._origins.setdefault(point, []).append(group[0])
        else:
            self._unknown.append(group[0])

    def _combine(self, points: Collection[Point]) -> None:
        """Edits that cannot be taken back alone, with those beside them: another kind of storage has other keys."""
        done: set[Edit] = set()
        for one in self._unknown:
            if one in done:
                continue
            beside = [other for other in self._every if other.path[:-1] == one.path[:-1]]
            done |= {*beside}
            known, hit = self._hit(beside, points)
            if not known or len(beside) == 1:
                continue
            for point in hit:
                point_edits = self._origins.setdefault(point, [])
                point_edits += [other for other in beside if other in self._unknown and other not in point_edits]

    def _hit(self, group: Sequence[Edit], points: Collection[Point]) -> tuple[int, set[Point]]:
        """The points of a group: what changes when it is taken back, and what it alone changes. And how many of the two
        are known, since both compile: where it is one, an edit beside may have kept the other from it."""
        every, some = frozenset(self._every), frozenset(group)
        hit: set[Point] = set()
        known = 0
        for left, right in ((frozenset(), some), (every, every - some)):
            usual, other = self._with(left), self._with(right)
            if usual is not None and other is not None:
                known += 1
                hit |= touched(points, usual, other)
        return known, hit

    def _with(self, undone: Undone) -> Mapping[str, Resource] | None:
        if undone not in self._tried:
            self._tried[undone] = self._trials.resources(self._owner, self._now, self._then, undone)
        return self._tried[undone]


def touched(points: Collection[Point], some: Mapping[str, Resource], other: Mapping[str, Resource]) -> set[Point]:
    """Those of the points in which two graphs differ."""
    differing: dict[str, list[Path] | None] = {}
    affected: set[Point] = set()
    for role, path in points:
        one, two = some.get(role), other.get(role)
        if one is None or two is None:
            if one is not two:
                affected.add((role, path))
            continue
        if role not in differing:
            differing[role] = [] if one == two else [change.path for change in compare(one, two, None)]
        paths = differing[role] or ()
        if path and any(each[: len(path)] == path or path[: len(each)] == each for each in paths):
            affected.add((role, path))
    return affected


def _in_order(undone: Undone) -> list[Edit]:
    return sorted(undone, key=lambda one: tuple(map(str, one.path)))

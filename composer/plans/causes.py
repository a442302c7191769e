"""Why each change of a plan: the edits that it comes from, as people know them, with the line where each is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from composer.graph.graph_changes import Create, Delete, Replace, Update, subject
from composer.graph.properties import ABSENT
from composer.model import Reason
from composer.plans.edits import position
from composer.plans.edits import value_at as written_at
from composer.plans.settled_values import simple, value_at
from composer.plans.written_values import CELL, DEFINITION, FILE, POLICY, VERSIONS
from composer.policy.resolve import WRITTEN
from composer.schema.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.graph.graph_changes import Change
    from composer.graph.properties import Path
    from composer.model import EventType
    from composer.plans.cause_trials import Point, Trials
    from composer.plans.edits import Edit
    from composer.plans.written_values import Compiler, Written
    from composer.stages import Settled

COMPOSER = ("composer",)
"""The path of the cause that nobody wrote: what applied it last compiled it otherwise."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A value behind a change, and why it is what it is.

    `path` is how `explain` calls it, where that knows it: a settled value of the Event Type, else where it is written.
    `before` is what it was; ABSENT where it was not there, or where nobody knows (a ledger of an older composer).
    Both are plain JSON values, whatever the model makes of them.
    """

    path: Path
    before: Any
    after: Any
    reason: Reason


@dataclass(frozen=True, slots=True)
class FormerSources:
    """What was written when an owner was compiled before. `composer`: the version that did it, "" for this one."""

    written: Written
    composer: str = ""


def points_of(changes: Collection[Change]) -> Iterator[Point]:
    """The points of a plan: each resource that comes or goes, or each property that differs by itself."""
    for change in changes:
        role = subject(change).role
        if isinstance(change, Update | Replace):
            yield from ((role, one.path) for one in change.properties if not one.via)
        else:
            yield role, ()


def following(
    changes: Iterable[Change], known_causes: Mapping[tuple[str, Path], tuple[Cause, ...]]
) -> Iterator[tuple[tuple[str, Path], tuple[Cause, ...]]]:
    """The causes of what only follows the change of another resource: those of that one, of whichever owner."""
    by_resource: dict[str, list[Cause]] = {}
    for (name, _), causes in known_causes.items():
        by_resource.setdefault(name, []).extend(causes)
    for change in changes:
        if isinstance(change, Create | Delete):
            continue
        for one in change.properties:
            if one.via and one.via in by_resource:
                inherited = _each_once(by_resource[one.via])
                yield (subject(change).id, one.path), inherited
                by_resource.setdefault(subject(change).id, []).extend(inherited)


def causes(
    owner: str,
    changes: Collection[Change],
    settled: Settled,
    trials: Trials,
    now: Written,
    former: FormerSources,
    compiled: Mapping[bool, ResourceGraph],
) -> Iterator[tuple[Point, tuple[Cause, ...]]]:
    """The causes of every change of one owner that does not only follow another one. `compiled`: see Trials.origins."""
    points = list(points_of(changes))
    surely = not former.composer
    origins = trials.origins(owner, points, now, former.written, surely=surely, compiled=compiled)
    names = Names(owner, settled, now, former.written, trials.compiler)
    for point in points:
        point_causes = _each_once(names.cause(edit) for edit in origins.get(point, ()))
        if not point_causes and not surely:
            text = f"the composer {former.composer} that applied it last compiled it otherwise"
            point_causes = (Cause(COMPOSER, ABSENT, ABSENT, Reason(text)),)
        yield point, point_causes


def _each_once(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    return tuple({(one.path, one.reason): one for one in causes}.values())


class Names:
    """What people call the edits of one owner's files."""

    def __init__(self, owner: str, settled: Settled, now: Written, then: Written, compiler: Compiler) -> None:
        self._event = settled.event_types.get(owner)
        self._document = settled.documents.get(owner)
        self._settled = settled
        self._now, self._then, self._compiler = now, then, compiler
        self._causes: dict[Edit, Cause] = {}
        self._before: tuple[EventType | None, ...] = ()

    def cause(self, edit: Edit) -> Cause:
        """The edit as a cause."""
        if edit not in self._causes:
            self._causes[edit] = self._cause(edit)
        return self._causes[edit]

    @property
    def _former(self) -> EventType | None:
        if not self._before:
            self._before = (self._compiler.event(self._then),)
        return self._before[0]

    def _cause(self, edit: Edit) -> Cause:
        first, rest = edit.path[0], edit.path[1:]
        if first in {VERSIONS, FILE, CELL}:
            return self._beside(str(first))
        if first == DEFINITION and self._document is not None:
            place, there = _placed(self._document, rest)
            name = _of_the_definition(self._event, self._document, rest, place) if self._event else None
            return self._named(edit, name, rest, WRITTEN if there else "left out of the definition now", place)
        file, inner = str(rest[0]) if rest else "", rest[1:]
        if first == POLICY:
            document = self._settled.policies.written.get(file)
            place, _ = _placed(document, inner)
            name = self._of_the_policy(place, _placed(document, inner[:-1])[0], inner)
            return self._named(edit, name, (POLICY, file, *inner), f"{file}.yaml", place)
        place, _ = _placed(self._settled.environment.written.get(file), inner)
        own = file == self._settled.environment.name
        path = ("environment", *(inner if own else (file, *inner)))
        return self._named(edit, None, path, f"environment {file}", place)

    def _beside(self, what: str) -> Cause:
        """A cause beside the definition: where it lies, where it lives, what was released."""
        if what == VERSIONS:
            old, new = (len(one.own.get(VERSIONS, ())) for one in (self._then, self._now))
            return Cause((VERSIONS,), old, new, Reason("the released versions beside the definition"))
        path: Path = ("domain",) if what == FILE else (CELL,)
        reason = self._event.because.get(path) if self._event else None
        was, now = (one.own.get(what, ABSENT) for one in (self._then, self._now))
        if what == FILE and self._event and self._former:
            was, now = self._former.domain, self._event.domain
        return Cause(path, was, now, reason or Reason("where it lives"))

    def _named(self, edit: Edit, name: Path | None, path: Path, text: str, place: Reason) -> Cause:
        """By the name of the settled value, with its own reason, where there is one; else as it is written."""
        event, former = self._event, self._former if name else None
        if name is not None and event is not None:
            reason = event.because.get(name) or place
            if name[0] == "fields" or not reason.line:
                reason = replace(place, text=text)
            elif place.line and place.file == reason.file:  # the value itself instead of the row that it is in
                reason = replace(place, text=reason.text)
            was = value_at(former, name) if former else ABSENT
            return Cause(name, simple(was), simple(value_at(event, name)), reason)
        sides = ({**self._then.own, **self._then.shared}, {**self._now.own, **self._now.shared})
        was, now = (written_at(side, one) for side, one in zip(sides, (edit.was, edit.path), strict=True))
        return Cause(path, was, now, replace(place, text=text))

    def _of_the_policy(self, place: Reason, row: Reason, path: Path) -> Path | None:
        """The value of this Event Type that this place of a policy, or the row around it, settles: what differs."""
        if self._event is None or self._former is None or not place.line:
            return None
        for one, why in self._event.because.items():
            near = _same_place(why, place) or (one[-1] == path[-1] and _same_place(why, row))
            if near and one[0] != "fields" and value_at(self._former, one) != value_at(self._event, one):
                return one
        return None


def _placed(document: Document | None, path: Path) -> tuple[Reason, bool]:
    """The place of a value, or else of what is around it; and whether it is there itself."""
    if document is None:
        return Reason(""), False
    inside = position(document.value, path)
    span = document.span(inside)
    return Reason("", span.file, span.line, span.column), len(inside) == len(path) and (
        written_at(document.value, path) is not ABSENT
    )


def _of_the_definition(event: EventType, document: Document, path: Path, place: Reason) -> Path | None:
    """The settled value that is written there."""
    if path in event.because:
        return path
    if path[0] == "schema":
        if path[-1] != "semantic":
            return None
        field = position(document.value, path)[1:-1]
        names_by_path = {leaf.path: leaf.name for leaf in leaves(document.value["schema"])}
        name = ("fields", names_by_path.get(field, ""))
        return name if name in event.because else None
    if written_at(document.value, path) is ABSENT:
        return None
    return next((one for one, why in event.because.items() if why.text == WRITTEN and _same_place(why, place)), None)


def _same_place(one: Reason, other: Reason) -> bool:
    return (one.file, one.line, one.column) == (other.file, other.line, other.column)

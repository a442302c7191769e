"""Waivers: signed and dated permissions for what rules and hazards refuse; never for what is broken.

Only here the date matters, and only for whether a waiver still counts: what is compiled never depends on it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from composer import documents
from composer.diagnostics import Diagnostic, Related
from composer.model.waiver import EVERYWHERE, Waiver, is_at
from composer.policy.suggestions import nearest
from composer.rules import RULES, Role
from composer.schema.walk import leaves
from composer.spec import reader
from composer.spec.fillings import TIMES, filled, in_all
from composer.spec.privacy import WaiversPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from composer.documents import Document
    from composer.documents.document import Mark, Path
    from composer.model import Avro
    from composer.repository import Repository

SHARED = ("platform:", "foundation:")
"""What the Event Types of a cell share is named after it, as in plans: `platform:europe-1`."""
FIELDS = "fields."
SOON = timedelta(days=30)
"""A waiver that expires within this time is reported, so that nobody is surprised by it."""
TODAY = "COMPOSER_TODAY"
"""Environment variable with the day to judge by, as 2027-03-31, for tests and for looking ahead."""


def valid(waivers: Iterable[Waiver], day: date) -> list[Waiver]:
    """Those that still count."""
    return [waiver for waiver in waivers if waiver.expires >= day]


def today() -> date:
    """The day to judge by. Raises ValueError if the environment names no day."""
    override = os.environ.get(TODAY)
    return date.fromisoformat(override) if override else datetime.now(UTC).date()


def approvers(repository: Repository) -> Mapping[Role, frozenset[str]]:
    """The approvers by role, as a repository says; nobody without a file that can be read."""
    path = repository.policy / "waivers.yaml"
    if not repository.has(path):
        return {}
    policy, _ = reader.read(documents.of(repository, path), WaiversPolicy)
    if policy is None:
        return {}
    return {role: frozenset(_named(policy, role)) for role in Role}


def unapproved(waivers: Iterable[Waiver], before: Mapping[Role, frozenset[str]], ref: str) -> Iterator[Diagnostic]:
    """Waivers whose approver was none in the base: who is to be asked is not for the change to say that asks."""
    for waiver in waivers:
        role = waiver.rule.waivable_by
        base_approvers = before.get(role, frozenset()) if role else frozenset()
        if waiver.approver not in base_approvers:
            message = f"`{waiver.approver}` approves {role} matters only once that is merged: approvers of {ref} count"
            hint = (
                f"have {' or '.join(sorted(base_approvers))} approve it"
                if base_approvers
                else "first merge the approvers, then the waiver"
            )
            yield Diagnostic("ET722", message, waiver.place, hint)


def load(repository: Repository) -> tuple[tuple[Waiver, ...], tuple[Diagnostic, ...]]:
    """All waivers, and what is wrong with them; none without a file. A wrong one allows nothing. Of a broken file those
    count that can be understood: what they allow is not what is wrong."""
    path = repository.policy / "waivers.yaml"
    if not repository.has(path):
        return (), ()
    document = documents.of(repository, path)
    policy, problems = reader.read(document, WaiversPolicy)
    if policy is not None:
        waivers, diagnostics = _judged(policy, document)
        return waivers, (*problems, *diagnostics)
    made = [_judged(one[0], document) for which in range(TIMES) if (one := filled(document, WaiversPolicy, which))]
    wrong = {(problem.span.line, problem.span.column) for problem in problems}
    understood = in_all(_without_broken_parts(waivers, document, wrong) for waivers, _ in made)
    return understood, (*problems, *in_all(diagnostics for _, diagnostics in made))


def _without_broken_parts(
    waivers: Iterable[Waiver], document: Document, wrong: Collection[tuple[int, int]]
) -> Iterator[Waiver]:
    """The waivers; of one with a problem at one of these places, what it allows, in words that say nothing of it."""
    rows = document.marks[6].get("waivers") if isinstance(document.marks[6], dict) else None
    inside: dict[tuple[int, int], frozenset[tuple[int, int]]] = {}
    for row in rows[6] if rows and isinstance(rows[6], list) else ():
        places = frozenset(_inside(row))
        inside |= dict.fromkeys(places, places)
    for waiver in waivers:
        places = inside.get((waiver.place.line, waiver.place.column), frozenset())
        broken = not places.isdisjoint(wrong)
        yield replace(waiver, reason="", approver="", expires=date.max, broken=True) if broken else waiver


def _named(policy: WaiversPolicy, role: Role) -> Sequence[str]:
    """The approvers of what this role may allow."""
    match role:
        case Role.PRIVACY:
            return policy.approvers.privacy
        case Role.PLATFORM:
            return policy.approvers.platform
        case _:
            assert_never(role)


def _waivable() -> list[str]:
    """Codes that can be waived."""
    return [code for code, row in RULES.items() if row.waivable_by]


_OF_POLICY_FILES = next(code for code, row in RULES.items() if row.of_policy_files)


def _judged(policy: WaiversPolicy, document: Document) -> tuple[tuple[Waiver, ...], list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []
    waivers: list[Waiver] = []
    for index, row in enumerate(policy.waivers):
        here: Path = ("waivers", index)
        subject = RULES.get(row.code)
        role = subject.waivable_by if subject else None
        if subject is None or role is None:
            why = subject.waiver if subject else "there is no such code"
            hint = f"{why}; codes that can be waived: {', '.join(_waivable())}"
            diagnostics.append(
                Diagnostic("ET721", f"{row.code} cannot be waived", document.span((*here, "code")), hint)
            )
            continue
        if subject.of_policy_files and row.event_type != EVERYWHERE:
            message = (
                f"{row.code} is about files of the whole organisation: in one Event Type there is nothing to allow"
            )
            hint = f'write `event_type: "{EVERYWHERE}"` and the `path` in the file, such as `storage.key_rotation`'
            diagnostics.append(Diagnostic("ET721", message, document.span((*here, "event_type")), hint))
            continue
        of_policy = subject.of_policy_files and row.event_type == EVERYWHERE and (row.path or row.semantic)
        of_meaning = row.semantic and subject.is_hazard
        if (row.event_type == EVERYWHERE or row.semantic) and not (of_policy or of_meaning):
            hint = (
                "name the Event Type; or a hazard (ET8xx) and the `semantic` that it is about; "
                f"or {_OF_POLICY_FILES} and the `path` in the policy file"
            )
            message = "only hazards of one meaning, and those of policy files, can be waived in every Event Type"
            diagnostics.append(Diagnostic("ET721", message, document.span((*here, "event_type")), hint))
            continue
        allowed = _named(policy, role)
        if row.approver not in allowed:
            hint = f"{row.code} is approved by {' or '.join(allowed)}"
            message = f"`{row.approver}` cannot approve {row.code}"
            diagnostics.append(Diagnostic("ET722", message, document.span((*here, "approver")), hint))
            continue
        waiver = Waiver(
            row.code,
            row.event_type,
            row.path or "",
            row.reason,
            row.approver,
            date.fromisoformat(row.expires),
            document.span(here),
            row.semantic or "",
        )
        same = (waiver.rule, waiver.event_type, waiver.path, waiver.semantic)
        first = next((one for one in waivers if one.covers(*same)), None)
        if first:
            other = (Related(first.place, "this allows it already"),)
            diagnostics.append(Diagnostic("ET723", "this is allowed twice", waiver.place, "drop one", related=other))
        waivers.append(waiver)
    return tuple(waivers), diagnostics


def apply(
    diagnostics: Iterable[Diagnostic],
    waivers: Sequence[Waiver],
    documents_: Mapping[str, Document],
    day: date,
    versions: Callable[[str], Iterable[Avro]] = lambda _: (),
) -> tuple[tuple[Diagnostic, ...], tuple[tuple[Diagnostic, Waiver], ...]]:
    """The problems left, with what is to be said about the waivers; and those waived, by which.

    `versions`: the released schemas of an Event Type, for a waiver may be about a field that goes.
    """
    if not waivers:
        return tuple(diagnostics), ()
    places = {waiver: _places(waiver, documents_) for waiver in waivers}
    remaining: list[Diagnostic] = []
    waived: list[tuple[Diagnostic, Waiver]] = []
    used: set[Waiver] = set()
    for one in diagnostics:
        fitting = [waiver for waiver in waivers if _fits(waiver, one, places[waiver])]
        used.update(fitting)
        valid = next((waiver for waiver in fitting if waiver.expires >= day), None)
        if valid:
            waived.append((one, valid))
        else:
            remaining.append(one)
    lost = {waiver for waiver in waivers if waiver.path and places[waiver] is None and not _was(waiver, versions)}
    remaining += _about(waivers, lost, used, documents_, day)
    return tuple(remaining), tuple(waived)


def allows(waivers: Iterable[Waiver], diagnostic: Diagnostic, documents_: Mapping[str, Document], day: date) -> bool:
    """True if any of the waivers allows this problem on that day."""
    return any(waiver.expires >= day and _fits(waiver, diagnostic, _places(waiver, documents_)) for waiver in waivers)


def _fits(waiver: Waiver, diagnostic: Diagnostic, places: frozenset[tuple[int, int]] | None) -> bool:
    if waiver.rule is not diagnostic.rule or waiver.event_type != diagnostic.event_type:
        return False
    return not waiver.path or (places is not None and (diagnostic.span.line, diagnostic.span.column) in places)


def _about(
    waivers: Iterable[Waiver],
    lost: set[Waiver],
    used: set[Waiver],
    definitions: Mapping[str, Document],
    day: date,
) -> Iterator[Diagnostic]:
    for waiver in waivers:
        if waiver.broken:
            continue
        where = "every Event Type" if waiver.event_type == EVERYWHERE else waiver.event_type
        what = f"the waiver of {waiver.code} in {where}"
        if waiver.event_type not in {*definitions, EVERYWHERE} and not waiver.event_type.startswith(SHARED):
            message = f"there is no Event Type `{waiver.event_type}`"
            hint = nearest(waiver.event_type, definitions, "remove the waiver")
            yield Diagnostic("ET723", message, waiver.place, hint, as_warning=True)
        elif waiver in lost:
            message = f"`{waiver.event_type}` has nothing at `{waiver.path}`"
            hint = "name it as `composer explain` does: `fields.email`, `storage.retention`"
            yield Diagnostic("ET723", message, waiver.place, hint, as_warning=True)
        elif waiver.expires < day:
            hint = "remove it, or have it approved again with a new date"
            yield Diagnostic("ET725", f"{what} expired on {waiver.expires}", waiver.place, hint)
        elif waiver not in used and not waiver.rule.of_change:
            hint = "remove it: what it allowed is no longer there"
            yield Diagnostic("ET724", f"{what} allows nothing", waiver.place, hint)
        elif waiver.expires - day <= SOON:
            hint = "put right what it allows, or have it approved again with a new date"
            yield Diagnostic("ET725", f"{what} expires on {waiver.expires}", waiver.place, hint)


def _was(waiver: Waiver, versions: Callable[[str], Iterable[Avro]]) -> bool:
    """True if a change may be about what its path names: a resource, or a field that was released and has gone."""
    if not waiver.rule.of_change:
        return False
    name = waiver.path.removeprefix(FIELDS)
    if name == waiver.path:
        return True
    released = (leaf.name for schema in versions(waiver.event_type) for leaf in leaves(schema))
    return any(is_at(field_name, name) for field_name in released)


def _places(waiver: Waiver, definitions: Mapping[str, Document]) -> frozenset[tuple[int, int]] | None:
    """Every place at or below the waiver's path, as line and column; None if there is no such path."""
    document = definitions.get(waiver.event_type)
    if document is None or not waiver.path:
        return None
    paths = _paths(waiver.path, document)
    return frozenset(place for path in paths for place in _inside(_mark(document.marks, path))) if paths else None


def _paths(target: str, document: Document) -> tuple[Path, ...]:
    """The places of what a waiver names: a field, all fields of a record, or another value; nothing if nowhere."""
    if target.startswith(FIELDS):
        name = target.removeprefix(FIELDS)
        return tuple(("schema", *one.path) for one in leaves(document.value["schema"]) if is_at(one.name, name))
    path: Path = ()
    value = document.value
    for step in target.split("."):
        if not isinstance(value, dict) or step not in value:
            return ()
        path, value = (*path, step), value[step]
    return (path,)


def _mark(mark: Mark, path: Path) -> Mark:
    for step in path:
        mark = mark[6][step]
    return mark


def _inside(mark: Mark) -> Iterator[tuple[int, int]]:
    yield mark[0], mark[1]
    yield mark[3], mark[4]
    inner = mark[6]
    for one in inner.values() if isinstance(inner, dict) else inner or ():
        yield from _inside(one)

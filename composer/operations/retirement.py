"""A step in the life of an Event Type as an edit of its definition, judged before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer import documents, pipeline
from composer.base import git_ref
from composer.diagnostics import ordered
from composer.documents import entry_edits
from composer.model import State
from composer.model.lifecycle import next_states, onward, transition
from composer.policy import lifecycle_steps, waivers
from composer.repository import EditedRepository
from composer.stages import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from composer.diagnostics import Diagnostic
    from composer.model import EventType, Lifecycle
    from composer.model.lifecycle import Transition
    from composer.repository import Repository
    from composer.stages import Checked, Settled

LIFECYCLE = "lifecycle"
SCHEMA = "schema"


class NoStepError(Exception):
    """What was asked for is no step that can be taken; the words say why and what can be done."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for. `target` None: the next state; `sunset` (ISO date) and `replaced_by` are "" where nobody
    said them."""

    target: State | None = None
    sunset: str = ""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A definition as it is (None: it is new) and as it would be."""

    path: Path
    file: str
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Retirement:
    """A step that may be taken: the Event Type before and after it, and the edit that takes it. `step` is None where
    the state stays, and only what belongs to it changes."""

    before: EventType
    after: EventType
    step: Transition | None
    edit: Edit


@dataclass(frozen=True, slots=True)
class Refused:
    """A fleet that `check` would refuse once the edit was written, and what it would say of it."""

    fleet: Checked | Unusable
    diagnostics: tuple[Diagnostic, ...]


def retired(settled: Settled, name: str, request: Request) -> Retirement | Refused:
    """The step that was asked for, judged as `check --base` will judge it. Nothing is written. Raises NoStepError, and
    UneditableError where the definition is written in a way that cannot be edited."""
    event, document = settled.event_types[name], settled.documents[name]
    path = settled.repository.root / document.file
    target = _target(event, request)
    _follows_what_was_merged(settled.repository, document.file, event, target)
    data = settled.repository.read(path)
    entries = entries_of(event.lifecycle, target, request)
    edit = Edit(path, document.file, data, entry_edits.with_entries(data, LIFECYCLE, entries, before=SCHEMA))
    judged = judge(settled, [edit])
    if isinstance(judged, Refused):
        return judged
    return Retirement(event, judged.event_types[name], transition(event.lifecycle.state, target), edit)


def entries_of(life: Lifecycle, target: State, request: Request) -> entry_edits.Entries:
    """The entries of `lifecycle` that the state needs; an active Event Type has no end, so that it loses those of one.
    Raises NoStepError for a day that has passed, or is missing and cannot be guessed."""
    if target is State.ACTIVE:
        return {"state": str(target), "sunset": None, "replaced_by": None}
    if target is State.DEPRECATED and not (request.sunset or life.sunset):
        message = "consumers and producers have to know how long they have: say it with `--sunset YYYY-MM-DD`"
        raise NoStepError(message)
    if request.sunset and request.sunset < waivers.today().isoformat():
        raise NoStepError(f"`--sunset {request.sunset}` has passed; nobody could prepare for it")
    new = {"state": str(target), "sunset": request.sunset, "replaced_by": request.replaced_by}
    return {key: word for key, word in new.items() if word}


def judge(settled: Settled, edits: list[Edit]) -> Checked | Refused:
    """The fleet as it would be with these definitions, or what `check` would refuse of that and does not refuse now."""
    repository = EditedRepository(settled.repository.root, {edit.path: edit.after for edit in edits})
    fleet = pipeline.settle_and_check(repository, settled.environment.name)
    now = pipeline.settle_and_check(settled.repository, settled.environment.name)
    edited = {edit.file for edit in edits}
    known = {_identity(one) for one in now.diagnostics if one.is_error}
    wrong = [
        one for one in fleet.diagnostics if one.is_error and (one.span.file in edited or _identity(one) not in known)
    ]
    if not isinstance(fleet, Unusable):
        wrong += _closed_gates(settled.event_types, fleet)
    if wrong or isinstance(fleet, Unusable):
        return Refused(fleet, ordered(wrong or fleet.diagnostics))
    return fleet


def _identity(diagnostic: Diagnostic) -> tuple[str, ...]:
    return diagnostic.code, diagnostic.span.file, diagnostic.event_type, diagnostic.message


def _closed_gates(before: Mapping[str, EventType], fleet: Checked) -> list[Diagnostic]:
    """Gates that files show to be closed, but for those that a waiver opens."""
    day = waivers.today()
    return [
        one
        for one in lifecycle_steps.steps(before, fleet.event_types, fleet.documents, day)
        if not waivers.allows(fleet.policies.waivers, one, fleet.documents, day)
    ]


def _target(event: EventType, request: Request) -> State:
    source = event.lifecycle.state
    target = request.target or (source if _changes_dates(request, source) else onward(source))
    ways = " or ".join(f"`--to {state}`" for state in next_states(source))
    if target is None:
        raise NoStepError(f"{event.name} is `{source}`, and nothing leads out of that: its name stays reserved")
    if source is target and not _changes_dates(request, target):
        hint = f"what can follow is {ways}" if ways else "nothing can follow"
        raise NoStepError(f"{event.name} is `{source}` already; {hint}")
    if source is not target and transition(source, target) is None:
        hint = f"from there it goes {ways}" if ways else "nothing leads out of that, and its name stays reserved"
        raise NoStepError(f"{event.name} is `{source}` and cannot become `{target}`: {hint}")
    if request.sunset and target is not State.DEPRECATED:
        message = f"`--sunset` is the day after which publishing stops; `{target}` comes "
        raise NoStepError(message + ("without an end" if target is State.ACTIVE else "after it"))
    if request.replaced_by and target is State.ACTIVE:
        raise NoStepError("`--replaced-by` says what to use instead, and an active Event Type is to be used itself")
    return target


def _changes_dates(request: Request, state: State) -> bool:
    """True if only what belongs to a deprecation is to change."""
    return state is State.DEPRECATED and bool(request.sunset or request.replaced_by)


def _follows_what_was_merged(repository: Repository, file: str, event: EventType, target: State) -> None:
    """Raises NoStepError where this branch moved the definition on already, so that both steps would be merged as one
    that the table does not have. Clones that know of no default branch are judged by `check --base`."""
    former = git_ref.former(repository, f":(literal){file}")
    if former is None or file not in former.files:
        return
    value = documents.read(file, former.files[file]).value
    life = value.get(LIFECYCLE) if isinstance(value, dict) else None
    written = life.get("state") if isinstance(life, dict) else State.ACTIVE
    if not isinstance(written, str) or written not in {*State}:
        return
    merged = State(written)
    if merged in {target, event.lifecycle.state} or transition(merged, target) is not None:
        return
    message = f"{event.name} is `{merged}` in {former.ref} and became `{event.lifecycle.state}` on this branch"
    raise NoStepError(f"{message}: merge and apply that first, since one merge takes one step")

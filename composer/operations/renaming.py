"""A new name for an Event Type: a new one beside the old, into which everybody moves, and then the end of the old one.

Nothing is deleted and made again. What exists keeps its names and its data: topics, buckets and tables of the old name
serve until nobody needs them, and the new one begins beside them. Where the repository stands is read from the two
definitions; nothing else remembers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.documents import entry_edits
from composer.model import State
from composer.model.lifecycle import onward
from composer.operations.retirement import (
    LIFECYCLE,
    SCHEMA,
    Edit,
    NoStepError,
    Refused,
    Request,
    entries_of,
    judge,
)

if TYPE_CHECKING:
    from composer.model import EventType
    from composer.stages import Settled

FORMER_NAMES = "former_names"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the way. `done` is None where no file can tell; `commands` take it, or look whether it is taken."""

    title: str
    done: bool | None
    detail: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renaming:
    """The way from one name to the other. `edits`: what is still to be written, of a new definition what it is copied
    from (`source`); `stages` in order, as they are once that is written."""

    old: EventType
    new: EventType
    edits: tuple[Edit, ...]
    source: bytes
    stages: tuple[Stage, ...]

    @property
    def current(self) -> int | None:
        """The index of the first stage that files show to be open; None at the end."""
        return next((index for index, stage in enumerate(self.stages) if stage.done is False), None)


def renamed(settled: Settled, old: str, new: str, sunset: str) -> Renaming | Refused:
    """The way as far as it was taken, with the edits that begin it where it was not. `sunset`: ISO date, "" if nobody
    said one. Raises NoStepError, and UneditableError where a definition cannot be edited."""
    event = settled.event_types[old]
    there = settled.event_types.get(new)
    _possible(event, there, new)
    document = settled.documents[old]
    path = settled.repository.root / document.file
    data = settled.repository.read(path)
    edits: list[Edit] = []
    if there is None:
        file = f"{document.file.rpartition('/')[0]}/{new}.yaml"
        place = settled.repository.root / file
        if place.is_symlink() or place.exists():
            raise NoStepError(f"{file} is there already and defines no `{new}`: mend it, or move it away")
        edits.append(Edit(place, file, None, _copied(data, event, new)))
    if event.lifecycle.replaced_by != new:
        request = Request(State.DEPRECATED, sunset, new)
        entries = entries_of(event.lifecycle, State.DEPRECATED, request)
        edits.append(Edit(path, document.file, data, entry_edits.with_entries(data, LIFECYCLE, entries, before=SCHEMA)))
    fleet = judge(settled, edits) if edits else settled
    if isinstance(fleet, Refused):
        return fleet
    old_event, new_event = fleet.event_types[old], fleet.event_types[new]
    return Renaming(old_event, new_event, tuple(edits), data, tuple(stages(old_event, new_event)))


def stages(old: EventType, new: EventType) -> list[Stage]:
    """The way from one to the other, each stage as the definitions show it."""
    state, states = old.lifecycle.state, [*State]
    readers = ", ".join(one.team for one in old.consumers)
    beside = Stage(
        f"{new.name} stands beside {old.name}, with its schema as version 1",
        bool(new.versions),
        f"{old.name} is deprecated until {old.lifecycle.sunset}" if old.lifecycle.sunset else "",
        ("composer check --fix", f"composer up {new.name} {old.name}"),
    )
    mirrored = Stage(
        "events are mirrored",
        None,
        f"the Event Service reads `former_names` in the registration of {new.name}, and publishes what comes as "
        f"{old.name} to both",
        (f"composer explain {new.name}/registration",),
    )
    compared = Stage(
        "the two are compared",
        None,
        "as many events in every closed bucket of both, from the first whole one on; then consumers can move",
    )
    moved = Stage(
        "consumers read the new one",
        not old.consumers,
        f"still declared as consumers of {old.name}: {readers}; take out who has moved" if readers else "",
        ("composer notices notices --base main",) if readers else (),
    )
    ends = [
        Stage(
            _ENDS[target].format(old=old.name, new=new.name), states.index(state) >= states.index(target), "", command
        )
        for target, command in _commands(old)
    ]
    return [beside, mirrored, compared, moved, *ends]


_ENDS = {
    State.DRAINING: "producers send {new}; {old} takes nothing more",
    State.ARCHIVED: "{old} is silent and empty; what it delivered can be read until its retention ends",
    State.DELETED: "{old} is a tombstone, which keeps its name",
}


def _commands(old: EventType) -> list[tuple[State, tuple[str, ...]]]:
    """The states that are left to the old one, with the command that moves it to the next one."""
    following = onward(old.lifecycle.state)
    return [(target, (f"composer retire {old.name}",) if target is following else ()) for target in _ENDS]


def _copied(data: bytes, old: EventType, new: str) -> bytes:
    """The definition under the new name: active, with the old name among its former ones; all else is as it was."""
    data = entry_edits.with_value(data, ("event_type",), new)
    data = entry_edits.with_value(data, (SCHEMA, "name"), new)
    if old.lifecycle.state is not State.ACTIVE:
        entries: entry_edits.Entries = {"state": str(State.ACTIVE), "sunset": None, "replaced_by": None}
        data = entry_edits.with_entries(data, LIFECYCLE, entries, before=SCHEMA)
    return entry_edits.with_list(data, FORMER_NAMES, [old.name], after="event_type")


def _possible(old: EventType, new: EventType | None, name: str) -> None:
    """Raises NoStepError where the one cannot become the other."""
    successor, state = old.lifecycle.replaced_by, old.lifecycle.state
    if name == old.name:
        raise NoStepError(f"{name} has this name already")
    if new is not None and old.name not in new.former_names:
        message = f"`{name}` is another Event Type, and {old.name} is none of its `former_names`"
        raise NoStepError(f"{message}: take a name that nothing has, or write it there if they carry the same events")
    if successor and successor != name:
        raise NoStepError(f"{old.name} is replaced by `{successor}` already: take that out of its `lifecycle` first")
    if new is None and state not in {State.ACTIVE, State.DEPRECATED}:
        message = f"{old.name} is `{state}`, so nothing arrives that could be mirrored"
        raise NoStepError(f"{message}: what begins now is a new Event Type (`composer new {name}`)")
    if new is None and old.former_names:
        carried = ", ".join(old.former_names)
        message = f"{old.name} carries on {carried} itself, and what is sent as that would not reach {name}"
        raise NoStepError(f"{message}: take `former_names` out of its definition once nothing is, then rename it")

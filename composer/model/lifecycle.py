"""The life of an Event Type, as one table: what it has in each state, how it moves on, and who removes what it leaves.

Facets, checks and docs/reference/lifecycle.md all read it from here. Time is never an input: a state is what its
definition says, and gates are proven by whoever moves it on (`check --base` for what files can prove, `retire` and
`cleanup` for what only the cloud can).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from composer.model.event_type import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Remover(StrEnum):
    """Who takes away the resources of a facet that the new state no longer has."""

    UP = "up"
    """`composer up`, at once: they hold nothing and can be made again."""
    CLEANUP = "cleanup"
    """`composer cleanup`, behind gates and approval: they hold data, or can never be made again."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that a definition may take. `gate`: what must be true, in words."""

    source: State
    target: State
    gate: str


MEANINGS: Mapping[State, str] = {
    State.ACTIVE: "Events are published, delivered and watched.",
    State.DEPRECATED: "As active; consumers and producers are told when it ends and what comes instead.",
    State.DRAINING: "The Event Service rejects new events; what clients still hold is delivered. Buckets still close.",
    State.ARCHIVED: "Nothing arrives any more; delivered events can be read until their retention ends.",
    State.DELETED: "A tombstone: the name stays reserved for ever, so that no old reader meets new events.",
}
"""What each state means. A state's graph contains the facets of `FACET_STATES`."""

_RUNNING = frozenset({State.ACTIVE, State.DEPRECATED, State.DRAINING})
_KEPT = _RUNNING | {State.ARCHIVED}

FACET_STATES: Mapping[str, frozenset[State]] = {
    "stream": _RUNNING,
    "etl": _RUNNING,
    "processing": _RUNNING,
    "storage": _KEPT,
    "access": _KEPT,
    "keys": _KEPT,
    "slo": _RUNNING,
    "alerts": _RUNNING,
    "registration": frozenset(State),
}
"""In which states an Event Type has each facet. While draining it keeps even the grant to publish: a client with a full
buffer must not run into refusals; its events are rejected by the Event Service, which reads the registration."""

REMOVERS: Mapping[str, Remover] = {
    "stream": Remover.UP,
    "etl": Remover.UP,
    "processing": Remover.UP,
    "storage": Remover.CLEANUP,
    "access": Remover.UP,
    "keys": Remover.CLEANUP,
    "slo": Remover.UP,
    "alerts": Remover.UP,
}
"""Who removes a facet's resources once the state no longer has them; the registration is never removed. A subscription
that still holds events is left to `cleanup` whatever this says."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.ACTIVE, State.DEPRECATED, "the definition names the day of its sunset"),
    Transition(State.DEPRECATED, State.ACTIVE, "none: taking a deprecation back hurts nobody"),
    Transition(State.DEPRECATED, State.DRAINING, "the sunset has passed, and producers have stopped or agreed"),
    Transition(State.DRAINING, State.DEPRECATED, "none: events are accepted again"),
    Transition(
        State.DRAINING,
        State.ARCHIVED,
        "silent for 30 days, as long as clients buffer; no message in the subscription or the dead letters; "
        "every bucket closed",
    ),
    Transition(State.ARCHIVED, State.ACTIVE, "none: the stream is made again, delivered events are still there"),
    Transition(
        State.ARCHIVED,
        State.DELETED,
        "retention is over, no consumer is left, nobody holds it for legal reasons, its owner approved",
    ),
)
"""Every step there is. Nothing leads out of `deleted`: a name is used once."""


def states_of(facet: str) -> frozenset[State]:
    """The states in which an Event Type has this facet."""
    return FACET_STATES[facet]


def transition(source: State, target: State) -> Transition | None:
    """The step between two states; None if there is none (staying is no step)."""
    return next((step for step in TRANSITIONS if (step.source, step.target) == (source, target)), None)


def next_states(source: State) -> tuple[State, ...]:
    """Where a definition may go from a state, in the order of the table."""
    return tuple(step.target for step in TRANSITIONS if step.source is source)

"""The life of an Event Type, as one table: what it has in each state, how it moves on, and who removes what it leaves.

Facets, checks and docs/reference/lifecycle.md all read it from here. Time is never an input: a state is what its
definition says, and gates are proven by whoever moves it on: `check --base` for what files can prove, people for what
only the cloud can.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from composer.kinds.bigquery.connection import CONNECTION
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.storage.bucket import BUCKET
from composer.model.event_type import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind


class Remover(StrEnum):
    """Who takes away the resources of a facet that the new state no longer has."""

    UP = "up"
    """`composer up`, at once: they hold nothing and can be made again."""
    CLEANUP = "cleanup"
    """`composer cleanup`, once gates are open and it is approved: they hold data, or can never be made again."""


class Proof(StrEnum):
    """A part of a gate that the repository's files and the day's date can prove: `check --base` asks for it."""

    SUNSET_PASSED = "sunset-passed"
    NO_CONSUMER = "no-consumer"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that a definition may take. `gate`: what must be true, in words; `proven`: what files can prove of it."""

    source: State
    target: State
    gate: str
    proven: tuple[Proof, ...] = ()

    def removed(self, by: Remover) -> tuple[str, ...]:
        """Facets that this step leaves for `up` to remove, or things that stay in place (in the plural)."""
        facets = [
            facet for facet, states in FACET_STATES.items() if self.source in states and self.target not in states
        ]
        if by is Remover.UP:
            return tuple(facet for facet in facets if facet not in NOTHING_BUT_HELD)
        return tuple(noun for facet in facets for noun in LEFT_TO_CLEANUP.get(facet, {}).values())


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
    "expiry": _KEPT,
    "access": _KEPT,
    "keys": _KEPT,
    "slo": _RUNNING,
    "alerts": _RUNNING,
    "registration": frozenset(State),
}
"""In which states an Event Type has each facet, in the order in which people read them. While draining it keeps even
the grant to publish: a client with a full buffer must not run into refusals; its events are rejected by the Event
Service, which reads the registration."""

_HOLDING: Mapping[str, tuple[Kind, ...]] = {
    "stream": (SUBSCRIPTION,),
    "storage": (BUCKET, DATASET, TABLE, CONNECTION),
    "keys": (CRYPTO_KEY,),
}
LEFT_TO_CLEANUP: Mapping[str, Mapping[str, str]] = {
    facet: {kind.token: kind.holds for kind in kinds} for facet, kinds in _HOLDING.items()
}
"""Kinds of a facet that hold data or can never be made again, with their plurals. They are protected wherever they are
compiled, and stay in place. All else of a facet is removed by `up` once the state no longer has it."""

NOTHING_BUT_HELD = frozenset({"storage"})
"""Facets of which nothing is removed by `up`."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.ACTIVE, State.DEPRECATED, "the definition names the day of its sunset"),
    Transition(State.DEPRECATED, State.ACTIVE, "none: taking a deprecation back hurts nobody"),
    Transition(
        State.DEPRECATED,
        State.DRAINING,
        "the sunset has passed, and producers have stopped or agreed",
        (Proof.SUNSET_PASSED,),
    ),
    Transition(State.DRAINING, State.DEPRECATED, "none: events are accepted again"),
    Transition(
        State.DRAINING,
        State.ARCHIVED,
        "silent and nothing rejected for 30 days, as long as clients buffer; no message in the subscription or the "
        "dead letters; every bucket closed",
    ),
    Transition(State.ARCHIVED, State.ACTIVE, "none: the stream is made again, delivered events are still there"),
    Transition(
        State.ARCHIVED,
        State.DELETED,
        "retention is over, no consumer is left, nobody holds it for legal reasons, its owner approved",
        (Proof.NO_CONSUMER,),
    ),
)
"""Every step there is. Nothing leads out of `deleted`: a name is used once."""


def states_of(facet: str) -> frozenset[State]:
    """The states in which an Event Type has this facet."""
    return FACET_STATES[facet]


def transition(source: State, target: State) -> Transition | None:
    """The step between two states; None if there is none (staying is no step)."""
    return next((step for step in TRANSITIONS if (step.source, step.target) == (source, target)), None)


def is_retained(kind: str, state: State) -> bool:
    """True if what is of this kind belongs to no facet of the state, and is `cleanup`'s to remove."""
    facets = [facet for facet, kinds in LEFT_TO_CLEANUP.items() if kind in kinds]
    return bool(facets) and all(state not in FACET_STATES[facet] for facet in facets)


def onward(source: State) -> State | None:
    """The state that follows in the life of an Event Type; None at its end."""
    states = [*State]
    later = (state for state in next_states(source) if states.index(state) > states.index(source))
    return next(later, None)


def next_states(source: State) -> tuple[State, ...]:
    """The states a definition may go to from a state, in the order of the table."""
    return tuple(step.target for step in TRANSITIONS if step.source is source)

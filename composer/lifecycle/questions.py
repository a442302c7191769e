"""What has to be true before an Event Type takes a step, and before what it left is removed: two tables."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from composer.kinds.bigquery.connection import CONNECTION
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.kinds.storage.bucket import BUCKET
from composer.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Question(StrEnum):
    """Something that a gate asks."""

    SUNSET = "sunset passed"
    SILENT = "no publishes"
    REJECTED = "no rejected publishes"
    DRAINED = "nothing waits"
    CLOSED = "every bucket closed"
    CONSUMERS = "no declared consumer"
    READERS = "no readers"
    SUBSCRIBERS = "no subscription of others"
    DEPENDENTS = "nothing of others"
    RETENTION = "retention lapsed"
    HOLDS = "no hold, no lock"
    RESTED = "rested"


_DATA = (Question.RETENTION, Question.READERS, Question.HOLDS, Question.DEPENDENTS)

OF_STEP: Mapping[tuple[State, State], tuple[Question, ...]] = {
    (State.ACTIVE, State.DEPRECATED): (),
    (State.DEPRECATED, State.ACTIVE): (),
    (State.DEPRECATED, State.DRAINING): (Question.SUNSET,),
    (State.DRAINING, State.DEPRECATED): (),
    (State.DRAINING, State.ARCHIVED): (
        Question.SILENT,
        Question.REJECTED,
        Question.DRAINED,
        Question.CLOSED,
        Question.SUBSCRIBERS,
    ),
    (State.ARCHIVED, State.ACTIVE): (),
    (State.ARCHIVED, State.DELETED): (Question.CONSUMERS, *_DATA, Question.SUBSCRIBERS),
}
"""What each step of the lifecycle asks; steps that ask nothing hurt nobody, or say themselves what they need."""

OF_KIND: Mapping[str, tuple[Question, ...]] = {
    SUBSCRIPTION.token: (Question.DRAINED,),
    BUCKET.token: _DATA,
    DATASET.token: _DATA,
    TABLE.token: _DATA,
    CONNECTION.token: (),
    CRYPTO_KEY.token: _DATA,
    ACCOUNT.token: (Question.RESTED,),
}
"""What the removal of each kind that `up` leaves asks. A connection holds nothing, and goes after the tables that read
through it; a key asks what the data ask that it encrypts. An account is switched off, and waits for a day."""

PARTS: tuple[frozenset[str], ...] = (
    frozenset({ACCOUNT.token}),
    frozenset({SUBSCRIPTION.token}),
    frozenset(OF_KIND) - {ACCOUNT.token, SUBSCRIPTION.token},
)
"""What is removed by itself, whatever becomes of the rest: accounts, the stream, and what holds delivered events."""


def of_kinds(kinds: set[str]) -> tuple[Question, ...]:
    """The questions that the removal of these kinds asks, each question once, in the order of the enumeration."""
    asked = {question for kind in kinds for question in OF_KIND.get(kind, ())}
    return tuple(question for question in Question if question in asked)

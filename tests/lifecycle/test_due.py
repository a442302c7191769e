"""What may end is listed with what goes in order; the tables know every step and every kind that `up` leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer.costs import prices
from composer.graph import ResourceGraph
from composer.kinds import KINDS
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.lifecycle import played_traffic
from composer.lifecycle.due import dues
from composer.lifecycle.played_traffic import Life
from composer.lifecycle.questions import OF_KIND, OF_STEP, Question
from composer.lifecycle.sight import Sight
from composer.model import State
from composer.model.event_type import Lifecycle
from composer.model.lifecycle import LEFT_TO_CLEANUP, TRANSITIONS, is_retained
from composer.units import DAY
from tests.lifecycle.conftest import Near, subject

if TYPE_CHECKING:
    from composer.lifecycle.gates import Due
    from composer.localcloud.cloud import Cloud
    from composer.stages import Checked


def test_every_step_says_what_it_asks() -> None:
    assert set(OF_STEP) == {(step.source, step.target) for step in TRANSITIONS}
    proofs = {(step.source, step.target) for step in TRANSITIONS if step.proven}
    assert all(OF_STEP[pair] for pair in proofs)


def test_every_kind_that_is_left_says_what_its_removal_asks() -> None:
    left = {token for kinds in LEFT_TO_CLEANUP.values() for token in kinds}
    left |= {kind.token for kind in KINDS.values() if kind.rests}
    assert left <= set(OF_KIND), "how may it go? a row of composer/lifecycle/questions.py"


def test_every_question_is_asked_somewhere() -> None:
    asked = {question for row in (*OF_STEP.values(), *OF_KIND.values()) for question in row}
    assert asked == {*Question}


def of_state(checked: Checked, cloud: Cloud, state: State, name: str = "EndSong") -> tuple[Due, ...]:
    """What may end of an Event Type in a state, where everything is there that it ever had."""
    event = checked.event_types[name]
    ended = replace(event, lifecycle=Lifecycle(state, "2020-01-01"))
    kept = tuple(one for one in checked.graphs[name].resources if not is_retained(one.type, state))
    changed = replace(checked, event_types={name: ended}, graphs={name: ResourceGraph.of(name, kept, "")})
    rows = prices.load(checked.repository, checked.policies.sizing.machine_type)
    probe = subject(checked, "DeliveryProbe", State.ACTIVE)
    sight = Sight(Near(cloud), checked.policies.endings, probes=[probe])
    return dues(changed, [name], checked.graphs, {}, sight, rows)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (State.ACTIVE, []),
        (State.DEPRECATED, [State.DRAINING]),
        (State.DRAINING, [State.ARCHIVED]),
        (State.ARCHIVED, [None, State.DELETED]),
        (State.DELETED, [None, None]),
    ],
)
def test_what_may_end_follows_from_the_state(
    checked: Checked, cloud: Cloud, state: State, steps: list[State | None]
) -> None:
    assert [due.target for due in of_state(checked, cloud, state)] == steps


def test_what_stands_on_others_goes_first(checked: Checked, cloud: Cloud) -> None:
    stream, left = of_state(checked, cloud, State.DELETED, "PaymentSettled")
    assert {one.type for one in stream.resources} == {SUBSCRIPTION.token}
    order = [one.id for one in checked.graphs["PaymentSettled"].resources]
    places = [order.index(one.id) for one in left.resources]
    assert places[:-1] == sorted(places[:-1], reverse=True)
    assert left.resources[-1].type == CRYPTO_KEY.token, "a key goes after what it encrypts"
    assert left.cents
    assert not left.open


def test_a_whole_life_ends_with_every_gate_open(checked: Checked, cloud: Cloud) -> None:
    """Played in a moment: producers stop, the backlog drains, readers leave, retention ends."""
    played_traffic.play(cloud, subject(checked, "EndSong"), Life())
    for name in ("SongSaved", "TrackLiked", "DeliveryProbe"):
        played_traffic.play(cloud, subject(checked, name), Life(readers=("a@example.com",)))
    (step,) = of_state(checked, cloud, State.DRAINING)
    assert [gate.question for gate in step.gates if not gate.open] == [Question.SILENT]
    played_traffic.play(cloud, subject(checked, "EndSong"), Life(silent_for=45 * DAY))
    (step,) = of_state(checked, cloud, State.DRAINING)
    assert step.open
    _, last = of_state(checked, cloud, State.ARCHIVED)
    shut = {gate.question: gate.text for gate in last.gates if not gate.open}
    assert shut.keys() == {Question.CONSUMERS, Question.READERS}
    assert shut[Question.READERS] == "data are kept for 30 days, and 90 days are needed"

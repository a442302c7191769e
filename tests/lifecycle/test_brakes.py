"""Brakes: whatever the settings are, what hurts most needs an approval of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.lifecycle.brakes import of_event_type, of_run
from composer.model import Importance, State
from composer.model.endings import Endings
from composer.model.lifecycle import is_retained
from composer.spec.lifecycle import LifecyclePolicy
from composer.units import DAY, Count, Percent, Seconds
from tests.graphs.test_combinations import EXAMPLE, graph, settled

if TYPE_CHECKING:
    from composer.graph import Resource

ENDINGS = Endings(*[Seconds(DAY)] * 5, Count(20), Percent(5))
HELD = [one for one in graph(Importance.LOW, "gcs", "money", State.ACTIVE).resources if one.protect]
FIELDS = LifecyclePolicy.model_fields


def bounds(name: str) -> tuple[int, int]:
    """The least and the most that a setting may say."""
    found = {
        limit: getattr(one, limit) for one in FIELDS[name].metadata for limit in ("ge", "le") if hasattr(one, limit)
    }
    return found["ge"], found["le"]


@given(most=st.integers(*bounds("most_removed")), percent=st.integers(*bounds("most_removed_percent")))
def test_no_setting_lets_a_fleet_go_unasked(most: int, percent: int) -> None:
    endings = replace(ENDINGS, most_removed=most, most_removed_percent=Percent(percent))
    many: dict[str, list[Resource]] = {f"Type{number}": HELD for number in range(40)}
    _, share = of_run(many, held=40 * len(HELD), endings=endings)
    assert share.message.endswith(f"where policy lets {percent}% pass")
    fifth = {name: many[name] for name in [*many][:9]}
    assert [*of_run(fifth, held=40 * len(HELD), endings=endings)], "more than a fifth is asked about at any setting"


@pytest.mark.parametrize(
    ("name", "value"), [("most_removed", 0), ("most_removed", 10**6), ("most_removed_percent", 100)]
)
def test_a_setting_that_would_turn_a_brake_off_is_refused(name: str, value: int) -> None:
    times = dict.fromkeys(("silent", "drained", "closed", "unread", "access_logs"), "30d")
    with pytest.raises(ValidationError, match=name):
        LifecyclePolicy.model_validate({"source": "a", **times, name: value})


@pytest.mark.parametrize("importance", [*Importance])
@pytest.mark.parametrize("money", [True, False])
def test_what_holds_data_keys_high_importance_and_money_are_asked_about(importance: Importance, money: bool) -> None:
    event = replace(settled().event_types[EXAMPLE], importance=importance, finance_bearing=money)
    for one in HELD:
        assert is_retained(one.type, State.DELETED)
        messages = [hazard.message for hazard in of_event_type(event, [one])]
        assert any("is a key" in message for message in messages) is (one.type == CRYPTO_KEY.token)
        assert len(messages) == 1 + (importance is Importance.HIGH) + money
        assert all(hazard.open and hazard.code == "ET817" for hazard in of_event_type(event, [one]))

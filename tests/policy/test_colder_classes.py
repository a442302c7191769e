"""Classes of files by age, as policy settles them in a definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer.kinds.storage.storage_classes import CLASSES, MINIMUM_DAYS
from composer.model.storage.common import ColderStep
from composer.policy.storage.gcs import colder
from composer.units import DAY, Seconds

ages = st.lists(st.integers(1, 4000), min_size=3, max_size=3).map(sorted)


@given(ages, st.sampled_from(CLASSES), st.integers(1, 5000))
def test_files_reach_a_class_exactly_if_they_stay_for_its_minimum(ages: list[int], first: str, kept: int) -> None:
    steps = tuple(ColderStep(name, Seconds(age * DAY)) for name, age in zip(MINIMUM_DAYS, ages, strict=True))
    taken = colder(steps, first, Seconds(kept * DAY))
    for step, age in zip(steps, ages, strict=True):
        colder_than_first = CLASSES.index(step.storage_class) > CLASSES.index(first)
        assert (step in taken) == (colder_than_first and age + MINIMUM_DAYS[step.storage_class] <= kept)
    assert list(taken) == sorted(taken, key=lambda step: step.after), "in the order of age"

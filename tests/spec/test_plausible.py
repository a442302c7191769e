"""Two ends of one thing are in order, in every mapping of every kind of file, whoever wrote down that they are two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from composer.documents import Document
from composer.spec import reader
from composer.spec.base import Spec
from composer.spec.error_places import Shape
from composer.spec.json_schema import PUBLISHED
from composer.spec.plausible import LOW_AND_HIGH, ends, orders
from composer.spec.walked import parts
from tests.messages.leaves import replaced
from tests.spec.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.diagnostics import Related

VALUES = [("999d", "1h"), ("999/s", "1/d"), (0.9, 0.1), (9, 1)]
"""More and less, in each form that what is ordered has."""


def pairs() -> Iterator[Any]:
    for name, spec in PUBLISHED.items():
        for part in parts(SAMPLES[name], Shape(spec), lambda shape: shape.model is not None):
            if part.shape.model is not None and issubclass(part.shape.model, Spec):
                for order in orders(part.shape.model):
                    lesser, greater = (*part.path, *order.lesser), (*part.path, *order.greater)
                    yield pytest.param(name, lesser, greater, id=f"{name} {lesser} {greater}")


@pytest.mark.parametrize(("name", "lesser", "greater"), list(pairs()))
def test_a_pair_the_wrong_way_round_is_told_at_the_lesser_one(name: str, lesser: Any, greater: Any) -> None:
    message = set()
    for more, less in VALUES:
        value = replaced(replaced(SAMPLES[name], lesser, more), greater, less)
        _, result = reader.read(Document("x.yaml", value), PUBLISHED[name])
        message |= {
            one.message.partition(" of ")[0]
            for one in result
            if one.code == "ET208" and " is more than " in one.message
        }
    assert message


def _bounded(other: Related) -> bool:
    return other.message == "what bounds it is here"


@pytest.mark.parametrize(("low", "high"), LOW_AND_HIGH)
def test_names_of_two_ends_are_seen_wherever_the_word_stands(low: str, high: str) -> None:
    for form in ("{}", "{}_machines", "machines_{}", "a.b_{}_c"):
        (result,) = ends([form.format(high), form.format(low)])
        assert (result.lesser, result.greater) == ((form.format(low),), (form.format(high),))
    assert not [*ends([f"x{low}", f"x{high}", low])]

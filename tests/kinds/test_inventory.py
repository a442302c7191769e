"""Where all objects of each kind are looked up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from composer.kinds import KINDS

if TYPE_CHECKING:
    from composer.kinds.kind import Kind


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.token)
def test_every_kind_says_where_all_of_it_is_looked_up(kind: Kind) -> None:
    assert (kind.inventory.source == "policies") == kind.rest.policy
    if kind.inventory.source == "assets":
        assert re.fullmatch(r"[a-z]+\.googleapis\.com/[A-Z][A-Za-z]+", kind.inventory.asset_type)
        assert kind.inventory.delay > 0


def test_no_two_kinds_are_one_asset_type() -> None:
    types = [kind.inventory.asset_type for kind in KINDS.values() if kind.inventory.asset_type]
    assert len(types) == len(set(types))

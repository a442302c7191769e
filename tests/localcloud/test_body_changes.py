"""What a mask takes from a change."""

from __future__ import annotations

from typing import Any

import pytest

from composer.localcloud.body_changes import masked

BODY = {"goal": 0.9, "indicator": {"windows": {"period": "60s", "mean": {"max": 1}}}}


@pytest.mark.parametrize(
    ("change", "mask", "expected"),
    [
        ({"goal": 0.5}, ["goal"], {**BODY, "goal": 0.5}),
        ({"goal": 0.5}, ["indicator.sum.range"], BODY),
        ({}, ["goal"], {"indicator": BODY["indicator"]}),
        ({}, ["indicator.windows.period", "indicator.windows.mean.max"], {"goal": 0.9}),
        (
            {"indicator": {"requests": {"good": "a"}}},
            ["indicator.requests.good", "indicator.requests.bad", "indicator.windows.period", "indicator.windows.mean"],
            {"goal": 0.9, "indicator": {"requests": {"good": "a"}}},
        ),
        (
            {"indicator": {"windows": {"mean": {"max": 2}}}},
            ["indicator.windows.mean.max"],
            {
                "goal": 0.9,
                "indicator": {"windows": {"period": "60s", "mean": {"max": 2}}},
            },
        ),
        ({"a_b": 1, "aB": 2}, ["a_b"], {**BODY, "aB": 2}),
        ({"goal": 0.5}, ["*"], {"goal": 0.5}),
    ],
)
def test_what_a_mask_names_becomes_what_the_change_says(
    change: dict[str, Any], mask: list[str], expected: dict[str, Any]
) -> None:
    assert masked(BODY, change, mask) == expected

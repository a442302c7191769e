"""The page of staggering is what the policy comes to; and nothing of low importance can page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer import pipeline
from composer.operations import explanation
from composer.reports import alert_levels_text
from composer.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

_LOUD = ("WARNING", "ERROR", "CRITICAL")


def test_the_page_is_fresh(root: Path) -> None:
    text = (root / alert_levels_text.PAGE).read_text(encoding="utf-8")
    expected = alert_levels_text.page(Repository(root))
    assert text == expected, (
        f"{alert_levels_text.PAGE} is not what the policy says; if it is right: {alert_levels_text.COMMAND}"
    )


def test_what_is_less_important_is_told_later_and_never_louder(root: Path) -> None:
    settled = pipeline.settle_and_check(Repository(root), "production")
    soonest: dict[str, int] = {}
    for name, event in settled.event_types.items():
        for one in explanation.shown(settled, name).alerts:
            assert one.after is not None
            if event.importance == "low":
                assert "page" not in one.channels
                assert one.severity == "WARNING"
            if "late" in one.resource:
                soonest[event.importance] = min(one.after, soonest.get(event.importance, one.after))
    assert soonest["high"] < soonest["normal"] < soonest["low"]

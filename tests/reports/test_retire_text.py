"""Each part of a gate is said once: files prove it, or the cloud is asked."""

from __future__ import annotations

import pytest

from composer.lifecycle.questions import OF_STEP
from composer.model.lifecycle import TRANSITIONS, Transition
from composer.reports.retire_text import IN_FILES, asked_of_the_cloud


@pytest.mark.parametrize("step", TRANSITIONS, ids=lambda step: f"{step.source}-{step.target}")
def test_a_part_of_a_gate_is_proven_by_files_or_asked_of_the_cloud(step: Transition) -> None:
    questions = OF_STEP[step.source, step.target]
    assert len(step.proven) == len(IN_FILES & {*questions})
    asked = asked_of_the_cloud("EndSong", step)
    assert bool(asked) == bool({*questions} - IN_FILES)
    assert not any(question in asked for question in IN_FILES)

"""`diff` and `check` refuse the same changes of a schema: both ask composer/schema/judgement.py."""

from __future__ import annotations

import random
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline
from composer.documents import Document
from composer.plans import schema_diff
from composer.policy.evolution import evolution
from composer.repository import Repository
from composer.rules import RULES
from composer.schema.changelog import Bump, changelog
from composer.schema.walk import every_field, without_annotations
from tests.casefiles import CASES
from tests.schema.generate import pair

if TYPE_CHECKING:
    from pathlib import Path

JUDGED = {"ET321", "ET322", "ET323", "ET326", "ET327", "ET328", "ET330", "ET332", "ET608"}
FLEETS = [path for path in sorted((CASES / "fleets").iterdir()) if any(path.glob("eventtypes/*/*.versions.jsonl"))]
ALONE = [path for path in FLEETS if not (path / "base").exists()]
"""Fleets that are not compared with a base."""
DEPRECATIONS: tuple[Any, ...] = (None, None, None, True, {"reason": "Old."}, {"since": "2026-01-31", "reason": "Old."})
DEPRECATIONS += ({"since": "2026-01-31", "reason": "Old.", "replaced_by": "nothing_there"},)


def annotate(schema: Any, dice: random.Random) -> None:
    for one in every_field(schema):
        actual = dice.choice(DEPRECATIONS)
        if actual is not None:
            one.field["deprecated"] = actual
        one.field["semantic"] = dice.choice(("system.operations", "user.contact"))


def of_check(before: Any, after: Any) -> set[str]:
    event: Any = SimpleNamespace(
        name="A",
        schema=without_annotations(after),
        versions=(before,),
        fields=(),
        storage=SimpleNamespace(COLUMNS=False),
        lifecycle=SimpleNamespace(state=None),
    )
    policies: Any = SimpleNamespace(waivers=(), semantic_types={})
    result = evolution(event, Document("a.yaml", {"schema": after}), policies)
    return {one.code for one in result if not one.rule.records_version}


def test_pairs_as_years_make_them_are_judged_alike() -> None:
    codes: set[str] = set()
    for seed in range(150):
        before, after = pair(seed)
        dice = random.Random(seed)
        annotate(before, dice)
        annotate(after, dice)
        log = changelog(before, after)
        refused = {one.code for one in log.refused}
        assert refused == of_check(before, after), seed
        assert (log.bump is Bump.MAJOR) is bool(refused)
        codes |= refused
    assert codes >= {"ET321", "ET322", "ET326", "ET327"}


@pytest.mark.parametrize("folder", ALONE, ids=lambda path: path.name)
def test_cases_are_judged_alike(folder: Path, root: Path, tmp_path: Path) -> None:
    """Of every Event Type that has a version before."""
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    settled = pipeline.settle(Repository(tmp_path))
    checked = pipeline.check(settled)
    for name in settled.event_types:
        try:
            diff = schema_diff.compare(settled, name)
        except schema_diff.NoVersionError:
            continue
        if diff.after.version is not None:
            continue  # what was released cannot be taken back: `diff` tells of it, and `check` refuses it no more
        every = (*checked.diagnostics, *(one for one, _ in checked.waived))
        message = {one.code for one in every if one.event_type == name and one.code in JUDGED and one.is_error}
        assert {one.code for one in diff.log.refused} == message, name


def test_what_is_judged_is_all_there_is() -> None:
    released = {code for code, rule in RULES.items() if rule.against_released}
    assert released - {"ET324", "ET325"} == JUDGED

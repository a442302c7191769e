"""Of two mistakes that have nothing to do with each other both are told, whichever rules refuse them."""

import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from composer import pipeline
from composer.documents import load
from composer.repository import Repository
from tests.casefiles import CASES, all_cases

BASE = load("valid.yaml", CASES / "documents" / "valid.yaml").value
SAME_PART = {"ET203"}
"""Codes about what two parts say together."""
DEPENDENT = [frozenset({"ET205", "ET207"}), frozenset({"ET205", "ET107"}), frozenset({"ET604", "ET104"})]
"""Pairs of which one is the other's subject: what is deduplicated by no field is deduplicated; no field is the key of
an event without fields; how long raw exports must last depends on the importance that is misspelt."""


def _edit(path: Path) -> dict[str, Any] | None:
    """What a case writes otherwise than the valid file, by top-level key; None if it does more than that."""
    value = load(path.name, path).value
    if not isinstance(value, dict):
        return None
    changed = {key: value.get(key, ...) for key in {*value, *BASE} if value.get(key, ...) != BASE.get(key, ...)}
    return changed if len(changed) == 1 else None


def _mistakes() -> list[tuple[str, str, dict[str, Any]]]:
    """Name, code and edit of every case that is one mistake in one part of a definition."""
    results = []
    for case in all_cases():
        if case.path.parent.name in {"spec", "policy", "schema", "privacy"} and case.path.suffix == ".yaml":
            edit = _edit(case.path) if len(case.expected) == 1 else None
            if edit is not None and case.expected[0].code not in SAME_PART:
                results.append((case.name, case.expected[0].code, edit))
    return results


MISTAKES = _mistakes()


@pytest.fixture(scope="module")
def repository(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    scratch = tmp_path_factory.mktemp("two")
    shutil.copytree(root / "stacks", scratch / "stacks")
    shutil.copy(root / "Pulumi.yaml", scratch)
    (scratch / "eventtypes" / "cases").mkdir(parents=True)
    return Repository(scratch)


def test_both_are_told(repository: Repository) -> None:
    """One pair of every two codes that can be in different parts."""
    hidden, tried = [], set()
    file = repository.eventtypes / "cases" / "EndSong.yaml"
    for one, other in itertools.combinations(MISTAKES, 2):
        kind = frozenset({one[1], other[1]})
        if one[2].keys() & other[2].keys() or kind in tried or kind in DEPENDENT:
            continue
        tried.add(kind)
        value = {key: inner for key, inner in (BASE | one[2] | other[2]).items() if inner is not ...}
        file.write_text(yaml.safe_dump(value, sort_keys=False, allow_unicode=True), encoding="utf-8")
        codes = {result.code for result in pipeline.settle_and_check(repository).diagnostics}
        hidden += [f"{one[0]} + {other[0]}: {code} is not told" for code in (one[1], other[1]) if code not in codes]
    assert len(tried) > 50
    assert hidden == []

"""Of mistakes that have nothing to do with each other all are told, whichever rules refuse them."""

import itertools
import shutil
from collections.abc import Iterator
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


Mistake = tuple[str, str, dict[str, Any]]
"""Name, code, and what is written otherwise."""


def _edit(path: Path) -> dict[str, Any] | None:
    """What a case writes otherwise than the valid file, by top-level key; None if it does more than that."""
    value = load(path.name, path).value
    if not isinstance(value, dict):
        return None
    changed = {key: value.get(key, ...) for key in {*value, *BASE} if value.get(key, ...) != BASE.get(key, ...)}
    return changed if len(changed) == 1 else None


def _mistakes() -> list[Mistake]:
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


def _apart(one: Mistake, other: Mistake) -> bool:
    """True if two mistakes have nothing to do with each other."""
    return not (one[2].keys() & other[2].keys() or frozenset({one[1], other[1]}) in DEPENDENT)


def _pairs(mistakes: list[Mistake]) -> set[frozenset[str]]:
    return {frozenset({one[1], other[1]}) for one, other in itertools.combinations(mistakes, 2)}


def _files() -> Iterator[list[Mistake]]:
    """Files with as many mistakes as go together, until every two codes that can be in different parts were in one."""
    tried: set[frozenset[str]] = set()
    for one, other in itertools.combinations(MISTAKES, 2):
        if not _apart(one, other) or _pairs([one, other]) <= tried:
            continue
        file = [one, other]
        for more in MISTAKES:
            if all(_apart(more, each) for each in file) and not _pairs([*file, more]) - _pairs(file) <= tried:
                file.append(more)
        tried |= _pairs(file)
        yield file
    assert len(tried) > 200


def test_all_are_told(repository: Repository) -> None:
    hidden = []
    path = repository.eventtypes / "cases" / "EndSong.yaml"
    for mistakes in _files():
        value = dict(BASE)
        for _, _, edit in mistakes:
            value |= edit
        text = yaml.safe_dump({key: inner for key, inner in value.items() if inner is not ...}, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        codes = {result.code for result in pipeline.settle_and_check(repository).diagnostics}
        names = " + ".join(name for name, _, _ in mistakes)
        hidden += [f"{names}: {code} is not told" for _, code, _ in mistakes if code not in codes]
    assert hidden == []

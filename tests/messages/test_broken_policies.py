"""What is broken in a policy file hides nothing that is wrong elsewhere, and blames nobody else."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from composer import pipeline
from composer.diagnostics import Diagnostic
from composer.documents import Document, load
from composer.repository import Repository
from composer.spec import json_schema
from composer.spec.fillings import TIMES, filled
from tests.casefiles import CASES
from tests.messages.leaves import paths, replaced

FILES = ("access_tiers", "google_metrics", "importance", "lifecycle", "limits", "metrics", "personal_names")
FILES += ("semantic_types", "sizing", "storage", "teams")
SOUND = load("valid.yaml", CASES / "documents" / "valid.yaml").value
BROKEN = SOUND | {"owner": "nobody", "schema": {**SOUND["schema"], "colour": 1}}
"""A definition with an unknown team, and an attribute that nobody reads."""


@pytest.fixture
def repository(root: Path, tmp_path: Path) -> Repository:
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    (tmp_path / "eventtypes" / "cases").mkdir(parents=True)
    return Repository(tmp_path)


def told(repository: Repository, definition: Any) -> tuple[Diagnostic, ...]:
    (repository.eventtypes / "cases" / "EndSong.yaml").write_text(yaml.safe_dump(definition, sort_keys=False))
    return pipeline.settle_and_check(repository).diagnostics


def codes(result: tuple[Diagnostic, ...]) -> set[str]:
    return {one.code for one in result}


@pytest.mark.parametrize("spec", json_schema.PUBLISHED.values(), ids=json_schema.PUBLISHED)
def test_every_kind_of_file_can_be_filled(spec: Any) -> None:
    made = [filled(Document("x.yaml", {}), spec, which) for which in range(TIMES)]
    assert all(made)


def test_every_file_is_tried(root: Path) -> None:
    there = {path.stem for path in (root / "stacks" / "policy").glob("*.yaml")}
    assert there - {"waivers", "prices"} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_hides_nothing_and_blames_nobody(repository: Repository, name: str) -> None:
    """Without a key, with one more, garbled, gone: the file is told of, and what is wrong whatever it says."""
    file = repository.policy / f"{name}.yaml"
    text = file.read_text()
    value = yaml.safe_load(text)
    before = codes(told(repository, SOUND))
    for broken in [*_broken(value), text + "\n  a: [", None]:
        file.unlink()
        if broken is not None:
            file.write_text(broken if isinstance(broken, str) else yaml.safe_dump(broken, sort_keys=False))
        result = told(repository, SOUND)
        assert [one for one in result if one.span.file.startswith("eventtypes") and one.code not in before] == []
        assert any(one.span.file.endswith(f"{name}.yaml") for one in result), broken
        assert "ET331" in codes(told(repository, BROKEN)), broken
        if broken is not None and name != "teams":
            assert "ET201" in codes(told(repository, BROKEN)), broken
        file.write_text(text)


def _broken(value: Any) -> Iterator[Any]:
    yield value | {"unknown": 1}
    inner = [path for path in paths(value) if len(path) > 1]
    for path in inner[:: max(1, len(inner) // 4)]:
        yield replaced(value, path, [None])


def test_two_mistakes_in_one_file_and_one_in_another(repository: Repository) -> None:
    """An unknown key and a tier that is none, in one file; a limit that counts nothing; a misspelt approver."""
    tiers = repository.policy / "semantic_types.yaml"
    value = yaml.safe_load(tiers.read_text())
    value["types"][1] |= {"tier": "nowhere"}
    tiers.write_text(yaml.safe_dump(value | {"colour": 1}, sort_keys=False))
    limits = repository.policy / "limits.yaml"
    limits.write_text(yaml.safe_dump(_counting_nothing(yaml.safe_load(limits.read_text())), sort_keys=False))
    results = [(one.code, one.span.file.rpartition("/")[2]) for one in told(repository, BROKEN)]
    for one in (("ET101", "semantic_types.yaml"), ("ET702", "semantic_types.yaml"), ("ET702", "limits.yaml")):
        assert one in results
    assert ("ET201", "EndSong.yaml") in results


def _counting_nothing(limits: Any) -> Any:
    name = next(name for name, row in limits["limits"].items() if "counts" in row)
    limits["limits"][name]["counts"] = "nothing.at_all"
    return limits


def test_a_broken_environment_hides_nothing(repository: Repository) -> None:
    file = repository.environments / "local.yaml"
    file.write_text(file.read_text() + "colour: 1\n")
    assert codes(told(repository, BROKEN)) >= {"ET101", "ET201", "ET331"}


def test_a_broken_row_of_waivers_leaves_the_others(repository: Repository) -> None:
    row = {"code": "ET604", "event_type": "EndSong", "reason": "r", "expires": "2999-01-01"}
    policy = {"source": "s", "approvers": {"privacy": ["a@example.com"], "platform": ["b@example.com"]}}
    good = row | {"approver": "b@example.com"}
    wrong = row | {"approver": "c@example.com", "path": "storage"}
    late = SOUND | {"storage": SOUND["storage"] | {"landing_retention": "1d"}}
    file = repository.policy / "waivers.yaml"
    file.write_text(yaml.safe_dump(policy | {"waivers": [good, wrong], "colour": 1}))
    result = told(repository, late)
    assert codes(result) >= {"ET101", "ET722"}
    assert "ET604" not in codes(result)

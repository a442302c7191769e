"""Every field of a file that protects people says in which direction it weakens, and the walk hears it."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from composer.base.policy_differences import Walk, spec_of
from composer.base.policy_weakening import JUDGED, NOT_JUDGED
from composer.cli import main
from composer.documents import Document
from composer.policy.waivers import today
from composer.spec.json_schema import PUBLISHED
from composer.spec.protection import ChangeKind, Key, Weakens, Within, direction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from composer.spec.base import Spec

TIERS = ["open", "internal", "sensitive"]
Steps = tuple[str, ...]


def inside(kind: type[Spec], path: Steps = ()) -> Iterator[tuple[Steps, type[Spec], str]]:
    """Every field of a kind of file, with the type that it is in, as deep as its types say that it matters."""
    for name, field in kind.model_fields.items():
        yield (*path, name), kind, name
        if isinstance(direction(field), Within):
            yield from inside(spec_of(field.annotation), (*path, name))


def weakening() -> list[Any]:
    return [*_weakening()]


def _weakening() -> Iterator[Any]:
    for file, kind in JUDGED.items():
        for path, owner, name in inside(kind):
            actual = direction(owner.model_fields[name])
            if isinstance(actual, Weakens):
                yield pytest.param(kind, path, actual, id=".".join((file, *path)))


def test_every_kind_of_file_is_judged_or_says_why_not() -> None:
    assert not set(JUDGED.values()) & {PUBLISHED[name] for name in NOT_JUDGED}
    assert {*JUDGED.values(), *(PUBLISHED[name] for name in NOT_JUDGED)} == set(PUBLISHED.values())


@pytest.mark.parametrize("file", JUDGED)
def test_every_field_says_what_weakens_it(file: str) -> None:
    silent = [
        ".".join(path) for path, owner, name in inside(JUDGED[file]) if direction(owner.model_fields[name]) is None
    ]
    assert silent == [], "say `Weakens`, `Within`, `Key` or `Never` beside it: composer/spec/protection.py"


def made(kind: type[Spec], path: Steps, value: Any) -> Spec:
    """A file of this kind with one value in it; of rows there is one."""
    values: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        actual = direction(field)
        if isinstance(actual, Within):
            inner = spec_of(field.annotation)
            row = made(inner, path[1:] if path[:1] == (name,) else (), value)
            values[name] = [row] if "list" in str(field.annotation) else row
        elif isinstance(actual, Key):
            values[name] = "user.name"
        elif path == (name,):
            values[name] = value
        else:
            listed = isinstance(actual, Weakens) and actual.how in {
                ChangeKind.ADDED,
                ChangeKind.REMOVED,
                ChangeKind.REORDERED,
            }
            values[name] = [] if listed else None
    return kind.model_construct(**values)


def change(actual: Weakens) -> tuple[Any, Any]:
    """A value, and one that protects less."""
    return {
        ChangeKind.REMOVED: (["a", "b"], ["b"]),
        ChangeKind.ADDED: (["a"], ["a", "b"]),
        ChangeKind.LONGER: (60, 61),
        ChangeKind.SHORTER: (61, 60),
        ChangeKind.MORE: (5, 6),
        ChangeKind.BECOMES: (object(), actual.to),
        ChangeKind.SET: (None, "production"),
        ChangeKind.LOWER: ((actual.order or [[""]])[-1][0], (actual.order or [[""]])[0][0]),
        ChangeKind.LOWER_TIER: ("internal", "open"),
        ChangeKind.REORDERED: (TIERS, ["open", "sensitive", "internal"]),
    }[actual.how]


@pytest.mark.parametrize(("kind", "path", "actual"), weakening())
def test_what_weakens_is_found_and_what_strengthens_is_not(kind: type[Spec], path: Steps, actual: Weakens) -> None:
    walk = Walk(Document("a.yaml", {}), TIERS.index, TIERS.index)
    was, now = (made(kind, path, value) for value in change(actual))
    assert [one.path[-1] for one in walk.losses(kind, was, now)] == [path[-1]]
    assert list(walk.losses(kind, was, was)) == list(walk.losses(kind, now, now)) == []
    if actual.how is not ChangeKind.REORDERED:
        assert list(walk.losses(kind, now, was)) == []
    if actual.how is ChangeKind.LONGER:
        forever = made(kind, path, None)
        assert len(list(walk.losses(kind, was, forever))) == 1
        assert list(walk.losses(kind, forever, was)) == []


def test_a_row_that_is_gone_protects_nothing_any_more() -> None:
    kind = JUDGED["personal_names"]
    was = made(kind, ("names", "words"), ["email"])
    removed = was.model_copy(update={"names": []})
    walk = Walk(Document("a.yaml", {}), TIERS.index, TIERS.index)
    assert [one.path for one in walk.losses(kind, was, removed)] == [("names", "user.name", "words")]
    assert list(walk.losses(kind, removed, was)) == []


def test_a_plan_against_a_base_says_it_too(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "base"]):
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *command]
        subprocess.run(git, cwd=tmp_path, check=True, capture_output=True)
    file = tmp_path / "stacks/policy/storage.yaml"
    file.write_text(file.read_text().replace("key_rotation: 90d", "key_rotation: 2y"))
    monkeypatch.chdir(tmp_path)
    text = CliRunner().invoke(main, ["plan", "--base", "main"]).stdout
    assert "Policy" in text
    assert "storage.key_rotation" in text
    assert "[ET815]" in text
    document = json.loads(CliRunner().invoke(main, ["plan", "--base", "main", "--format", "json"]).stdout)
    assert [(one["event_type"], one["path"]) for one in document["hazards"]] == [("*", "storage.key_rotation")]
    assert "Policy" in CliRunner().invoke(main, ["plan", "--base", "main", "--format", "markdown"]).stdout
    allowed = 'code: ET815, event_type: "*", path: storage.key_rotation, reason: r, approver: privacy@example.com'
    row = f"{{{allowed}, expires: {today() + timedelta(days=60)}}}"
    waivers = tmp_path / "stacks/policy/waivers.yaml"
    waivers.write_text(waivers.read_text().replace("waivers: []", f"waivers:\n  - {row}"))
    checked = json.loads(CliRunner().invoke(main, ["check", "--base", "main", "--format", "json"]).stdout)
    assert checked["diagnostics"] == []
    assert [one["code"] for one in checked["waived"]] == ["ET815"]

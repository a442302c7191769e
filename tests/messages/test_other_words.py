"""Nobody is told the name of another organisation's team, tier, Event Type, meaning, cell or file: in a repository where
all of them are called otherwise, no message holds one that only the shipped policies and definitions have."""

from __future__ import annotations

import ast
import contextlib
import re
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from composer.cli import VERBS, main
from composer.spec.base import Form
from composer.spec.examples import names
from tests import casefiles
from tests.messages.renamed import Words, copied, words_of
from tests.messages.test_words import SIMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from composer.spec.error_places import Shape
    from tests.casefiles import Case

ORDINARY = frozenset({"collections", "discovery", "payments", "advertising", "identity", "ads", "clients"})
"""Names of the shipped fleet that are English words, which texts hold with another meaning."""


@pytest.fixture(scope="module")
def words(root: Path) -> Words:
    return words_of(root)


@pytest.fixture(scope="module")
def elsewhere(root: Path, words: Words, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project's stacks and all cases, in other words."""
    folder = tmp_path_factory.mktemp("elsewhere")
    copied(root / "stacks", folder / "stacks", words)
    copied(casefiles.CASES, folder / "cases", words)
    (folder / "Pulumi.yaml").write_text((root / "Pulumi.yaml").read_text())
    return folder


def _one_of_each(cases: list[Case]) -> Iterator[Case]:
    """Cases that have a code, or the words of a hint, that none before had: most of what can be said, in half of them."""
    seen: set[str] = set()
    for case in cases:
        new = {one.code for one in case.expected} - seen
        if new:
            seen |= new
            yield case


def _text(case: Case) -> str:
    """All that somebody wrote for this case: a misspelt name may be told back."""
    files = [case.path] if case.path.is_file() else [path for path in case.path.rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode(errors="replace") for path in files).lower()


def test_no_message_of_a_case_has_a_word_of_the_shipped_fleet(
    elsewhere: Path, words: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casefiles, "CASES", elsewhere / "cases")
    monkeypatch.setattr(casefiles, "NAME", words.renamed(casefiles.NAME))
    some = list(_one_of_each(casefiles.all_cases()))
    message, leaked = set(), []
    for number, case in enumerate(some):
        scratch = tmp_path / str(number)
        scratch.mkdir()
        for one in casefiles.diagnostics_of(case, elsewhere, scratch):
            message.add(one.code)
            values = {word for word in words.said_in(f"{one.file} {one.text}") if word.lower() not in _text(case)}
            if values:
                leaked.append((case.name, one.code, sorted(values), one.text))
    assert leaked == [], "\n".join(map(str, leaked))
    expected = {one.code for case in some for one in case.expected}
    assert len(message & expected) > 0.9 * len(expected), sorted(expected - message)


def test_no_form_has_an_example_of_the_shipped_fleet(root: Path, words: Words) -> None:
    """What is shown as an example of how something is written is nobody's: not an image, a folder or an address that
    the shipped environments name. What names a thing of the repository has its example from there."""
    files = sorted((root / "stacks" / "environments").glob("*.yaml"))
    places = {one for file in files for one in _texts(yaml.safe_load(file.read_text())) if re.search(r"/.*/|@", one)}
    examples = [(where, form.example) for where, shape in SIMPLE for form in _forms(shape)]
    assert len(examples) > 30
    assert [one for one in examples if one[1].strip('"') in places or words.said_in(one[1])] == []


def _forms(shape: Shape) -> Iterator[Form]:
    if names(shape) is None:
        yield from (one for one in shape.metadata if isinstance(one, Form))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def test_no_text_of_the_program_has_a_word_of_the_shipped_fleet(root: Path, words: Words) -> None:
    """All that the program holds as text, be it a message, a hint, a question or the help of a verb."""
    ordinary = words.plain & ORDINARY
    results = []
    for path in sorted((root / "composer").rglob("*.py")):
        for node in _told(ast.parse(path.read_text())):
            values = (
                {word for word in words.said_in(node.value) if "." not in word or "@" in word} - ordinary - words.tiers
            )
            results += [(path.relative_to(root).as_posix(), node.lineno, sorted(values))] if values else []
    assert results == []


def _told(module: ast.Module) -> Iterator[ast.Constant]:
    """Constants that are texts. Docstrings are read by engineers, those of commands by the next test."""
    quiet = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node


@pytest.mark.parametrize("verb", VERBS)
def test_no_help_has_a_word_of_the_shipped_fleet(words: Words, verb: str) -> None:
    output = words.said_in(CliRunner().invoke(main, [verb, "--help"]).output)
    assert output - ORDINARY - words.tiers == set()


def test_what_new_writes_has_no_word_of_the_shipped_fleet(elsewhere: Path, words: Words, tmp_path: Path) -> None:
    """Nor what it asks, nor what it refuses."""
    shutil.copytree(elsewhere / "stacks", tmp_path / "stacks")
    shutil.copy(elsewhere / "Pulumi.yaml", tmp_path)
    (tmp_path / "eventtypes" / "somewhere").mkdir(parents=True)
    owner = next(iter(yaml.safe_load((tmp_path / "stacks" / "policy" / "teams.yaml").read_text())["teams"]))
    asked = [
        "new",
        "ThingDone",
        "--domain",
        "somewhere",
        "--description",
        "A thing.",
        "--average",
        "1/s",
        "--peak",
        "2/s",
    ]
    actual = []
    with contextlib.chdir(tmp_path):
        for more in ([], ["--owner", "x"], ["--field", "x"], ["--owner", owner, "--readers", "x"], ["--owner", owner]):
            done = CliRunner().invoke(main, [*asked, *more])
            actual.append(done.output)
        written = tmp_path / "eventtypes" / "somewhere" / "ThingDone.yaml"
        assert written.is_file(), actual
    assert [words.said_in(one) - ORDINARY for one in [*actual, written.read_text()]] == [set()] * (len(actual) + 1)

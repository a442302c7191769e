"""The files of languages say what can be looked up, and nothing twice with two meanings in one language."""

from collections import Counter, defaultdict
from dataclasses import fields
from pathlib import Path

import pytest

from composer.personal_names import languages
from tests.privacy.test_personal_names import TABLE
from tests.privacy.test_semantic_types import policies

FILES = sorted(Path(languages.__file__).parent.glob("*.txt"))
EUROPEAN = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
]
"""The official languages of the European Union but English, which the policy file holds."""

CATEGORIES = [line.split(": ") for line in (Path(__file__).parent / "categories.txt").read_text().splitlines()]
"""What is personal, each with its meaning: the cells of the grid that no language leaves empty."""
FEWEST = {
    "health": 20,
    "relatives": 12,
    "sexual life": 2,
    "work": 2,
    "national numbers": 6,
    "finances": 6,
    "birth": 5,
    "addresses": 5,
    "age": 2,
}


def test_every_official_language_of_the_european_union_is_known() -> None:
    assert {*EUROPEAN, "tr", "ja", "hi"} <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_language_names_what_matters_most(file: Path, root: Path) -> None:
    names = list(languages.parsed(file.read_text(encoding="utf-8")))
    meanings = {one.semantic for one in names}
    assert meanings <= set(policies(root).semantic_types)
    by_meaning = Counter(one.semantic for one in {one.phrases: one for one in names}.values())
    few = {what: number for what, meaning in CATEGORIES if (number := by_meaning[meaning]) < FEWEST.get(what, 3)}
    assert few == {}, "a category of what is personal has too few names in this language"
    by_name = defaultdict(set)
    for one in names:
        assert one.name.isascii(), one
        assert one.name.isalnum(), one
        by_name[one.name].add(one.semantic)
    assert {name: meanings for name, meanings in by_name.items() if len(meanings) > 1} == {}


def test_a_letter_is_written_in_each_way_that_is_in_use() -> None:
    names = {one.name for one in languages.parsed("user.family: führerschein, =fødested\n# a note\n")}
    assert names == {"fuhrerschein", "fuehrerschein", "fodested", "foedested"}


def test_what_is_short_counts_only_alone() -> None:
    alone = {one.name: one.alone for one in languages.parsed("user.family: egn, nomer, =ime na\n")}
    assert alone == {"egn": True, "nomer": False, "imena": True}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_grammar_is_plain_and_has_no_line_that_nobody_reads(file: Path) -> None:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("~")]
    read = {one.name for one in fields(languages.Grammar)}
    assert lines, "a language says which words its names leave out, or how it makes words of words"
    assert {line[1:].partition(":")[0] for line in lines} <= read
    grammar = languages.grammars()[file.stem]
    for word in (*grammar.endings, *grammar.bases, *grammar.joints, *grammar.small, *grammar.people, *grammar.after):
        assert word == "" or (word.isascii() and word.isalpha() and word.islower()), word


def names(file: str) -> list[str]:
    return (Path(__file__).parent / file).read_text().split()


def test_names_as_schemas_of_all_languages_have_them_are_known() -> None:
    assert [name for name in names("other_languages.txt") if TABLE.of_name(name) is None] == []


def test_names_of_orders_goods_and_machines_are_nothing_personal() -> None:
    assert [name for name in names("harmless_in_other_languages.txt") if TABLE.of_name(name)] == []


def test_a_name_with_alternatives_stands_for_each() -> None:
    text = "~people: utente cliente\nuser.health_and_medical: peso|altezza @, =diagnosi|@\n"
    expected = {"pesoutente", "pesocliente", "altezzautente", "altezzacliente", "diagnosi", "utente", "cliente"}
    assert {one.name for one in languages.parsed(text)} == expected


def test_a_client_is_a_person_unless_a_program_may_be_called_so() -> None:
    for name in ("sexeClient", "cnpClient", "ageClient"):
        assert TABLE.of_name(name) is not None, name
    for name in ("email_client", "sms_client", "phone_client"):
        assert TABLE.of_name(name) is None, name

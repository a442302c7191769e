"""Names that look personal, whatever their spelling, and names that only resemble them."""

from pathlib import Path

import pytest

from composer import documents
from composer.privacy.personal_names import PersonalNames, settle, words_of
from composer.repository import Repository
from composer.spec import reader
from composer.spec.privacy import PersonalNamesPolicy
from tests.privacy.test_vocabulary import policies

HERE = Path(__file__).parent
PERSONAL = [line.split() for line in (HERE / "personal.txt").read_text().splitlines()]
HARMLESS = (HERE / "harmless.txt").read_text().split()
STACKS = Path(__file__).parents[2]


def table(where: str = ".") -> PersonalNames:
    path = STACKS / where / "stacks/policy/personal_names.yaml"
    policy, problems = reader.read(documents.load(path.name, path), PersonalNamesPolicy)
    assert policy is not None, problems
    return settle(policy)


TABLE = table()


@pytest.mark.parametrize(("name", "semantic"), PERSONAL)
def test_looks_personal(name: str, semantic: str) -> None:
    found = TABLE.of_name(name)
    assert found is not None
    assert found.semantic == semantic


@pytest.mark.parametrize("name", HARMLESS)
def test_looks_harmless(name: str) -> None:
    assert TABLE.of_name(name) is None


def test_a_new_repository_knows_the_same_names() -> None:
    assert table("composer/starter/template") == TABLE


def test_guesses_are_semantic_types(root: Path) -> None:
    known = policies(root).semantic_types
    for looks in [*TABLE.words.values(), *TABLE.alone.values(), *TABLE.people_only.values()]:
        assert known[looks.semantic].personal, looks
    assert all(semantic in known for semantic in TABLE.phrases.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("eMail", ["e", "mail"]),
        ("IPAddress", ["ip", "address"]),
        ("user_IDs", ["user", "i", "ds"]),
        ("ipv4Addr", ["ipv", "4", "addr"]),
        ("__dob__", ["dob"]),
        ("", []),
    ],
)
def test_words_of_a_name(name: str, words: list[str]) -> None:
    assert words_of(name) == words


def test_documentation_counts_unless_it_says_no() -> None:
    assert TABLE.of_doc("The e-mail address that was typed.") == "user.contact.email"
    assert TABLE.of_doc("Not the e-mail address, but a hash of it.") is None
    assert TABLE.of_doc("Whether the password was right.") is None
    assert TABLE.of_doc("") is None


@pytest.mark.parametrize(
    ("doc", "semantic"),
    [
        ("Digits only; no spaces. The phone number of the account.", "user.contact.phone_number"),
        ("The phone number as it was typed; no spaces.", "user.contact.phone_number"),
        ("The identifier of the cart. It is not the e-mail address.", None),
        ("Numéro de téléphone du client.", "user.contact.phone_number"),
        ("Prénom.", "user.name.first"),
        ("E-Mail-Adresse der Kundin", "user.contact.email"),
        ("Contraseña antigua", "user.authorization.password"),
        ("Hash der E-Mail-Adresse, nicht die Adresse.", None),
        ("Geburtsdatum, falls angegeben", "user.demographic.date_of_birth"),
        ("Strasse und Hausnummer der Filiale", None),
    ],
)
def test_documentation_counts_sentence_by_sentence_in_any_language(doc: str, semantic: str | None) -> None:
    assert TABLE.of_doc(doc) == semantic


def test_the_example_fleet_is_not_asked_anything(root: Path) -> None:
    from composer import pipeline

    checked = pipeline.check(pipeline.settle(Repository(root)))
    assert [one for one in checked.diagnostics if one.code.startswith("ET4")] == []

"""Names that look personal, whatever their spelling, and names that only resemble them."""

from pathlib import Path

import pytest

from composer import documents
from composer.personal_names.name_parts import split_name
from composer.personal_names.name_table import PersonalNames
from composer.personal_names.settle_names import settle
from composer.repository import Repository
from composer.spec import reader
from composer.spec.name_rows import PersonalNamesPolicy
from tests.privacy.test_semantic_types import policies

HERE = Path(__file__).parent
PERSONAL = [line.split() for line in (HERE / "personal.txt").read_text().splitlines()]
PATHS = [line.split() for line in (HERE / "paths.txt").read_text().splitlines()]
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
    result = TABLE.of_name(name)
    assert result is not None
    assert result.semantic == semantic


@pytest.mark.parametrize("name", HARMLESS)
def test_looks_harmless(name: str) -> None:
    assert TABLE.of_name(name) is None


@pytest.mark.parametrize(
    ("path", "semantic"),
    [
        ("card number", "user.financial.credit_card"),
        ("payment card expiry", "user.financial.credit_card"),
        ("person first", "user.name.first"),
        ("emails value", "user.contact.email"),
        ("contact phones number", "user.contact.phone_number"),
        ("social security number", "user.government_id.national_identification_number"),
        ("birth date", "user.demographic.date_of_birth"),
        ("osoba jmeno", "user.name.first"),
        ("email template_id", None),
        ("device model", None),
        ("order number", None),
        ("login button_variant", None),
    ],
)
def test_records_around_a_field_say_what_it_is(path: str, semantic: str | None) -> None:
    looks = TABLE.of_path(path.split())
    assert (looks.semantic if looks else None) == semantic


@pytest.mark.parametrize(("path", "semantic"), PATHS)
def test_a_path_says_what_its_last_name_does_not(path: str, semantic: str) -> None:
    looks = TABLE.of_path(path.split("."))
    assert (looks.semantic if looks else "nothing") == semantic


def test_harmless_names_stay_harmless_in_records_of_things() -> None:
    """Of 80,000 paths fewer than one in a thousand, for `device.id` and `job.title`, which are asked about rightly."""
    things = (HERE / "records_of_things.txt").read_text().split()
    asked = [(one, name) for one in things for name in HARMLESS if TABLE.of_path([one, name])]
    assert len(asked) < len(things) * len(HARMLESS) / 1000, asked


@pytest.mark.parametrize(
    ("path", "event_type", "personal"),
    [
        ("health_status", "", True),
        ("health_status", "ServiceDegraded", False),
        ("service.health_status", "", False),
        ("node.health.status", "", False),
        ("treatment", "", True),
        ("treatment", "PatientAdmitted", True),
        ("treatment_group", "ExperimentAssigned", False),
        ("experiment.treatment", "", False),
        ("patient.treatment", "ServiceUsed", True),
        ("tech_debt", "", False),
        ("debt", "", True),
        ("service.customer_email", "", True),
        ("server.diagnosis", "", True),
    ],
)
def test_services_have_a_health_too(path: str, event_type: str, personal: bool) -> None:
    assert (TABLE.of_path(path.split("."), event_type) is not None) is personal


def test_two_symbols_of_one_meaning_say_what_an_enum_is() -> None:
    assert TABLE.of_symbols(["UNKNOWN", "MALE", "FEMALE"]) == "user.demographic.gender"
    assert TABLE.of_symbols(["A_POS", "O_NEG"]) == "user.health_and_medical"
    assert TABLE.of_symbols(["WHITE", "BLACK", "ASIAN", "OTHER"]) == "user.demographic.race_ethnicity"
    assert TABLE.of_symbols(["PREGNANT", "NOT_PREGNANT"]) == "user.health_and_medical"
    assert TABLE.of_symbols(["HIGH_SCHOOL", "BACHELOR", "MASTER", "PHD"]) == "user.demographic"
    assert TABLE.of_symbols(["HE_HIM", "SHE_HER", "THEY_THEM"]) == "user.demographic.gender"
    assert TABLE.of_symbols(["BLACK", "WHITE"]) is None, "colours"
    assert TABLE.of_symbols(["MASTER", "REPLICA", "GRADUATE"]) is None
    assert TABLE.of_symbols(["SINGLE", "ALBUM"]) is None
    assert TABLE.of_symbols([]) is None


def test_what_is_harmless_here_and_languages_can_be_left_out() -> None:
    path = STACKS / "stacks/policy/personal_names.yaml"
    document = documents.load(path.name, path)
    policy, _ = reader.read(document, PersonalNamesPolicy)
    assert policy is not None
    assert TABLE.of_name("blutdruck") is not None
    ours = settle(policy.model_copy(update={"harmless": ["blutdruck", "email"]}))
    assert ours.of_name("blutdruck") is None
    assert ours.of_name("email") is None
    assert settle(policy.model_copy(update={"languages": False})).of_name("blutdruck") is None


def test_a_new_repository_knows_the_same_names() -> None:
    assert table("composer/starter/template") == TABLE


def test_guesses_are_semantic_types(root: Path) -> None:
    known = policies(root).semantic_types
    for looks in [*TABLE.words.values(), *TABLE.alone.values(), *TABLE.people_only.values()]:
        assert known[looks.semantic].personal, looks
    assert all(semantic in known for semantic in TABLE.docs.phrases.values())


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
    assert split_name(name) == words


def test_documentation_counts_unless_it_says_no() -> None:
    assert TABLE.docs.speaks_of("The e-mail address that was typed.") == "user.contact.email"
    assert TABLE.docs.speaks_of("Not the e-mail address, but a hash of it.") is None
    assert TABLE.docs.speaks_of("Whether the password was right.") is None
    assert TABLE.docs.speaks_of("") is None


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
        ("Never masked: the e-mail address.", "user.contact.email"),
        ("The IP address (not encrypted).", "user.device.ip_address"),
        ("The phone number, masked.", None),
        ("Not the phone number, but the e-mail address", "user.contact.email"),
    ],
)
def test_documentation_counts_sentence_by_sentence_in_any_language(doc: str, semantic: str | None) -> None:
    assert TABLE.docs.speaks_of(doc) == semantic


def test_the_example_fleet_is_not_asked_anything(root: Path) -> None:
    from composer import pipeline

    checked = pipeline.check(pipeline.settle(Repository(root)))
    assert [one for one in checked.diagnostics if one.code.startswith("ET4")] == []


@pytest.mark.parametrize(
    ("doc", "semantic"),
    [
        ("Blood group of the patient.", "user.health_and_medical"),
        ("Their trade union membership", "user.demographic.union_membership"),
        ("Whose criminal record it is, as stated.", "user.criminal_history"),
        ("Numéro de sécurité sociale", "user.government_id.national_identification_number"),
        ("Rodné číslo klienta", "user.government_id.national_identification_number"),
        ("Version of the user agent", None),
        ("Not the mother's maiden name: a hint to it", None),
        ("The social security number, hashed", None),
    ],
)
def test_what_names_say_is_heard_in_sentences(doc: str, semantic: str | None) -> None:
    assert TABLE.docs.speaks_of(doc) == semantic

"""The files of languages say what can be looked up, and nothing twice with two meanings in one language."""

from collections import defaultdict
from pathlib import Path

import pytest

from composer.privacy import languages
from tests.privacy.test_vocabulary import policies

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


def test_every_official_language_of_the_european_union_is_known() -> None:
    assert {*EUROPEAN, "tr", "ja", "hi"} <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_language_names_what_matters_most(file: Path, root: Path) -> None:
    names = list(languages.parsed(file.read_text(encoding="utf-8")))
    meanings = {one.semantic for one in names}
    assert meanings <= set(policies(root).semantic_types)
    assert meanings >= {
        "user.contact.phone_number",
        "user.contact.address",
        "user.name.last",
        "user.demographic.date_of_birth",
        "user.demographic.gender",
        "user.demographic.religious_belief",
        "user.government_id.national_identification_number",
        "user.financial.bank_account",
        "user.health_and_medical",
        "user.biometric",
        "user.criminal_history",
        "user.family",
    }
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

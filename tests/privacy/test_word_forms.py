"""Words of other languages in forms that no list has: inflected, joined, in another order, spelled otherwise."""

from pathlib import Path

import pytest

from composer.personal_names import languages
from composer.personal_names.word_forms import WordForms
from tests.privacy.test_personal_names import TABLE

HERE = Path(__file__).parent
FORMS = (HERE / "forms.txt").read_text().split()
HARMLESS = (HERE / "no_forms.txt").read_text().split()


@pytest.mark.parametrize("name", FORMS)
def test_forms_that_no_list_has_are_known(name: str) -> None:
    assert TABLE.of_name(name) is not None


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_a_form_is_not(name: str) -> None:
    assert TABLE.of_name(name) is None


def test_an_ending_belongs_to_its_language() -> None:
    text = "~endings: en\n~bases: e\nuser.health_and_medical: krankheit\n"
    names = [(one, "health") for one in languages.parsed(text, "xx")]
    forms = WordForms(names, {"xx": languages.grammar(text)})
    assert forms.made_of("krankheiten") == ("krankheit",)
    assert forms.made_of("krankheitov") is None
    assert forms.made_of("kinderkrankheit") is None, "a language without joints makes no compounds"


def test_words_of_a_name_stand_in_any_order_without_small_words() -> None:
    text = "~endings: s\n~small: de\nuser.family: lieu de naissance, id client\n"
    forms = WordForms([(one, "birth") for one in languages.parsed(text, "xx")], {"xx": languages.grammar(text)})
    assert list(forms.phrases(["naissances", "du", "lieu"])) == []
    assert list(forms.phrases(["x", "naissances", "lieu"])) == [(1, 3, "birth")]
    assert list(forms.phrases(["client", "id"])) == []


def test_many_names_cost_little() -> None:
    """A law about work, not about time: a word is taken apart once, however many names have it."""
    text = [f"wort{letter}" for letter in "abcdefghij"]
    TABLE.of_name("_".join(text[:2]))
    before = len(TABLE._of_forms)
    for one in text:
        for other in text:
            TABLE.of_name(f"{one}_{other}")
    assert len(TABLE._of_forms) - before <= len(text)

"""Every file in tests/cases is a test: what is wrong in it is said where it happens (tests/cases/README.md)."""

import re
from pathlib import Path

import pytest

from composer.rules import RULES
from tests.casefiles import CASES, Case, WrittenDiagnostic, all_cases, diagnostics_of

_ALL = all_cases()
_EXPONENT = re.compile(r"[0-9]e[+-][0-9]")
_QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^']*'|[{\[(][^}\])]*[}\])]")
"""What is written in a file, and what should be."""
_BARE = re.compile(
    r"(?<![\w.,/-])(?!\d{12}\b)(?:[0-9]{5,}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,})(?:\.[0-9]+)?(?! [a-z]|[\w,/%-])"
)
"""A number above 9,999 that nothing is said of; twelve digits are a project's number."""


def bare_numbers(text: str) -> list[str]:
    """The numbers of a message that say neither their unit nor what they count."""
    numbers = _BARE.findall(_QUOTED.sub("``", text))
    return [one for one in numbers if float(one.replace(",", "")) > 9_999]


@pytest.mark.parametrize("case", _ALL, ids=lambda case: case.name)
def test_case(case: Case, root: Path, tmp_path: Path) -> None:
    result = diagnostics_of(case, root, tmp_path)
    unexpected = [one for one in result if not any(expected.fits(one) for expected in case.expected)]
    unseen = [expected for expected in case.expected if not any(expected.fits(one) for one in result)]
    assert not unexpected and not unseen, _message(case, unexpected, unseen)  # noqa: PT018 - one message for both
    assert not [one for one in result if _EXPONENT.search(one.text)], "nobody reads a number in that form"
    assert not [(one.text, bare) for one in result if (bare := bare_numbers(one.text))], "say what the number counts"
    assert len(result) == len(case.expected), f"{case.name}: one expectation each, please:\n{_listed(result)}"


PLANS_ALONE = {"ET814", "ET817"}
"""About what was applied, which no file of a case says: tests/hazards, tests/lifecycle."""


@pytest.mark.parametrize("code", sorted(RULES.keys() - PLANS_ALONE))
def test_every_code_has_a_case(code: str) -> None:
    assert any(expected.code == code for case in _ALL for expected in case.expected), (
        f"add a file to {CASES} with {code}"
    )


def _message(case: Case, unexpected: list[WrittenDiagnostic], unseen: list[WrittenDiagnostic]) -> str:
    return f"{case.path}\nnot expected:\n{_listed(unexpected)}\nexpected, but not said:\n{_listed(unseen)}"


def _listed(actual: list[WrittenDiagnostic]) -> str:
    return "\n".join(f"    {one.file}:{one.line}  #~ {one.code} {one.text}" for one in actual) or "    -"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("kept for 259200", ["259200"]),
        ("Pub/Sub takes 300,000; drop a field", ["300,000"]),
        ("10000.5 | and", ["10000.5"]),
        ("at most 9,999", []),
        ("301,125 bytes of 300,000 bytes", []),
        ("90000s, 120000/s, 12000% and 25h", []),
        ("`retention: 259200` in {peak: 300000}", []),
        ("project 300000000001", []),
    ],
)
def test_a_bare_number_is_seen(text: str, bare: list[str]) -> None:
    assert bare_numbers(text) == bare

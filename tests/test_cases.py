"""Every file in tests/cases is a test: what is wrong in it is said where it happens (tests/cases/README.md)."""

import re
from pathlib import Path

import pytest

from composer.rules import RULES
from tests.casefiles import CASES, Case, WrittenDiagnostic, all_cases, diagnostics_of

_ALL = all_cases()
_EXPONENT = re.compile(r"[0-9]e[+-][0-9]")


@pytest.mark.parametrize("case", _ALL, ids=lambda case: case.name)
def test_case(case: Case, root: Path, tmp_path: Path) -> None:
    result = diagnostics_of(case, root, tmp_path)
    unexpected = [one for one in result if not any(expected.fits(one) for expected in case.expected)]
    unseen = [expected for expected in case.expected if not any(expected.fits(one) for one in result)]
    assert not unexpected and not unseen, _message(case, unexpected, unseen)  # noqa: PT018 - one message for both
    assert not [one for one in result if _EXPONENT.search(one.text)], "nobody reads a number in that form"
    assert len(result) == len(case.expected), f"{case.name}: one expectation each, please:\n{_listed(result)}"


PLANS_ALONE = {"ET814"}
"""About what was applied, which no file of a case says: tests/hazards."""


@pytest.mark.parametrize("code", sorted(RULES.keys() - PLANS_ALONE))
def test_every_code_has_a_case(code: str) -> None:
    assert any(expected.code == code for case in _ALL for expected in case.expected), (
        f"add a file to {CASES} with {code}"
    )


def _message(case: Case, unexpected: list[WrittenDiagnostic], unseen: list[WrittenDiagnostic]) -> str:
    return f"{case.path}\nnot expected:\n{_listed(unexpected)}\nexpected, but not said:\n{_listed(unseen)}"


def _listed(actual: list[WrittenDiagnostic]) -> str:
    return "\n".join(f"    {one.file}:{one.line}  #~ {one.code} {one.text}" for one in actual) or "    -"

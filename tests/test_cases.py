"""Every file in tests/cases is a test: what is wrong in it is said where it happens (tests/cases/README.md)."""

from pathlib import Path

import pytest

from composer.rules import RULES
from tests.casefiles import CASES, Case, Said, all_cases, found_in

_ALL = all_cases()


@pytest.mark.parametrize("case", _ALL, ids=lambda case: case.name)
def test_case(case: Case, root: Path, tmp_path: Path) -> None:
    found = found_in(case, root, tmp_path)
    unexpected = [one for one in found if not any(wanted.fits(one) for wanted in case.expected)]
    unseen = [wanted for wanted in case.expected if not any(wanted.fits(one) for one in found)]
    assert not unexpected and not unseen, _told(case, unexpected, unseen)  # noqa: PT018 - one message for both
    assert len(found) == len(case.expected), f"{case.name}: one expectation each, please:\n{_listed(found)}"


PLANS_ALONE = {"ET814"}
"""About what was applied, which no file of a case says: tests/hazards."""


@pytest.mark.parametrize("code", sorted(RULES.keys() - PLANS_ALONE))
def test_every_code_has_a_case(code: str) -> None:
    assert any(wanted.code == code for case in _ALL for wanted in case.expected), f"add a file to {CASES} with {code}"


def _told(case: Case, unexpected: list[Said], unseen: list[Said]) -> str:
    return f"{case.path}\nnot expected:\n{_listed(unexpected)}\nexpected, but not said:\n{_listed(unseen)}"


def _listed(said: list[Said]) -> str:
    return "\n".join(f"    {one.file}:{one.line}  #~ {one.code} {one.words}" for one in said) or "    -"

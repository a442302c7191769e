"""The reference of codes is what the modules declare."""

import re
from pathlib import Path

from composer.reference import rules_page


def test_the_page_is_fresh(root: Path) -> None:
    page = root / rules_page.PAGE
    said = page.read_text(encoding="utf-8") if page.exists() else ""
    assert said == rules_page.page(), (
        f"{rules_page.PAGE} is not what the tables say; if they are right: {rules_page.COMMAND}"
    )


def test_codes_are_of_an_area_and_purposes_are_sentences() -> None:
    for module, table in rules_page.tables().items():
        for code, purpose in table.items():
            assert re.fullmatch("ET[0-9]{3}", code) and code[:3] in rules_page.AREAS, (module, code)  # noqa: PT018
            assert purpose[0].isupper() and purpose.endswith("."), (module, code)  # noqa: PT018


def test_a_code_has_one_meaning() -> None:
    seen: dict[str, str] = {}
    for module, table in rules_page.tables().items():
        for code in table:
            assert seen.setdefault(code, module) == module, f"{code} is declared in {seen[code]} and in {module}"

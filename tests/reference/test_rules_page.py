"""The reference of codes is what the table says."""

from pathlib import Path

from composer.reference import rules_page


def test_the_page_is_fresh(root: Path) -> None:
    page = root / rules_page.PAGE
    written = page.read_text(encoding="utf-8") if page.exists() else ""
    assert written == rules_page.page(), (
        f"{rules_page.PAGE} is not what the table says; if that is right: {rules_page.COMMAND}"
    )

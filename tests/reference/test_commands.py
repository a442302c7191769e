"""The reference of commands is what the commands say of themselves."""

from pathlib import Path

from composer.cli import VERBS
from composer.reference import commands


def test_the_page_is_fresh(root: Path) -> None:
    page = root / commands.PAGE
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    assert text == commands.page(), f"{commands.PAGE} is not what the verbs say; if they are right: {commands.COMMAND}"


def test_every_verb_is_in_the_readme(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"composer {verb}" not in text] == []

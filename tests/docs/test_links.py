"""Pages lead where they say, and every page is found from the index."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/README.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_found_from_an_index() -> None:
    linked = {
        (index.parent / link).resolve()
        for index in (ROOT / "docs/README.md", ROOT / "docs/adr/README.md", ROOT / "README.md")
        for link in LINK.findall(index.read_text(encoding="utf-8"))
        if "://" not in link
    }
    pages = {page.resolve() for page in ROOT.glob("docs/**/*.md")} - {(ROOT / "docs/README.md").resolve()}
    assert sorted(page.relative_to(ROOT).as_posix() for page in pages - linked) == []


PATH = re.compile(r"`((?:composer|docs|tests|tools|eventtypes)/[\w./-]+\.(?:py|md|json|yaml|yml|sh|go|jsonl))`")
PLACEHOLDER = re.compile(r"[A-Z]{4,}")
"""`composer/kinds/PRODUCT/NAME.py` is where somebody will write."""


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name != "CHANGELOG.md"],  # which names what has been, too
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_files_that_pages_name_are_there(page: Path) -> None:
    named = [path for path in PATH.findall(page.read_text(encoding="utf-8")) if not PLACEHOLDER.search(path)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_files_that_pages_name_are_found() -> None:
    assert PATH.findall("see `composer/nothing.py` and `stacks/a.yaml`") == ["composer/nothing.py"]
    assert sum(len(PATH.findall(page.read_text(encoding="utf-8"))) for page in PAGES) > 50

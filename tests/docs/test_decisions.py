"""Every decision has one line in the index, in order, and the number of its file in its title."""

import re

from tests.conftest import ROOT

FOLDER = ROOT / "docs/adr"
ROW = re.compile(r"^\| \[(\d{4})\]\((\1-[a-z0-9-]+\.md)\) \| (.+) \|$", re.MULTILINE)
FILES = sorted(path.name for path in FOLDER.glob("[0-9]*.md"))


def test_the_index_lists_every_decision_once_and_in_order() -> None:
    assert [file for _, file, _ in ROW.findall((FOLDER / "README.md").read_text())] == FILES


def test_titles_have_the_numbers_of_their_files() -> None:
    titles = {name: (FOLDER / name).read_text().partition("\n")[0] for name in FILES}
    assert {name: title for name, title in titles.items() if not re.match(rf"# 0*{int(name[:4])}[.:] \S", title)} == {}


def test_numbers_are_given_once() -> None:
    assert len({name[:4] for name in FILES}) == len(FILES)

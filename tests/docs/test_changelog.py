"""The changelog: what merges leave behind in its newest version, and what says how to move, is seen."""

from __future__ import annotations

import re
from collections import Counter

from tests.conftest import ROOT

NEWEST = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1]


def test_no_line_is_there_twice() -> None:
    twice = [line for line, times in Counter(NEWEST.splitlines()).items() if line and times > 1]
    assert twice == []


def test_lists_are_whole() -> None:
    assert re.findall(r"\n\n- .*", re.sub(r"(### \w+\n)\n", r"\1", NEWEST)) == []

"""The glossary is in order, and what it says the code calls things is there."""

from __future__ import annotations

import functools
import importlib
import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from types import ModuleType

ROW = re.compile(r"^\| (?P<word>[^|]+) \| [^|]+ \| (?:`(?P<name>composer[\w.]+)` )?\|$")
ROWS = [row for line in (ROOT / "docs/reference/glossary.md").read_text().splitlines() if (row := ROW.match(line))][1:]


def module_of(name: str) -> tuple[ModuleType, list[str]]:
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            return importlib.import_module(".".join(parts[:count])), parts[count:]
        except ModuleNotFoundError:
            continue
    raise AssertionError(name)


def test_words_are_in_order_and_stand_once() -> None:
    text = [row["word"].casefold() for row in ROWS]
    assert text == sorted(set(text))
    assert len(text) > 50


@pytest.mark.parametrize("name", sorted({row["name"] for row in ROWS if row["name"]}))
def test_names_of_the_code_are_there(name: str) -> None:
    functools.reduce(getattr, module_of(name)[1], module_of(name)[0])

"""The underline stands below what is meant, in lines of any kind and terminals of any width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.reports.excerpt import cells, excerpt


@pytest.mark.parametrize(
    ("line", "column", "end_column", "drawn"),
    [
        ("owner: royalties", 8, 17, ("owner: royalties", "       ^^^^^^^^^")),
        ("owner: royalties", 8, 0, ("owner: royalties", "       ^")),
        ("a:\tb", 4, 5, ("a:    b", "      ^")),
        ("日本: x", 5, 6, ("日本: x", "      ^")),
        ("x: 日本", 4, 6, ("x: 日本", "   ^^^^")),
        ("e\u0301: x", 5, 6, ("e\u0301: x", "   ^")),
        ("owner:", 7, 7, ("owner:", "      ^")),
        ("a", 40, 0, ("a", " ^")),
        ("a\x1b[31mb", 1, 2, ("a\N{REPLACEMENT CHARACTER}[31mb", "^")),
        ("", 1, 0, ("", "^")),
    ],
)
def test_underline(line: str, column: int, end_column: int, drawn: tuple[str, str]) -> None:
    shown = excerpt(line, column, end_column, 80)
    assert (shown.text, " " * shown.start + "^" * shown.length) == drawn


def test_long_lines_are_cut_around_what_is_meant() -> None:
    shown = excerpt("a" * 500 + "HERE" + "b" * 500, 501, 505, 40)
    assert shown.text == "…" + "a" * 12 + "HERE" + "b" * 22 + "…"
    assert shown.text[shown.start : shown.start + shown.length] == "HERE"


@given(
    st.text(st.characters(codec="utf-8"), max_size=300), st.integers(1, 320), st.integers(0, 320), st.integers(1, 120)
)
def test_an_excerpt_fits_and_underlines_what_is_meant(line: str, column: int, end_column: int, width: int) -> None:
    line = line.replace("\n", "").replace("\r", "")
    shown = excerpt(line, column, end_column, width)
    room = max(width, 20)
    assert cells(shown.text) <= room
    assert shown.length >= 1
    assert shown.start + shown.length <= room + 1
    if column <= len(line) and line[column - 1].isprintable() and cells(line[column - 1]):
        before = 0
        for character in shown.text:
            if before == shown.start and cells(character):
                assert character == line[column - 1]
                return
            before += cells(character)
        pytest.fail("the underline starts at no character")

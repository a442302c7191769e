"""Each form of output, given anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.printing import blocks, csv_text, github, json_text, markdown, styled_text, terminal
from composer.printing.plurals import counted
from composer.printing.visible import LONGEST_WORD, visible

from . import forms

anything = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(
        st.sampled_from([*forms.PAYLOAD.split(" "), *"\n\r\t\x1b`|\\<>*_[]()!#@:.$~&-+= \ud800\u202e"]), max_size=30
    ).map("".join),
    st.just(forms.PAYLOAD),
)
widths = st.integers(1, 130)


@given(anything)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(text).isprintable()
    assert visible(visible(text)) == visible(text)


def test_what_cannot_be_seen_is_spelled() -> None:
    assert visible("a\x1b\u202e\U000e0041\n\ud800") == "a\\x1b\\u202e\\U000e0041\\n\\ud800"
    assert visible("e" + "\u0301" * 50) == "e" + "\u0301" * 4 + "…"
    assert len(visible("x" * 1_000_000)) < LONGEST_WORD
    assert visible("Ünïcödé 日本語 “x” → ✓") == "Ünïcödé 日本語 “x” → ✓"


@given(anything, anything, widths, st.booleans())
def test_terminal(one: str, other: str, width: int, colours: bool) -> None:
    report = [
        blocks.Line([one, blocks.Styled(other, "name")], 2),
        blocks.Table([(one, other), ("a", one)], head=("what", other), indent=2),
        blocks.Table([(one, "b", other)], wrapped=(1, 2), right=(0,)),
        blocks.Line(other, whole=True),
    ]
    lines = list(terminal.laid_out(report, width))
    forms.terminal("\n".join(lines))
    drawn = "\n".join(terminal.laid_out(report, width, colours=True))
    for code in ("\x1b[1;36m", "\x1b[2m", "\x1b[0m"):
        drawn = drawn.replace(code, "")
    assert drawn == "\n".join(lines)


@given(st.lists(st.text("abc →", max_size=60), min_size=2, max_size=2), st.integers(40, 120))
def test_no_line_is_wider_than_the_terminal_but_for_a_word(cells: list[str], width: int) -> None:
    report = [blocks.Line(cells[0], 2), blocks.Table([cells, cells[::-1]], indent=2)]
    longest = max(len(word) for cell in cells for word in (*cell.split(" "), ""))
    for line in terminal.laid_out(report, width):
        assert styled_text.width_of(line) <= max(width, longest + 8)


@given(anything, anything)
def test_markdown(one: str, other: str) -> None:
    report = [
        markdown.fill("### {}: **{}**", one, other),
        markdown.fill("- {}\n  - {}: {}", markdown.code(one), other, one),
        markdown.table(
            ("", "a"), [(markdown.text(one), markdown.code(other)), (markdown.code(one), markdown.text(other))]
        ),
        markdown.folded((one, other), markdown.text(one)),
        markdown.text(other),
    ]
    forms.markdown(str(markdown.document(report)))


def test_markdown_shows_every_word() -> None:
    actual = forms.literal(markdown.text(forms.PAYLOAD).source)
    assert actual == visible(forms.PAYLOAD).replace("`c`", "c")  # a word in back-ticks is code anyway


@pytest.mark.parametrize("word", ["0123abcdef", "(0123abcdef)", "(0123abcdef).", "0123abcdef,", "“gh-12”", "(GH-12),"])
def test_what_github_makes_a_link_of_is_code_in_brackets_too(word: str) -> None:
    forms.markdown(str(markdown.document([markdown.fill("### {}", f"as it was {word} there")])))


def test_code_in_our_own_sentences_is_code() -> None:
    assert markdown.text("`composer plan` shows (`x.y`): it").source == "`composer plan` shows (`x.y`): it"
    assert markdown.text("because traffic.peak in a/B.yaml:3").source == "because `traffic.peak` in `a/B.yaml:3`"


@given(anything, anything)
def test_github(one: str, other: str) -> None:
    text = str(github.document([github.command("error", {"file": one, "title": other}, [one, other])]))
    forms.github(text)
    assert text.count("\n") == 1


@given(anything)
def test_json(text: str) -> None:
    import json

    document = str(json_text.document({text: [text]}))
    forms.json_text(document)
    # two halves of a pair are one character once they are read
    assert json.loads(document) == json.loads(json.dumps({text: [text]}))


@given(anything)
def test_csv(text: str) -> None:
    import csv

    (row,) = csv.reader(str(csv_text.document([(text, 1, "-3.5")])).splitlines())
    assert row[1:] == ["1", "-3.5"]
    assert row[0].isprintable()
    assert not row[0].startswith(("=", "@"))


@pytest.mark.parametrize(
    ("number", "noun", "message"),
    [(1, "problem", "1 problem"), (2, "policy", "2 policies"), (0, "box", "0 boxes"), (1200, "day", "1,200 days")],
)
def test_numbers_agree_with_their_nouns(number: int, noun: str, message: str) -> None:
    assert counted(number, noun) == message

"""An edit of some entries changes nothing else, however a file is written."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from composer.documents import read
from composer.documents.entry_edits import Entries, UneditableError, with_entries, with_list, with_value

HEAD = "# a comment\nevent_type: EndSong   # its name\nowner: 'royalties'\n"
TAIL = "# on the schema\nschema:\n  name: EndSong\n  fields: [{name: a, type: 'string'}]  # all\n"
NEXT: Entries = {"state": "deprecated", "sunset": "2027-06-30", "replaced_by": "Other"}
BACK: Entries = {"state": "active", "sunset": None, "replaced_by": None}

LAYOUTS = {
    "": "lifecycle:\n  state: deprecated\n  sunset: 2027-06-30\n  replaced_by: Other\n",
    "lifecycle: {state: active}\n": "lifecycle: {state: deprecated, sunset: 2027-06-30, replaced_by: Other}\n",
    "lifecycle: {state: 'active'}   # why\n": (
        "lifecycle: {state: 'deprecated', sunset: 2027-06-30, replaced_by: Other}   # why\n"
    ),
    "lifecycle:\n    state: active # why\n    # and so on\n": (
        "lifecycle:\n    state: deprecated # why\n    sunset: 2027-06-30\n    replaced_by: Other\n    # and so on\n"
    ),
    'lifecycle:\n  sunset: "2026-01-01" # was\n  state: deprecated\n': (
        'lifecycle:\n  sunset: "2027-06-30" # was\n  replaced_by: Other\n  state: deprecated\n'
    ),
    "lifecycle: {\n  state: active, # why\n}\n": (
        "lifecycle: {\n  state: deprecated, sunset: 2027-06-30, replaced_by: Other, # why\n}\n"
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("before", LAYOUTS)
def test_entries_are_written_as_the_rest_is(before: str, newline: str) -> None:
    text, expected = (f"{HEAD}{one}{TAIL}".replace("\n", newline).encode() for one in (before, LAYOUTS[before]))
    assert with_entries(text, "lifecycle", NEXT, before="schema") == expected
    bom = "\N{BYTE ORDER MARK}".encode()
    assert with_entries(bom + text, "lifecycle", NEXT, before="schema") == bom + expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{state: deprecated, sunset: 2027-06-30, replaced_by: Other} # why", "{state: active} # why"),
        ("{replaced_by: Other, sunset: '2027-06-30', state: deprecated}", "{state: active}"),
        ("\n  replaced_by: Other # who\n  state: deprecated # what\n  sunset: 2027-06-30", "\n  state: active # what"),
        ("{state: active}", "{state: active}"),
    ],
)
def test_entries_go_with_their_commas_and_lines(before: str, after: str) -> None:
    texts = [f"{HEAD}lifecycle: {one}\n{TAIL}".replace(": \n", ":\n") for one in (before, after)]
    assert with_entries(texts[0].encode(), "lifecycle", BACK, before="schema").decode() == texts[1]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}lifecycle: &it {{state: active}}\nother: *it\n{TAIL}",
        f"{HEAD}lifecycle:\n  ? state\n  : active\n{TAIL}",
        f"{HEAD}lifecycle:\n{TAIL}",
        f"{HEAD}lifecycle:\n  state: >-\n    active\n{TAIL}",
        HEAD,
        "- a\n",
        "a: [",
    ],
)
def test_what_cannot_be_followed_is_left_to_its_author(text: str) -> None:
    with pytest.raises(UneditableError):
        with_entries(text.encode(), "lifecycle", NEXT, before="schema")


def test_a_file_in_braces_stays_so() -> None:
    text = b'{"event_type": "EndSong", "schema": {"name": "EndSong"}}'
    edited = with_entries(text, "lifecycle", {"state": "draining"}, before="schema")
    assert edited == b'{"event_type": "EndSong", lifecycle: {state: draining}, "schema": {"name": "EndSong"}}'

    renamed = with_value(with_value(text, ("event_type",), "Song"), ("schema", "name"), "Song")
    assert renamed == text.replace(b"EndSong", b"Song")
    assert b'"EndSong", former: [A, B], "schema"' in with_list(text, "former", ["A", "B"], after="event_type")


def test_a_list_stands_below_what_it_belongs_to() -> None:
    edited = with_list((HEAD + TAIL).encode(), "former", ["A"], after="event_type").decode()
    assert edited == HEAD.replace("name\n", "name\nformer: [A]\n") + TAIL


NAMES = ("state", "sunset", "replaced_by")
words = st.sampled_from(["active", "2027-06-30", "Other", "A1"])
entries = st.dictionaries(st.sampled_from(NAMES), st.one_of(st.none(), words), min_size=1)
comments = st.sampled_from(["", " # why", "   # \N{MUSICAL SYMBOL G CLEF}: {state: no}"])


@st.composite
def files(draw: st.DrawFn) -> str:
    written = draw(st.dictionaries(st.sampled_from(NAMES), words, min_size=1))
    quote, comment = draw(st.sampled_from(["", "'", '"'])), draw(comments)
    pairs = [f"{key}: {quote}{word}{quote}" for key, word in written.items()]
    blanks = draw(st.sampled_from([" ", "    "]))
    form = draw(st.integers(0, 3))
    if form == 0:
        life = f"lifecycle: {{{', '.join(pairs)}}}{comment}\n"
    elif form == 1:
        life = "lifecycle:" + comment + "\n" + "".join(f"{blanks}{pair}{comment}\n" for pair in pairs)
    elif form == 2:
        life = "lifecycle: {" + comment + "\n" + "".join(f"{blanks}{pair},{comment}\n" for pair in pairs) + "  }\n"
    else:
        life = ""
    end = draw(st.sampled_from([TAIL, TAIL.removesuffix("\n")]))
    order = (HEAD, life, end) if draw(st.booleans()) else (HEAD, TAIL, life)
    return "".join(order).replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(files(), entries)
@example(f"{HEAD}{TAIL}lifecycle: {{state: active}}", {"sunset": "A1"})
@example(f"{HEAD}{TAIL}lifecycle:\n  state: active", {"sunset": "A1"})
def test_nothing_but_the_entries_changes(text: str, asked: Entries) -> None:
    before = read("a.yaml", text.encode()).value
    try:
        edited = with_entries(text.encode(), "lifecycle", asked, before="schema").decode()
    except UneditableError:
        assert before.get("lifecycle", {}).keys() <= {key for key, word in asked.items() if word is None}
        return  # nothing would be left in it
    after = read("a.yaml", edited.encode()).value
    wanted = {**before.get("lifecycle", {}), **asked}
    assert after.get("lifecycle", {}) == {key: word for key, word in wanted.items() if word is not None}
    assert {**before, "lifecycle": 0} == {**after, "lifecycle": 0}
    touched = [line[2:] for line in difflib.ndiff(text.splitlines(), edited.splitlines()) if line[0] in "+-"]
    assert all(any(key in line for key in ("lifecycle", *NAMES)) for line in touched), touched
    assert text.count("#") >= edited.count("#") >= text.count("#") - sum(word is None for word in asked.values())
    assert ("\r\n" in text) == ("\r\n" in edited)

"""Reading never fails, and agrees with libyaml's own composer about structure and places."""

import math
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer.diagnostics import has_errors
from composer.documents import Document, read
from composer.documents.scalars import plain

PIECES = st.sampled_from(
    [*"[]{}:,-?&*!|>'\"%@`#~\n \t.", "\n", "\n", "  ", ": ", "- ", "? ", "a", "b: ", "c", "1", "<<", "&x ", "*x",
     "!!str ", "---\n", "...\n", "%TAG ! x\n", "\r\n", "\r", "é", "日本", "\u2028", "\x00", "\ufeff", "1e999", "'a'", '"b"', "\\"]
)  # fmt: skip
YAMLISH = st.lists(PIECES, max_size=60).map("".join)


@settings(max_examples=1500, deadline=None)
@given(st.binary(max_size=200) | YAMLISH.map(str.encode))
@example(b"? ? ? ? ?")
@example(b"{? [a, b] : c}")
@example(b"&a [*a, *a]")
@example(b"a: &a\nb: *a\n")
@example(b"%YAML 9.9\n---\na")
def test_reading_never_fails(data: bytes) -> None:
    document = read("f.yaml", data)
    assert document.value is not None or has_errors(document.diagnostics) or _is_null(data)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for result in document.diagnostics:
        assert result.message
        assert result.hint or result.code == "ET010"
        assert 1 <= result.span.line <= lines
        assert result.span.column >= 1
        assert result.span.end_column == 0 or result.span.end_column >= result.span.column


def _is_null(data: bytes) -> bool:
    return yaml.compose(data.removeprefix(b"\xef\xbb\xbf"), yaml.CBaseLoader) is None or plain_document(data)


def plain_document(data: bytes) -> bool:
    node = yaml.compose(data.removeprefix(b"\xef\xbb\xbf"), yaml.CBaseLoader)
    return isinstance(node, yaml.ScalarNode) and plain(node.value) is None


@settings(max_examples=1500, deadline=None)
@given(YAMLISH)
@example("a: [b, {c: d}]\ne:\n- f\n-  - g\n")
@example("a: &x {b: 1}\nc: *x\n")
@example("a: |\n  one\n  two\nb: 'x\n  y'\n")
def test_values_and_places_are_those_of_libyaml(text: str) -> None:
    document = read("f.yaml", text.encode())
    if document.diagnostics:
        return
    try:
        node = yaml.compose(text, yaml.CBaseLoader)
    except yaml.composer.ComposerError as error:
        if "duplicate anchor" in str(error):  # YAML lets a later anchor take over the name; PyYAML does not
            return
        raise
    _compare(document, document.value, node, (), {})


def _compare(document: Document, value: Any, node: Any, path: tuple[str | int, ...], seen: dict[int, Any]) -> None:
    """`value` is what `node` says, at the place where `node` is (an alias has a place of its own)."""
    if node is None:
        assert value is None
        return
    span = document.span(path)
    here = (span.line, span.column) == (node.start_mark.line + 1, node.start_mark.column + 1)
    assert here or id(node) in seen
    seen[id(node)] = node
    if isinstance(node, yaml.MappingNode):
        assert [key.value for key, _ in node.value] == list(value)
        for key, inner in node.value:
            place = document.key_span((*path, key.value))
            assert (place.line, place.column) == (key.start_mark.line + 1, key.start_mark.column + 1)
            _compare(document, value[key.value], inner, (*path, key.value), seen)
    elif isinstance(node, yaml.SequenceNode):
        assert len(node.value) == len(value)
        for index, inner in enumerate(node.value):
            _compare(document, value[index], inner, (*path, index), seen)
    elif isinstance(value, str):
        assert value == node.value
    else:
        assert plain(node.value) == value or math.isclose(float(node.value), value)


VISIBLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff")


def _text_everywhere(text: str) -> bool:
    """PyYAML writes YAML 1.1, where `0E0` is a text and needs no quotes; read as YAML 1.2 it is a number.
    Nor does it quote a no-break space at an end, which is refused here."""
    try:
        return isinstance(plain(text), str) and text.strip(" ") == text.strip()
    except OverflowError:
        return False


TEXTS = st.text(VISIBLE).filter(_text_everywhere)
KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126)).filter(_text_everywhere)
PLAIN_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=10,
)  # fmt: skip


@given(PLAIN_VALUES, st.booleans())
def test_what_was_written_is_read(value: Any, flow: bool) -> None:
    data = yaml.dump(value, Dumper=yaml.CSafeDumper, default_flow_style=flow, allow_unicode=True).encode()
    assert read("f.yaml", data).value == value


def test_the_nearest_written_parent_stands_for_what_is_not_there() -> None:
    document = read("f.yaml", b"a:\n  b: [1, 2]\n")
    for path in [("a", "b", 9), ("a", "b", "x"), ("a", "b", -1)]:
        assert document.span(path) == document.span(("a", "b"))
    assert document.span(("z", "y")) == document.span(())
    assert (document.key_span(("a", "b")).line, document.key_span(("a", "b")).column) == (2, 3)


def test_spans_end_where_values_end() -> None:
    document = read("f.yaml", "a: 日本x\nb: 'q'\nc: |\n  text\nd: {e: f}\n".encode())
    ends = {key: document.span((key,)).end_column for key in "abcd"}
    assert ends == {"a": 7, "b": 7, "c": 0, "d": 10}

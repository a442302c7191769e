"""What is wrong with YAML that libyaml takes and nobody should write: a diagnostic for each, at libyaml's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.diagnostics import MOST_IN_A_FILE, Diagnostic, Related, Span, more
from composer.documents import lookalike_signs

if TYPE_CHECKING:
    from composer.documents.marks import Place


def place_of(event: Any) -> Place:
    """The place of an event."""
    start, end = event.start_mark, event.end_mark
    return start.line + 1, start.column + 1, end.column + 1 if end.line == start.line else 0


class Problems:
    """The problems of one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._diagnostics: list[Diagnostic] = []
        self._count = 0

    def all(self) -> tuple[Diagnostic, ...]:
        """All of them; of very many the first, and how many there are."""
        first = self._diagnostics[:MOST_IN_A_FILE]
        return (*first, *more(self._count - MOST_IN_A_FILE, self._diagnostics[MOST_IN_A_FILE:]))

    def second_document(self, event: Any) -> None:
        """A line `---` in the middle."""
        hint = "put it into a file of its own, or remove the line `---`"
        self._add("ET007", "a second document starts here; only one is read", event, hint)

    def too_many(self, what: str, most: int, place: Place) -> None:
        """More entries than are read of a file, mapping or list."""
        message = f"up to here this {what} has {most:,} entries; no more are read"
        hint = "is this data rather than its description?"
        self._report(Diagnostic("ET013", message, Span(self._file, *place), hint))

    def too_deep(self, event: Any, deepest: int) -> None:
        """Mappings and lists inside each other."""
        hint = "no definition needs this; is a bracket repeated by mistake?"
        self._add("ET013", f"this is nested more than {deepest} deep", event, hint)

    def not_text(self, event: Any, key: object) -> None:
        """A key that is a number, true, false or null."""
        message = f"a key must be text, but `{event.value or 'null'}` is {_kind(key)}"
        hint = f'put it in quotes: "{event.value}"' if event.value else "write a key before the colon"
        self._add("ET018", message, event, hint)

    def collection_as_key(self, event: Any, what: str) -> None:
        """A key that is a mapping or list; `event`: its beginning."""
        flow = 'text with {} or [] needs quotes: "{…}"'
        hint = flow if event.flow_style else "write a word before the colon"
        self._add("ET018", f"a key must be text, but here is a {what}", event, hint)

    def alias_as_key(self, event: Any) -> None:
        """A key that repeats something."""
        self._add("ET018", "a key must be text, but here is an alias", event, "write the key out")

    def merge(self, event: Any) -> None:
        """A key that YAML 1.1 merged."""
        self._add("ET016", "merge keys (`<<`) are not supported", event, "write the merged keys out here")

    def set_twice(self, event: Any, key: str, first: Place) -> None:
        """A key that stands in its mapping already."""
        related = Related(Span(self._file, *first), "first set here")
        self._add("ET012", f"`{key}` is already set in this mapping", event, "keep one of the two", related)

    def alias(self, event: Any, *, inside: bool) -> None:
        """An alias of nothing, or of what it stands inside of."""
        if inside:
            hint = "an alias cannot stand inside what it repeats"
            self._add("ET015", f"`*{event.anchor}` repeats itself", event, hint)
        else:
            hint = f"set it above with `&{event.anchor}`, or put text that starts with * in quotes"
            self._add("ET015", f"`*{event.anchor}` repeats an anchor that is not set", event, hint)

    def repeated(self, event: Any) -> None:
        """More text in aliases than is read."""
        hint = "write the values out, or split the definition"
        self._add("ET014", "aliases up to here repeat more than 1 MB of text", event, hint)

    def tag(self, event: Any) -> None:
        """A tag, which would make something else of a value."""
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "remove the tag; for text, put the value in quotes"
        self._add("ET017", f"tags such as `{tag[:60]}` are not supported", event, hint)

    def number(self, event: Any) -> None:
        """A number that is not finite."""
        shown = f"{event.value[:40]}{'…' if len(event.value) > 40 else ''}"
        hint = "use a smaller number, or quotes if it is text"
        self._add("ET019", f"`{shown}` is not a finite number of 64 bits", event, hint)

    def glued(self, line: int, column: int, key: str, rest: str) -> None:
        """A key and its value without a blank in between; they begin at line and column."""
        span = Span(self._file, line, column + len(key), column + len(key) + 1)
        self._report(lookalike_signs.glued(span, key, rest))

    def strange_blank(self, event: Any) -> None:
        """Text without quotes whose first or last character is a blank to people only."""
        text: str = event.value
        at = 0 if text[0].isspace() else len(text.rstrip())
        column = event.start_mark.column + 1 + at
        span = Span(self._file, event.start_mark.line + 1, column, column + 1)
        self._report(lookalike_signs.strange_blank(span, text[at]))

    def _add(self, code: str, message: str, event: Any, hint: str, *related: Related) -> None:
        self._report(Diagnostic(code, message, Span(self._file, *place_of(event)), hint, related=related))

    def _report(self, diagnostic: Diagnostic) -> None:
        self._count += 1
        if self._count <= MOST_IN_A_FILE + 1:
            self._diagnostics.append(diagnostic)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return "true or false" if isinstance(value, bool) else "a number"

"""Plain values and their places from libyaml's events.

libyaml's own composer recurses and is not used: a deep file would take the process down. Here depth is checked as
events stream in, so that hardly more than the allowed depth is ever scanned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from composer.diagnostics import MOST_IN_A_FILE, Diagnostic, Related, Span, more
from composer.documents.document import START, Mark
from composer.documents.scalars import plain
from composer.documents.syntax import glued, strange_blank

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 100
MOST_ENTRIES = 20_000
"""Of one mapping or list: twice the columns of the largest table that BigQuery takes, and no more rows of a fleet's
records than fit into a file anyway. Nothing that looks at every entry has to be fast for more of them."""
MOST_VALUES = 100_000
"""Of one file: ten for each of those columns."""
MOST_REPEATED = 1_000_000
"""Characters that all aliases of a file may repeat together."""

_Place = tuple[int, int, int]
"""Line, column and end column."""

_MERGE = "<<"
_DROPPED = "\0"
"""Stands for a key that must not be kept; no file can hold it, since NUL is refused before."""


class StopReadingError(Exception):
    """The file cannot be read any further; its problem is recorded."""


class _Frame:
    """A mapping or list that is being read. `keyed`: it is a mapping; `key`: the key that waits for its value."""

    __slots__ = ("anchor", "entries", "event", "inside", "key", "keyed", "place", "size", "value")

    def __init__(self, event: Any, keyed: bool) -> None:
        self.event = event
        self.keyed = keyed
        self.anchor: str | None = event.anchor if event is not None else None
        self.value: Any = {} if keyed else []
        self.inside: Any = {} if keyed else []
        self.key: str | None = None
        self.place: _Place = (1, 1, 0)
        self.size = 1
        self.entries = 0


class Composer:
    """Reads one file's events into `value` and `mark`, and collects `problems` on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._diagnostics: list[Diagnostic] = []
        self._count = 0
        self._root = _Frame(None, keyed=False)
        self._top = self._root
        self._frames = [self._root]
        self._anchors: dict[str, tuple[Any, Any, int] | None] = {}
        self._repeated = 0
        self._values = 0
        self._documents = 0

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """The problems found on the way; of very many the first, and how many there are."""
        return (
            *self._diagnostics[:MOST_IN_A_FILE],
            *more(self._count - MOST_IN_A_FILE, self._diagnostics[MOST_IN_A_FILE:]),
        )

    @property
    def value(self) -> Any:
        """The first document's value."""
        return self._root.value[0] if self._root.value else None

    @property
    def mark(self) -> Mark:
        """The places in the first document."""
        return self._root.inside[0] if self._root.inside else START

    def run(self, data: bytes) -> None:
        """Read all events. Raises StopReadingError, and yaml.YAMLError for what is not YAML."""
        handlers: dict[type, Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._open_mapping,
            SequenceStartEvent: self._open_sequence,
            MappingEndEvent: self._close,
            SequenceEndEvent: self._close,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        parser = CParser(data)
        following = parser.get_event
        while (event := following()) is not None:
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._problem(
                "ET007",
                "a second document starts here; only one is read",
                self._span(event),
                "put it into a file of its own, or remove the line `---`",
            )
            raise StopReadingError

    def _scalar(self, event: Any) -> None:
        start = event.start_mark
        end = event.end_mark
        place = (start.line + 1, start.column + 1, end.column + 1 if end.line == start.line else 0)
        value: Any = event.value
        size = 1 + len(value)
        frame = self._top
        if event.tag is not None:
            self._tag(event)
        elif event.implicit[0]:
            if value != value.strip():
                self._strange_blank(event)
                value = value.strip()
            try:
                value = plain(value)
            except OverflowError:
                self._number(event)
                value = 0
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, None, size)
        if frame.keyed and frame.key is None:
            self._key(frame, event, value, place)
            frame.size += size
            return
        if value is None and not event.value and ":" in (frame.key or "").strip(":") and frame.event.flow_style:
            value = self._unglued(frame)
        self._put(frame, value, place, None, size)

    def _put(self, frame: _Frame, value: Any, place: _Place, inside: Any, size: int) -> None:
        frame.size += size
        frame.entries += 1
        self._values += 1
        if frame.entries > MOST_ENTRIES or self._values > MOST_VALUES:
            self._too_many(frame, place)
        if not frame.keyed:
            frame.value.append(value)
            frame.inside.append((*place, *place, inside))
            return
        key = frame.key
        frame.key = None
        if key is not _DROPPED:
            frame.value[key] = value
            frame.inside[key] = (*frame.place, *place, inside)

    def _too_many(self, frame: _Frame, place: _Place) -> None:
        whole = frame.entries <= MOST_ENTRIES
        what = "file" if whole else "mapping" if frame.keyed else "list"
        message = f"up to here this {what} has {MOST_VALUES if whole else MOST_ENTRIES:,} entries; no more are read"
        self._problem("ET013", message, Span(self.file, *place), "is this data rather than its description?")
        raise StopReadingError

    def _key(self, frame: _Frame, event: Any, key: Any, place: _Place) -> None:
        frame.place = place
        frame.key = _DROPPED
        if not isinstance(key, str):
            self._problem(
                "ET018",
                f"a key must be text, but `{event.value or 'null'}` is {_kind(key)}",
                self._span(event),
                f'put it in quotes: "{event.value}"' if event.value else "write a key before the colon",
            )
        elif key == _MERGE and event.implicit[0]:
            self._problem(
                "ET016", "merge keys (`<<`) are not supported", self._span(event), "write the merged keys out here"
            )
        elif key in frame.value:
            first = frame.inside[key]
            self._problem(
                "ET012",
                f"`{key}` is already set in this mapping",
                self._span(event),
                "keep one of the two",
                Related(Span(self.file, *first[:3]), "first set here"),
            )
        else:
            frame.key = key

    def _open_mapping(self, event: Any) -> None:
        self._open(event, _Frame(event, keyed=True))

    def _open_sequence(self, event: Any) -> None:
        self._open(event, _Frame(event, keyed=False))

    def _open(self, event: Any, frame: _Frame) -> None:
        if event.tag is not None:
            self._tag(event)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = None
        self._frames.append(frame)
        self._top = frame
        if len(self._frames) > DEEPEST + 1:
            self._problem(
                "ET013",
                f"this is nested more than {DEEPEST} deep",
                self._span(event),
                "no definition needs this; is a bracket repeated by mistake?",
            )
            raise StopReadingError

    def _close(self, event: Any) -> None:
        frame = self._frames.pop()
        above = self._top = self._frames[-1]
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.value, frame.inside, frame.size)
        start = frame.event.start_mark
        if above.keyed and above.key is None:
            self._problem(
                "ET018",
                f"a key must be text, but here is a {'mapping' if frame.keyed else 'list'}",
                self._span(frame.event),
                "write a word before the colon"
                if not frame.event.flow_style
                else 'text with {} or [] needs quotes: "{…}"',
            )
            above.key = _DROPPED
            return
        end = event.end_mark
        end_column = end.column + 1 if end.line == start.line and frame.event.flow_style else 0
        place = (start.line + 1, start.column + 1, end_column)
        self._put(above, frame.value, place, frame.inside, frame.size)

    def _alias(self, event: Any) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            inside = event.anchor in self._anchors
            self._problem(
                "ET015",
                f"`*{event.anchor}` repeats itself"
                if inside
                else f"`*{event.anchor}` repeats an anchor that is not set",
                self._span(event),
                "an alias cannot stand inside what it repeats"
                if inside
                else f"set it above with `&{event.anchor}`, or put text that starts with * in quotes",
            )
            anchored = (None, None, 1)
        value, inside_marks, size = anchored
        self._repeated += size
        if self._repeated > MOST_REPEATED:
            self._problem(
                "ET014",
                "aliases up to here repeat more than 1 MB of text",
                self._span(event),
                "write the values out, or split the definition",
            )
            raise StopReadingError
        span = self._span(event)
        frame = self._top
        if frame.keyed and frame.key is None:
            self._problem("ET018", "a key must be text, but here is an alias", span, "write the key out")
            frame.key = _DROPPED
            return
        self._put(frame, value, (span.line, span.column, span.end_column), inside_marks, size)

    def _tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        self._problem(
            "ET017",
            f"tags such as `{tag[:60]}` are not supported",
            self._span(event),
            "remove the tag; for text, put the value in quotes",
        )

    def _unglued(self, frame: _Frame) -> Any:
        """The value in `{average:100/s}`: without a blank YAML takes all of it for a key that has none."""
        key, _, rest = str(frame.key).partition(":")
        line, column, _ = frame.place
        self._report(glued(Span(self.file, line, column + len(key), column + len(key) + 1), key, rest))
        frame.key = key if key not in frame.value else _DROPPED
        return rest

    def _strange_blank(self, event: Any) -> None:
        """Text without quotes whose first or last character is a blank to people only."""
        text: str = event.value
        at = 0 if text[0].isspace() else len(text.rstrip())
        column = event.start_mark.column + 1 + at
        self._report(strange_blank(Span(self.file, event.start_mark.line + 1, column, column + 1), text[at]))

    def _number(self, event: Any) -> None:
        self._problem(
            "ET019",
            f"`{event.value[:40]}{'…' if len(event.value) > 40 else ''}` is not a finite number of 64 bits",
            self._span(event),
            "use a smaller number, or quotes if it is text",
        )

    def _span(self, event: Any) -> Span:
        start = event.start_mark
        end = event.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.column + 1 if end.line == start.line else 0)

    def _problem(self, code: str, message: str, span: Span, hint: str, *related: Related) -> None:
        self._report(Diagnostic(code, message, span, hint, related=related))

    def _report(self, diagnostic: Diagnostic) -> None:
        self._count += 1
        if self._count <= MOST_IN_A_FILE + 1:
            self._diagnostics.append(diagnostic)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return "true or false" if isinstance(value, bool) else "a number"

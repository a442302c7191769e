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

from composer.documents.composition_problems import Problems, place_of
from composer.documents.marks import START, Mark
from composer.documents.merge_keys import mappings_of, with_merged
from composer.documents.scalars import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.diagnostics import Diagnostic
    from composer.documents.marks import Place

DEEPEST = 100
MOST_ENTRIES = 20_000
"""Of one mapping or list: twice the columns of the largest table that BigQuery takes, and no more rows of a fleet's
records than fit into a file anyway. Nothing that looks at every entry has to be fast for more of them."""
MOST_VALUES = 100_000
"""Of one file: ten for each of those columns."""
MOST_REPEATED = 1_000_000
"""Characters that all aliases of a file may repeat together."""

_MERGE = "<<"
_MERGED = "\0<<"
"""Stands for a merge key: what it merges is read as if it were written out, so that nothing is missing beside it."""
_DROPPED = "\0"
"""Stands for a key that must not be kept; no file can hold it, since NUL is refused before."""


class StopReadingError(Exception):
    """The file cannot be read any further; its problem is recorded."""


class _Frame:
    """A mapping or list that is being read. `keyed`: it is a mapping; `key`: the key that waits for its value."""

    __slots__ = ("anchor", "entries", "event", "inside", "key", "keyed", "merged", "place", "size", "value")

    def __init__(self, event: Any, keyed: bool) -> None:
        self.event = event
        self.keyed = keyed
        self.anchor: str | None = event.anchor if event is not None else None
        self.value: Any = {} if keyed else []
        self.inside: Any = {} if keyed else []
        self.key: str | None = None
        self.place: Place = (1, 1, 0)
        self.size = 1
        self.entries = 0
        self.merged: list[tuple[Any, Any]] = []


class Composer:
    """Reads one file's events into `value` and `mark`, and collects `problems` on the way."""

    def __init__(self, file: str) -> None:
        self._problems = Problems(file)
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
        return self._problems.all()

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
            self._problems.second_document(event)
            raise StopReadingError

    def _scalar(self, event: Any) -> None:
        place = place_of(event)
        value: Any = event.value
        size = 1 + len(value)
        frame = self._top
        if event.tag is not None:
            self._problems.tag(event)
        elif event.implicit[0]:
            if value != value.strip():
                self._problems.strange_blank(event)
                value = value.strip()
            try:
                value = plain(value)
            except OverflowError:
                self._problems.number(event)
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

    def _put(self, frame: _Frame, value: Any, place: Place, inside: Any, size: int) -> None:
        frame.size += size
        frame.entries += 1
        self._values += 1
        if frame.entries > MOST_ENTRIES or self._values > MOST_VALUES:
            self._too_many(frame, place)
        if not frame.keyed:
            frame.value.append(value)
            frame.inside.append((*place, *place, inside))  # a `Mark`, without a call that makes it
            return
        key = frame.key
        frame.key = None
        if key is _MERGED:
            frame.merged += mappings_of(value, inside)
        elif key is not _DROPPED:
            frame.value[key] = value
            frame.inside[key] = (*frame.place, *place, inside)

    def _too_many(self, frame: _Frame, place: Place) -> None:
        whole = frame.entries <= MOST_ENTRIES
        what = "file" if whole else "mapping" if frame.keyed else "list"
        self._problems.too_many(what, MOST_VALUES if whole else MOST_ENTRIES, place)
        raise StopReadingError

    def _key(self, frame: _Frame, event: Any, key: Any, place: Place) -> None:
        frame.place = place
        frame.key = _DROPPED
        if not isinstance(key, str):
            self._problems.not_text(event, key)
        elif key == _MERGE and event.implicit[0]:
            self._problems.merge(event)
            frame.key = _MERGED
        elif key in frame.value:
            self._problems.set_twice(event, key, frame.inside[key][:3])
        else:
            frame.key = key

    def _open_mapping(self, event: Any) -> None:
        self._open(event, _Frame(event, keyed=True))

    def _open_sequence(self, event: Any) -> None:
        self._open(event, _Frame(event, keyed=False))

    def _open(self, event: Any, frame: _Frame) -> None:
        if event.tag is not None:
            self._problems.tag(event)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = None
        self._frames.append(frame)
        self._top = frame
        if len(self._frames) > DEEPEST + 1:
            self._problems.too_deep(event, DEEPEST)
            raise StopReadingError

    def _close(self, event: Any) -> None:
        frame = self._frames.pop()
        above = self._top = self._frames[-1]
        if frame.merged:
            frame.value, frame.inside = with_merged(frame.value, frame.inside, frame.merged)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.value, frame.inside, frame.size)
        start = frame.event.start_mark
        if above.keyed and above.key is None:
            self._problems.collection_as_key(frame.event, "mapping" if frame.keyed else "list")
            above.key = _DROPPED
            return
        end = event.end_mark
        end_column = end.column + 1 if end.line == start.line and frame.event.flow_style else 0
        place = (start.line + 1, start.column + 1, end_column)
        self._put(above, frame.value, place, frame.inside, frame.size)

    def _alias(self, event: Any) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            self._problems.alias(event, inside=event.anchor in self._anchors)
            anchored = (None, None, 1)
        value, inside_marks, size = anchored
        self._repeated += size
        if self._repeated > MOST_REPEATED:
            self._problems.repeated(event)
            raise StopReadingError
        frame = self._top
        if frame.keyed and frame.key is None:
            self._problems.alias_as_key(event)
            frame.key = _DROPPED
            return
        self._put(frame, value, place_of(event), inside_marks, size)

    def _unglued(self, frame: _Frame) -> Any:
        """The value in `{average:100/s}`: without a blank YAML takes all of it for a key that has none."""
        key, _, rest = str(frame.key).partition(":")
        line, column, _ = frame.place
        self._problems.glued(line, column, key, rest)
        frame.key = key if key not in frame.value else _DROPPED
        return rest

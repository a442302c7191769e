"""A changelog for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.reports.diff_words import WORTH, lines, refused, sign
from composer.schema.changelog import Bump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.plans.schema_diff import SchemaDiff
    from composer.reports.paint import Paint

_COLOURS = {"+": "create", "-": "delete", "!": "replace", "~": "update"}
_WIDEST = 40


def render(diff: SchemaDiff, paint: Paint) -> str:
    """The changelog, what it breaks, what storage makes of it, and what it is worth."""
    return "\n".join(_lines(diff, paint)) + "\n"


def _lines(diff: SchemaDiff, paint: Paint) -> Iterator[str]:
    yield f"{paint('name', diff.event_type)}  {diff.before} → {diff.after}"
    yield ""
    if diff.log.bump is Bump.NONE:
        yield "Nothing differs."
        return
    paths = [entry.path or "(schema)" for entry in diff.log.entries]
    width = min(_WIDEST, max(map(len, paths), default=0))
    for entry, words in lines(diff.log.entries):
        mark = sign(entry)
        yield f"  {paint(_COLOURS[mark], mark)} {(entry.path or '(schema)').ljust(width)}  {words}"
    if diff.log.refused:
        yield ""
        yield paint("danger-text", "Breaks")
        for one in diff.log.refused:
            yield f"  {refused(one, diff)}"
            yield f"    hint: {one.hint}"
    yield ""
    for place, sentences in diff.storage.items():
        for number, told in enumerate(sentences):
            yield f"  {(place if not number else '').ljust(16)}{told}"
    yield ""
    yield f"{paint('strong', diff.log.bump.value)}: {WORTH[diff.log.bump]}"

"""A changelog for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.reports.diff_words import WORTH, broken, fix, sentence, sign
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
    for path, entry in zip(paths, diff.log.entries, strict=True):
        mark = sign(entry)
        yield f"  {paint(_COLOURS[mark], mark)} {path.ljust(width)}  {sentence(entry)}"
    if diff.log.breaks:
        yield ""
        yield paint("danger-text", "Breaks")
        for direction, found in diff.log.breaks:
            yield f"  {broken(direction, found, diff)}"
            yield f"    hint: {fix(direction, found)}"
    yield ""
    for place, sentences in diff.storage.items():
        for number, told in enumerate(sentences):
            yield f"  {(place if not number else '').ljust(16)}{told}"
    yield ""
    yield f"{paint('strong', diff.log.bump.value)}: {WORTH[diff.log.bump]}"

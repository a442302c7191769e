"""A changelog for a pull request or release notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.reports.diff_words import WORTH, lines, refused, sign
from composer.schema.changelog import Bump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.plans.schema_diff import SchemaDiff


def render(diff: SchemaDiff) -> str:
    """A heading, a table of the changes, what breaks, and what storage makes of it."""
    return "\n".join(_lines(diff)) + "\n"


def _lines(diff: SchemaDiff) -> Iterator[str]:
    yield f"### {diff.event_type}: {diff.before} → {diff.after} (**{diff.log.bump.value}**)"
    yield ""
    if diff.log.bump is Bump.NONE:
        yield "Nothing differs."
        return
    yield "| | field | change |"
    yield "|---|---|---|"
    for entry, words in lines(diff.log.entries):
        path = f"`{entry.path}`" if entry.path else "*(schema)*"
        yield f"| {sign(entry).replace('-', '&minus;')} | {path} | {_cell(words)} |"
    if diff.log.refused:
        yield ""
        yield "**Breaks**"
        yield ""
        for one in diff.log.refused:
            yield f"- {refused(one, diff)}. *{one.hint}*"
    yield ""
    for place, sentences in diff.storage.items():
        yield from (f"- {place}: {told}" for told in sentences)
    yield ""
    yield f"{diff.log.bump.value}: {WORTH[diff.log.bump]}."


def _cell(text: str) -> str:
    """Text that cannot leave its cell: a doc may hold anything."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())

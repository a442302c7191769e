"""A changelog for a pull request or release notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing import markdown
from composer.printing.markdown import Markdown, code, fill, joined, text
from composer.reports.diff_words import WORTH, lines, refused, sign
from composer.schema.changelog import Bump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.plans.schema_diff import SchemaDiff
    from composer.printing.output import Document


def render(diff: SchemaDiff) -> Document:
    """A heading, a table of the changes, what breaks, and what storage makes of it."""
    return markdown.document(_blocks(diff))


def _blocks(diff: SchemaDiff) -> Iterator[Markdown]:
    yield fill("### {}: {} → {} (**{}**)", diff.event_type, diff.before, diff.after, diff.log.bump.value)
    if diff.log.bump is Bump.NONE:
        yield Markdown("Nothing differs.")
        return
    rows = [
        (_sign(sign(entry)), code(entry.path) if entry.path else Markdown("*(schema)*"), text(description))
        for entry, description in lines(diff.log.entries)
    ]
    yield markdown.table(("", "field", "change"), rows)
    if diff.log.refused:
        yield Markdown("**Breaks**")
        yield joined(fill("- {}. Way out: {}", refused(one, diff), one.hint) for one in diff.log.refused)
    yield joined(
        fill("- {}: {}", place, sentence) for place, sentences in diff.storage.items() for sentence in sentences
    )
    yield fill("{}: {}.", diff.log.bump.value, WORTH[diff.log.bump])


def _sign(mark: str) -> Markdown:
    return Markdown("&minus;" if mark == "-" else mark)

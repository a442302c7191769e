"""A changelog for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.reports.diff_words import WORTH, lines, refused, sign
from composer.schema.changelog import Bump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.plans.schema_diff import SchemaDiff
    from composer.printing.blocks import Block

PLACE = 14
_COLOURS = {"+": "create", "-": "delete", "!": "replace", "~": "update"}


def render(diff: SchemaDiff) -> Iterator[Block]:
    """The changelog, what it breaks, what storage makes of it, and what it is worth."""
    yield Line([Styled(diff.event_type, "name"), f"  {diff.before} → {diff.after}"])
    yield BLANK
    if diff.log.bump is Bump.NONE:
        yield Line("Nothing differs.")
        return
    marks = [(sign(entry), entry.path or "(schema)", description) for entry, description in lines(diff.log.entries)]
    rows = [(Styled(mark, _COLOURS[mark]), path, description) for mark, path, description in marks]
    yield Table(rows, indent=2)
    if diff.log.refused:
        yield from (BLANK, Line(Styled("Breaks", "danger-text")))
        for one in diff.log.refused:
            yield Line(refused(one, diff), indent=2)
            yield Line(f"hint: {one.hint}", indent=4)
    effects = [
        (f"{place if not number else '':{PLACE}}", effects)
        for place, every in diff.storage.items()
        for number, effects in enumerate(every)
    ]
    if effects:
        yield from (BLANK, Table(effects, indent=2))
    yield BLANK
    yield Line([Styled(diff.log.bump.value, "strong"), f": {WORTH[diff.log.bump]}"])

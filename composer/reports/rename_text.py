"""The way to a new name as a checklist, with what is written now, and the commands of the stage that comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.reports import file_diff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.operations.renaming import Renaming, Stage
    from composer.printing.blocks import Block


def render(renaming: Renaming) -> Iterator[Block]:
    """The text of what is written, then of every stage."""
    old, new = renaming.old, renaming.new
    yield Line([Styled(old.name, "name"), " → ", Styled(new.name, "name")])
    yield Line(
        f"{new.name} stands beside {old.name} until everybody has moved; nothing is deleted and made again.", 2, 0
    )
    for edit in renaming.edits:
        yield BLANK
        title = edit.file if edit.before else f"{edit.file}  new: the definition of {old.name}, but for"
        yield from file_diff.render(title, edit.before or renaming.source, edit.after)
    yield BLANK
    for number, stage in enumerate(renaming.stages, start=1):
        yield from _stage(number, stage, now=renaming.current == number - 1)
    if renaming.current is None:
        yield Line(f"All of it is done: {old.name} keeps its name reserved, and its definition stays.")


def _stage(number: int, stage: Stage, *, now: bool) -> Iterator[Block]:
    mark = {True: "done", None: "look", False: "now" if now else "later"}[stage.done]
    yield Table([(Styled(f"{mark:5}", "good" if stage.done else ""), str(number), stage.title)], indent=2)
    if stage.done:
        return
    if stage.detail:
        yield Line(stage.detail, indent=12, hang=0)
    for command in stage.commands if now or stage.done is None else ():
        yield Line(f"$ {command}", indent=12)

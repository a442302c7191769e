"""The sentences of a changelog, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.schema import Direction
from composer.schema.changelog import Bump, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.plans.schema_diff import SchemaDiff
    from composer.schema.changelog import Entry
    from composer.schema.findings import Incompatibility

SIGNS = {Edit.ADDED: "+", Edit.REMOVED: "-", Edit.DEPRECATED: "!"}
WORTH = {
    Bump.NONE: "nothing differs",
    Bump.PATCH: "words and meanings only: the same bytes are written and read",
    Bump.MINOR: "every reader and every stored event lives with it",
    Bump.MAJOR: "readers or stored events are left behind: make another Event Type, or change it as said",
}


def sign(entry: Entry) -> str:
    """`+`, `-`, `!` or `~`."""
    return SIGNS.get(entry.edit, "~")


def sentence(entry: Entry) -> str:
    """What was done, without the path."""
    return _SENTENCES[entry.edit](entry)


def _default(entry: Entry) -> str:
    why = f", which {entry.note}" if entry.note else ""
    return f"default {_or_none(entry.before)} → {_or_none(entry.after)}{why}"


def _symbols(entry: Entry) -> str:
    told = ([f"new: {entry.after}"] if entry.after else []) + ([f"gone: {entry.before}"] if entry.before else [])
    return f"symbols {'; '.join(told)}"


def _doc(entry: Entry) -> str:
    before = f"; it said “{entry.before}”" if entry.before else ""
    return f"says “{entry.after}”{before}" if entry.after else "says nothing any more"


_SENTENCES: Mapping[Edit, Callable[[Entry], str]] = {
    Edit.ADDED: lambda entry: entry.after + (f", {entry.note} by default" if entry.note else ""),
    Edit.REMOVED: lambda entry: f"removed; it was {entry.before}" + (f", {entry.note}" if entry.note else ""),
    Edit.RENAMED: lambda entry: f"was `{entry.before}`",
    Edit.DEPRECATED: lambda entry: entry.note or "deprecated",
    Edit.REINSTATED: lambda _: "no longer deprecated",
    Edit.WIDENED: lambda entry: f"widened: {entry.before} → {entry.after}",
    Edit.OPTIONAL: lambda entry: f"made optional: {entry.before} → {entry.after}",
    Edit.REQUIRED: lambda entry: f"no longer optional: {entry.before} → {entry.after}",
    Edit.TYPE: lambda entry: f"{entry.before} → {entry.after}",
    Edit.SYMBOLS: _symbols,
    Edit.DEFAULT: _default,
    Edit.MEANING: lambda entry: f"means {_or_none(entry.after)}; it meant {_or_none(entry.before)}",
    Edit.DOC: _doc,
    Edit.FORM: lambda entry: (
        "aliases, names of types or an order differ" + ("" if entry.path else ", of fields perhaps")
    ),
    Edit.NAME: lambda entry: f"named `{entry.after}`; it was `{entry.before}`",
}


def _or_none(text: str) -> str:
    return f"`{text}`" if text else "none"


def broken(direction: Direction, found: Incompatibility, diff: SchemaDiff) -> str:
    """Who cannot read what, and why."""
    reader, writer = (diff.after, diff.before) if direction is Direction.READS else (diff.before, diff.after)
    place = f"at `{found.path}` " if found.path else ""
    return f"{reader} cannot read {writer}: {place}{found.reason}"


def fix(direction: Direction, found: Incompatibility) -> str:
    """What to change in the newer schema."""
    return found.fix if direction is Direction.READS else found.writer_fix

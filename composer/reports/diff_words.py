"""The sentences of a changelog, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.schema import Direction, Kind
from composer.schema.changelog import Bump, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from composer.plans.schema_diff import SchemaDiff
    from composer.schema.changelog import Entry
    from composer.schema.findings import Refusal

SIGNS = {Edit.ADDED: "+", Edit.REMOVED: "-", Edit.DEPRECATED: "!"}
WORTH = {
    Bump.NONE: "nothing differs",
    Bump.PATCH: "words and meanings only: the same bytes are written and read",
    Bump.MINOR: "every reader and every stored event lives with it",
    Bump.MAJOR: "`composer check` refuses it: change it as said, or make another Event Type",
}


def sign(entry: Entry) -> str:
    """`+`, `-`, `!` or `~`."""
    return SIGNS.get(entry.edit, "~")


def sentence(entry: Entry) -> str:
    """Say what was done, without the path."""
    return _SENTENCES[entry.edit](entry)


def _default(entry: Entry) -> str:
    why = f", which {entry.note}" if entry.note else ""
    return f"default {_or_none(entry.before)} → {_or_none(entry.after)}{why}"


def _symbols(entry: Entry) -> str:
    parts = ([f"new: {entry.after}"] if entry.after else []) + ([f"gone: {entry.before}"] if entry.before else [])
    return f"symbols {'; '.join(parts)}"


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
    Edit.REQUIRED: lambda entry: f"made required: {entry.before} → {entry.after}",
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


def lines(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """An entry and what was done, a line each. That null comes or goes together with the type is one line of two."""
    waiting = list(entries)
    while waiting:
        entry, *waiting = waiting
        both = waiting and waiting[0].path == entry.path and waiting[0].edit in {Edit.TYPE, Edit.WIDENED}
        if entry.edit in {Edit.OPTIONAL, Edit.REQUIRED} and both:
            second, *waiting = waiting
            yield entry, f"made {entry.edit.value}, {sentence(second)}"
        else:
            yield entry, sentence(entry)


def refused(one: Refusal, diff: SchemaDiff) -> str:
    """Say who cannot read what and why, or what else `check` refuses."""
    if one.direction is None:
        return one.reason
    before = ", ".join(diff.named(number) for number in one.versions)
    reader, writer = (diff.after, before) if one.direction is Direction.READS else (before, diff.after)
    if one.incompatibility is not None and one.incompatibility.kind is Kind.MEANING:
        return f"{writer}, read with {reader}: {one.located}"
    return f"{reader} cannot read {writer}: {one.located}"

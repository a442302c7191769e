"""What changed schemas mean for storage and jobs, for people: the same in many Event Types is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.markdown import Markdown, fill, joined
from composer.printing.terminal import Line, Styled, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.printing.terminal import Block

Told = tuple[tuple[str, tuple[str, ...]], ...]
SHOWN = 20
"""Different things that become of schemas in one report; what else there is, is counted."""
SENTENCES = 12
"""About one place: a record that is added may have thousands of columns."""
NAMES = 6
PLACE = 14


def lines(schemas: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[Block]:
    """The block of a plan; nothing where no schema changes."""
    found = _together(schemas)
    if found:
        yield Line(Styled("What the new schemas mean", "strong"))
    for told, names in found[:SHOWN]:
        yield Line(Styled(_names(names), "name"), 2)
        rows = [
            (f"{place if not number else '':{PLACE}}", sentence)
            for place, sentences in told
            for number, sentence in enumerate(_first(sentences))
        ]
        yield Table(rows, indent=4)
    if len(found) > SHOWN:
        yield Line(f"and {len(found) - SHOWN} more; `composer diff NAME` says it of each", 2)


def markdown(schemas: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Markdown:
    """The block of a comment on a pull request; empty where no schema changes."""
    said = [Markdown("#### What the new schemas mean\n")]
    found = _together(schemas)
    for told, names in found[:SHOWN]:
        said.append(fill("- **{}**", _names(names)))
        said += [fill("  - {}: {}", place, sentence) for place, every in told for sentence in _first(every)]
    if len(found) > SHOWN:
        said.append(fill("- and {} more; `composer diff NAME` says it of each", len(found) - SHOWN))
    return joined(said) if found else Markdown("")


def _together(schemas: Mapping[str, Mapping[str, tuple[str, ...]]]) -> list[tuple[Told, list[str]]]:
    found: dict[Told, list[str]] = {}
    for name, told in schemas.items():
        found.setdefault(tuple(told.items()), []).append(name)
    return list(found.items())


def _first(sentences: tuple[str, ...]) -> tuple[str, ...]:
    more = len(sentences) - SENTENCES
    return (*sentences[:SENTENCES], f"and {more} more") if more > 1 else sentences


def _names(names: list[str]) -> str:
    more = len(names) - NAMES
    return ", ".join(names[:NAMES]) + (f" and {more} more" if more > 0 else "")

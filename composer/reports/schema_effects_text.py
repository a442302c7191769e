"""What changed schemas mean for storage and jobs, for people: the same in many Event Types is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import Line, Styled, Table
from composer.printing.markdown import Markdown, fill, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.printing.blocks import Block

Effects = tuple[tuple[str, tuple[str, ...]], ...]
SHOWN = 20
"""Different things that become of schemas in one report; what else there is, is counted."""
SENTENCES = 12
"""About one place: a record that is added may have thousands of columns."""
NAMES = 6
PLACE = 14


def lines(schemas: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[Block]:
    """The block of a plan; nothing where no schema changes."""
    groups = _grouped(schemas)
    if groups:
        yield Line(Styled("What the new schemas mean", "strong"))
    for effects, names in groups[:SHOWN]:
        yield Line(Styled(_names(names), "name"), 2)
        rows = [
            (f"{place if not number else '':{PLACE}}", sentence)
            for place, sentences in effects
            for number, sentence in enumerate(_first(sentences))
        ]
        yield Table(rows, indent=4)
    if len(groups) > SHOWN:
        yield Line(f"and {len(groups) - SHOWN} more; `composer diff NAME` says it of each", 2)


def markdown(schemas: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Markdown:
    """The block of a comment on a pull request; empty where no schema changes."""
    parts = [Markdown("#### What the new schemas mean\n")]
    groups = _grouped(schemas)
    for effects, names in groups[:SHOWN]:
        parts.append(fill("- **{}**", _names(names)))
        parts += [fill("  - {}: {}", place, sentence) for place, every in effects for sentence in _first(every)]
    if len(groups) > SHOWN:
        parts.append(fill("- and {} more; `composer diff NAME` says it of each", len(groups) - SHOWN))
    return joined(parts) if groups else Markdown("")


def _grouped(schemas: Mapping[str, Mapping[str, tuple[str, ...]]]) -> list[tuple[Effects, list[str]]]:
    groups: dict[Effects, list[str]] = {}
    for name, effects in schemas.items():
        groups.setdefault(tuple(effects.items()), []).append(name)
    return list(groups.items())


def _first(sentences: tuple[str, ...]) -> tuple[str, ...]:
    more = len(sentences) - SENTENCES
    return (*sentences[:SENTENCES], f"and {more} more") if more > 1 else sentences


def _names(names: list[str]) -> str:
    more = len(names) - NAMES
    return ", ".join(names[:NAMES]) + (f" and {more} more" if more > 0 else "")

"""What changed schemas mean for storage and jobs, for people: the same in many Event Types is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.reports.paint import Paint

Told = tuple[tuple[str, tuple[str, ...]], ...]
SHOWN = 20
"""Different things that become of schemas in one report; what else there is, is counted."""
SENTENCES = 12
"""About one place: a record that is added may have thousands of columns."""
NAMES = 6
WIDTH = 16


def lines(schemas: Mapping[str, Mapping[str, tuple[str, ...]]], paint: Paint) -> Iterator[str]:
    """The block of a plan; nothing where no schema changes."""
    found = _together(schemas)
    if found:
        yield paint("strong", "What the new schemas mean")
    for told, names in found[:SHOWN]:
        yield f"  {paint('name', _names(names))}"
        for place, sentences in told:
            for number, sentence in enumerate(_first(sentences)):
                yield f"    {(place if not number else '').ljust(WIDTH)}{sentence}"
    if len(found) > SHOWN:
        yield f"  and {len(found) - SHOWN} more; `composer diff NAME` says it of each"


def markdown(schemas: Mapping[str, Mapping[str, tuple[str, ...]]]) -> str:
    """The block of a comment on a pull request; "" where no schema changes."""
    said = ["#### What the new schemas mean", ""]
    found = _together(schemas)
    for told, names in found[:SHOWN]:
        said.append(f"- **{_names(names)}**")
        said += [f"  - {place}: {sentence}" for place, sentences in told for sentence in _first(sentences)]
    if len(found) > SHOWN:
        said.append(f"- and {len(found) - SHOWN} more; `composer diff NAME` says it of each")
    return "\n".join(said) if found else ""


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

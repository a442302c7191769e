"""Values and names as a problem calls them: what is wrong, what may stand there, and where that is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from composer.documents.spelling import cut
from composer.spec.examples import example, names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.spec.error_places import Place


KnownNames: TypeAlias = "Mapping[str, Sequence[str]]"
"""Names that exist, by what they are; what is probably meant first."""


def listed_names(where: Place, known_names: KnownNames) -> str:
    """The names to choose from, what is probably meant first, and where they are listed; "" where nothing is named."""
    what = names(where.shape)
    if what is None or not what.file:
        return ""
    return listed(what.what, known_names.get(what.what, ()), what.file)


def listed(what: str, there: Sequence[str], file: str) -> str:
    """`teams are checkout, support: rows of stacks/policy/teams.yaml`; of many the first."""
    if not there:
        return f"name a row of {file}"
    more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
    return f"{what}s are {', '.join(there[:_SHOWN])}{more}: rows of {file}"


def name_of(where: Place) -> str:
    """The value as a person would call it: its key, or which item of which list it is."""
    if not where.path:
        return "this file"
    last = where.path[-1]
    if isinstance(last, int):
        above = next((step for step in reversed(where.path) if isinstance(step, str)), None)
        return f"item {last + 1} of `{cut(above)}`" if above else f"item {last + 1}"
    return f"`{cut(last)}`"


def example_of(where: Place, known_names: KnownNames) -> str:
    """`for example …` with what may stand there, or "" where nothing is known."""
    shown = example(where.shape, known_names)
    return f"for example {shown}" if shown else ""


_SHOWN = 8
"""Names that are listed one by one."""

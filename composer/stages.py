"""The stages of a repository in one environment, each a type: a function says by its signature which one it needs.

Unusable | Settled → Checked → Compiled
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from composer.diagnostics import has_errors, ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Policies, Waiver
    from composer.repository import Repository


@dataclass(frozen=True, slots=True)
class Unusable:
    """Definitions that were read and cannot be settled, since the environment or the policies cannot be used.

    `environment` or `policies` is the one of the two that can. `documents` are definitions by name, in order of name,
    and `files` counts those that were read; `diagnostics` say everything that is wrong.
    """

    repository: Repository
    environment: Environment | None
    policies: Policies | None
    documents: Mapping[str, Document]
    diagnostics: tuple[Diagnostic, ...]
    files: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Settled:
    """Definitions that were read and settled, as far as each can be; nothing is judged yet.

    `event_types` and `documents` are by name, in order of name. `diagnostics` say what was wrong so far, `files` counts
    the definitions that were read.
    """

    repository: Repository
    environment: Environment
    policies: Policies
    event_types: Mapping[str, EventType]
    documents: Mapping[str, Document]
    diagnostics: tuple[Diagnostic, ...]
    files: int = field(compare=False)

    @property
    def broken(self) -> bool:
        """True if anything found so far is an error."""
        return has_errors(self.diagnostics)

    def alone(self, name: str) -> Settled:
        """One Event Type as if there was no other one, and nothing wrong so far."""
        return replace(
            self,
            event_types={name: self.event_types[name]},
            documents={name: self.documents[name]},
            diagnostics=(),
        )


@dataclass(frozen=True, slots=True)
class Checked(Settled):
    """Settled definitions that were judged: each by itself, all of them together, and what they compile to.

    `waived` are problems that waivers.yaml allows today, each with its waiver; they are not among `diagnostics`.
    `graphs` are those of Event Types without errors (what can be waived aside), by name; `platforms` those of cells, by
    name of the cell, and `foundations` what these stand on. `blocked` says of Event Types that become no resources at
    all, why.
    """

    waived: tuple[tuple[Diagnostic, Waiver], ...]
    graphs: Mapping[str, ResourceGraph] = field(compare=False, repr=False)
    platforms: Mapping[str, ResourceGraph] = field(compare=False, repr=False)
    foundations: Mapping[str, ResourceGraph] = field(compare=False, repr=False)
    blocked: Mapping[str, tuple[Diagnostic, ...]] = field(compare=False, repr=False)

    @property
    def shared(self) -> tuple[ResourceGraph, ...]:
        """All that Event Types share, in order of owners."""
        every = (*self.foundations.values(), *self.platforms.values())
        return tuple(sorted(every, key=lambda graph: graph.owner))

    @property
    def shared_by_cell(self) -> Mapping[str, tuple[ResourceGraph, ...]]:
        """All that Event Types share, by name of their cell."""
        return {cell: (self.foundations[cell], graph) for cell, graph in self.platforms.items()}


@dataclass(frozen=True, slots=True)
class Compiled:
    """The graphs that were asked for, by owner: of Event Types, and of what they need of their cells. `whole`: of all
    there are. `left`: as they are applied, the resources that stay in place although their definition has them no
    more."""

    checked: Checked
    graphs: Mapping[str, ResourceGraph]
    whole: bool
    left: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def only(self, among: Callable[[str], bool]) -> Compiled:
        """Those of some owners."""
        return replace(self, graphs={owner: graph for owner, graph in self.graphs.items() if among(owner)})


Fleet = TypeVar("Fleet", bound=Unusable | Settled)


def with_more(fleet: Fleet, diagnostics: Iterable[Diagnostic]) -> Fleet:
    """The fleet with more problems than were found in it."""
    return replace(fleet, diagnostics=ordered((*fleet.diagnostics, *diagnostics)))

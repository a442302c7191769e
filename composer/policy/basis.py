"""What definitions are judged by: policies and an environment, or guesses at what their broken files mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from composer.policy import environments, loading
from composer.repository import RecordedRepository

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.model import Environment, Policies
    from composer.repository import Repository
    from composer.spec.fillings import Times


@dataclass(frozen=True, slots=True)
class Basis:
    """What definitions are settled and judged by. `inputs` is the digest of every file that it comes from, but for the
    record of placements: of that, each definition depends on its own row."""

    environment: Environment
    policies: Policies
    inputs: bytes = field(compare=False)

    @property
    def guesses(self) -> Times[Policies]:
        """The policies to judge broken definitions by: those that are written."""
        return self.policies, self.policies, self.policies

    def cell(self, name: str) -> str:
        """The cell that an Event Type lives in."""
        return self.environment.cell_of(name).name


@dataclass(frozen=True, slots=True)
class BrokenBasis:
    """What is known of a basis whose environment or policies cannot be used: the other of the two, if that can.

    `guesses`: policies to judge by what is broken, be it here or in a definition: those that are written where they can
    be used; else what they may have been meant to say, each time something else.
    """

    environment: Environment | None
    policies: Policies | None
    guesses: Times[Policies] | None

    def cell(self, name: str) -> str:
        """The cell that an Event Type lives in; "" where nobody knows."""
        return self.environment.cell_of(name).name if self.environment else ""


def read(repository: Repository, environment_name: str) -> tuple[Basis | BrokenBasis, tuple[Diagnostic, ...]]:
    """The rules of a repository in one environment, with every problem of their files."""
    recorded = RecordedRepository(repository.root)
    policies, diagnostics = loading.load(recorded)
    environment, more = environments.load(recorded, environment_name)
    if policies is None:
        guesses, complaints = loading.guesses(repository, diagnostics)
        return BrokenBasis(environment, None, guesses), (*diagnostics, *complaints, *more)
    if environment is None:
        return BrokenBasis(None, policies, (policies, policies, policies)), (*diagnostics, *more)
    return Basis(environment, policies, recorded.digest(apart=repository.placements)), (*diagnostics, *more)

"""What definitions are judged by: policies and an environment, or guesses at what their broken files mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.policy import environments, loading

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.model import Environment, Policies
    from composer.repository import Repository
    from composer.spec.fillings import Times


@dataclass(frozen=True, slots=True)
class Basis:
    """`environment` or `policies` is None where its files cannot be used.

    `guesses`: policies to judge by what is broken, be it here or in a definition. Those that are written where they can
    be used; else what they may have been meant to say, each time something else.
    """

    environment: Environment | None
    policies: Policies | None
    guesses: Times[Policies] | None

    @property
    def whole(self) -> bool:
        """True if definitions can be settled."""
        return self.environment is not None and self.policies is not None

    def cell(self, name: str) -> str:
        """The cell that an Event Type lives in; "" where nobody knows."""
        return self.environment.cell_of(name).name if self.environment else ""


def read(repository: Repository, environment_name: str) -> tuple[Basis, tuple[Diagnostic, ...]]:
    """The rules of a repository in one environment, with every problem of their files."""
    policies, diagnostics = loading.load(repository)
    environment, more = environments.load(repository, environment_name)
    if policies is not None:
        return Basis(environment, policies, (policies, policies, policies)), (*diagnostics, *more)
    guesses, complaints = loading.guesses(repository, diagnostics)
    return Basis(environment, None, guesses), (*diagnostics, *complaints, *more)

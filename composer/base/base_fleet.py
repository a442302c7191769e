"""The fleet of a git base, as far as it may differ from the one of now, and which Event Types are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer import pipeline
from composer.base.git_ref import NoBaseError
from composer.stages import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.base.git_ref import Base
    from composer.documents import Document
    from composer.stages import Settled


def settled(base: Base, environment: str) -> Settled | Unusable:
    """The definitions of a base that may differ from those of now, settled; all where more than definitions differs."""
    repository = base.repository
    paths = [path for path in repository.definitions() if base.differs(repository.relative(path))]
    return pipeline.settle(repository, environment, paths)


def usable(base: Base, environment: str, ref: str) -> Settled:
    """As `settled`. Raises NoBaseError where the policies or the environment of the base cannot be used."""
    fleet = settled(base, environment)
    if isinstance(fleet, Unusable):
        first = fleet.diagnostics[0]
        raise NoBaseError(f"{ref} cannot be compiled: {first.span.file}: {first.message}")
    return fleet


def same(base: Base, documents: Mapping[str, Document]) -> frozenset[str]:
    """The names of those definitions of now that settle to what they settle to in the base: nothing else differs
    either."""
    return frozenset(name for name, document in documents.items() if not base.differs(document.file))

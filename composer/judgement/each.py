"""Each definition of a repository, judged by itself: on all processors of this machine, and what did not change since
an earlier run not again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from composer.execution import cache
from composer.execution.frozen_bytes import Frozen
from composer.execution.parallel import spread
from composer.judgement import definitions
from composer.judgement.definitions import NoDefinition
from composer.policy.basis import Basis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from composer.judgement.definitions import Judged
    from composer.policy.basis import BrokenBasis
    from composer.repository import Repository


Result = TypeVar("Result")

MANY = 2_000
"""Definitions whose graphs are compressed, to fit in the memory of a small machine together."""


def each(repository: Repository, basis: Basis | BrokenBasis, files: Sequence[Path]) -> list[Judged]:
    """The definitions in these files, judged where they can be, in order."""

    def one(file: Path) -> Judged:
        if not isinstance(basis, Basis):
            return definitions.read(repository, file, basis)
        read = definitions.read(repository, file, basis)
        if isinstance(read, NoDefinition):
            return read
        judged = definitions.judge(read, basis.environment, basis.policies)
        return definitions.smaller(judged) if len(files) > MANY else judged

    def work(files: Sequence[Path], kept: Callable[[Judged], Result]) -> list[Result]:
        shares = spread(lambda share: [kept(one(file)) for file in share], files) if files else []
        return [judged for share in shares for judged in share]

    worth = repository.on_disk and len(files) >= cache.WORTH_CACHING
    memory = _memory(repository, basis) if isinstance(basis, Basis) and worth else None
    if memory is None:
        return work(files, lambda judged: judged)
    return memory.recall(files, lambda missing: work(missing, Frozen.of), _named_as_its_file)


def _memory(repository: Repository, basis: Basis) -> cache.Cache[Judged] | None:
    """The memory of this repository and environment; None where it may not be used, which is told."""
    why = cache.refusal()
    if why:
        from composer.printing import output  # noqa: PLC0415  rarely needed

        output.echo(why)
        return None
    place = f"{repository.root} {basis.environment.name}"
    return cache.memory(place, definitions.shared_inputs(basis), lambda file: definitions.inputs(file, basis))


def _named_as_its_file(judged: Judged, file: Path) -> bool:
    """True if its cell was looked up by its own name: that of its file."""
    return not isinstance(judged, NoDefinition) and judged.name == file.stem

"""What happens during a run, as a closed family of values: reports render them, nothing else is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.live.failures import Failure


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The run begins: so many stacks are to be looked at."""

    action: str
    stacks: int


@dataclass(frozen=True, slots=True)
class StackSkipped:
    """Nothing to do: what is wanted is what was applied."""

    stack: str
    because: str


@dataclass(frozen=True, slots=True)
class StackStarted:
    """A worker took the stack."""

    stack: str
    resources: int


@dataclass(frozen=True, slots=True)
class StackRecovered:
    """Something an earlier, killed run left behind was put right."""

    stack: str
    message: str


@dataclass(frozen=True, slots=True)
class StackNoted:
    """Something worth knowing that was done or will be due, beside what the engine does."""

    stack: str
    message: str


@dataclass(frozen=True, slots=True)
class ResourceDone:
    """One resource was created, updated, replaced, deleted, imported (or in a preview: would be)."""

    stack: str
    resource: str
    operation: str
    type: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StackSucceeded:
    """The stack is what its graph says. `changes` counts operations other than `same`."""

    stack: str
    seconds: float
    changes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StackFailed:
    """The stack could not be finished; others go on."""

    stack: str
    seconds: float
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class StackNotTried:
    """The stack was left alone, because of another one or because the run was stopped."""

    stack: str
    because: str


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is over; every stack ended in exactly one of these."""

    seconds: float
    succeeded: tuple[str, ...]
    skipped: tuple[str, ...]
    failed: tuple[str, ...]
    not_tried: tuple[str, ...]
    cancelled: bool = False

    @property
    def fine(self) -> bool:
        """True if everything that was asked for is done."""
        return not self.failed and not self.not_tried and not self.cancelled


Event = (
    RunStarted
    | StackSkipped
    | StackStarted
    | StackRecovered
    | StackNoted
    | ResourceDone
    | StackSucceeded
    | StackFailed
    | StackNotTried
    | RunFinished
)

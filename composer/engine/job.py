"""What a worker is told to do with one stack, and in which surroundings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from composer.engine.process_identity import ProcessIdentity
    from composer.graph import Reference, ResourceGraph
    from composer.live.failures import Failure
    from composer.model.environment import Cell

PROJECT = "composer"
"""The project of every stack, as in Pulumi.yaml: another one would make everything again."""

Action = Literal["up", "down", "preview"]


@dataclass(frozen=True, slots=True)
class Job:
    """One stack's share of a run. `platform` holds the values of every platform output that the graph refers to.

    `left`: resources that are declared only if they are there: their definition has them no more.
    `adopted`: the live ids of what was there before this stack, by resource, to be taken into its state as it is.
    `altered`: in a preview, the tables that `up` would alter itself; what the engine says of their schemas is left out.
    """

    stack: str
    action: Action
    graph: ResourceGraph
    cell: Cell
    applied: str
    platform: Mapping[Reference, Any] = field(default_factory=dict)
    refresh: bool = False
    altered: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    adopted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CliEnvironment:
    """Where the stacks of one environment live and which Google they talk to.

    `run` is the process that all workers work for: with it dead, nobody waits for them.
    `provider_port`, `rest` and the `token` that it asks for belong to the local cloud; empty for a real environment.
    `plugin` is the real provider, where that is to change the local cloud instead of the one that is built in.
    """

    root: Path
    binary: Path
    environment: str
    simulated: bool
    backend: str
    secrets_provider: str
    run: ProcessIdentity
    provider_port: int = 0
    rest: str = ""
    token: str = ""
    ledger: str = ""
    plugin: Path | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished stack leaves for the ledger. `outputs` are those of platform stacks; `absent` is what of `left`
    was there no more."""

    stack: str
    seconds: float
    changes: Mapping[str, int]
    state_version: str
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Failed:
    """A stack that could not be finished. `everywhere`: neither can any other, the disk cannot be written."""

    stack: str
    seconds: float
    failures: tuple[Failure, ...]
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Said to a worker: finish what is in flight, in at most so many seconds (0: as long as it takes), and end."""

    timeout: float = 0.0


Answer = Done | Failed
"""What a worker sends back for each work, after the events on the way."""


def stack_name(environment: str, owner: str) -> str:
    """`local.EndSong`, or `local.platform-local-1` for the platform of a cell."""
    return f"{environment}.{owner.replace(':', '-')}"

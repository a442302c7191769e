"""Splitting a run over machines: which Event Types are this one's."""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from composer.graph import is_shared
from composer.units import Seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from composer.graph import ResourceGraph
    from composer.ledger import Record

LONGEST_WAIT = 900.0
"""Seconds that shards wait for the platform, which the first one applies; it takes a tenth of that when all is new."""
LOOK_EVERY = 2.0

_VARIABLES = (
    ("CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT", 0),
    ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
    ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0),
)
"""Index, count and first index: Cloud Run Jobs, GitLab's `parallel`, Kubernetes Indexed Jobs (which tell the index
alone: JOB_COMPLETIONS is set in the pod's template)."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The `index`th of `count` parts of a fleet, counted from 1. The first one applies the platforms."""

    index: int = 1
    count: int = 1

    @property
    def first(self) -> bool:
        """True if platforms are this shard's."""
        return self.index == 1

    def applies(self, owner: str) -> bool:
        """True if an owner is applied here: an Event Type of this shard, or a platform, which the others wait for."""
        return is_shared(owner) or self.has(owner)

    def has(self, event_type: str) -> bool:
        """True if an Event Type is this shard's: by its name alone, so that shards agree without talking."""
        digest = hashlib.sha256(event_type.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.index - 1


class ShardType(click.ParamType[Shard]):
    """`2/8`, or `auto`."""

    name = "i/n"

    def convert(self, value: str | Shard, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """Read it; a usage error says what is wrong."""
        if isinstance(value, Shard):
            return value
        if value == "auto":
            shard = from_variables(os.environ)
            if shard is None:
                names = ", ".join(f"{index} and {count}" for index, count, _ in _VARIABLES)
                self.fail(f"no index of this machine is set; looked for {names}", param, ctx)
            return shard
        match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", value)
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            self.fail(f"'{value}' is no shard; write 1/4 to 4/4, or auto", param, ctx)
        return Shard(int(match[1]), int(match[2]))


def from_variables(variables: Mapping[str, str]) -> Shard | None:
    """The shard in the job's environment, or None if it names none that makes sense."""
    for index, count, first in _VARIABLES:
        if variables.get(index, "").isdecimal() and variables.get(count, "").isdecimal():
            shard = Shard(int(variables[index]) + 1 - first, int(variables[count]))
            if 1 <= shard.index <= shard.count:
                return shard
    return None


def wait_for_platforms(
    platforms: Collection[ResourceGraph],
    read: Callable[[Collection[str]], Mapping[str, Record]],
    notify: Callable[[str], None],
) -> bool:
    """Wait until the ledger says that these platforms are applied as they are now; False if that does not happen."""
    desired = {graph.owner: graph.fingerprint for graph in platforms}
    end = time.monotonic() + LONGEST_WAIT
    notified = False
    while True:
        records = read(sorted(desired))
        applied = {owner: record.graph.fingerprint for owner, record in records.items()}
        missing = [owner for owner in desired if applied.get(owner) != desired[owner]]
        if not missing:
            return True
        if time.monotonic() > end:
            notify(f"{', '.join(missing)} was not applied by shard 1 within {Seconds(int(LONGEST_WAIT))}")
            return False
        if not notified:
            notify(f"waiting for shard 1 to apply {', '.join(missing)}")
            notified = True
        time.sleep(LOOK_EVERY)

"""What happened in the simulated cloud while nobody looked: stretches of time, which Monitoring and Logging tell of.

Time runs on: a stretch without an end goes on until now, whenever that is. Nothing is kept point by point.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from composer.localcloud.cloud_database import Store

READS = "reads"
"""What the log of data access tells of; everything else is the type of a metric."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that held from `starts` until `ends`, in seconds since 1970; None: it still does.

    `what`: the type of a metric, or READS. `name`: the topic, the subscription, the Event Type, or what was read, as
    logs name it. `value`: what a gauge showed, or how many a second were counted. `who` read.
    """

    what: str
    project: str
    name: str
    starts: float
    ends: float | None
    value: float = 0.0
    who: str = ""


def record(store: Store, what: str, project: str, name: str, parts: Iterable[Stretch]) -> None:
    """Put these in place of everything that is told of one thing."""
    with store.writing() as connection:
        connection.execute("DELETE FROM traffic WHERE what = ? AND project = ? AND name = ?", (what, project, name))
        _insert(connection, parts)


def add(store: Store, part: Stretch) -> None:
    """Put this beside everything else that is told of."""
    with store.writing() as connection:
        _insert(connection, [part])


def stretches(connection: sqlite3.Connection, what: str, project: str) -> tuple[Stretch, ...]:
    """Everything that is told of in a project, by name and time."""
    rows = connection.execute(
        "SELECT what, project, name, starts, ends, value, who FROM traffic WHERE what = ? AND project = ? "
        "ORDER BY name, starts, who",
        (what, project),
    )
    return tuple(Stretch(*row) for row in rows)


def forget(store: Store, what: str, project: str, starts: float, ends: float) -> None:
    """Make a metric or a log of a project have nothing of a time, whatever happened then."""
    with store.writing() as connection:
        kept = [part for one in stretches(connection, what, project) for part in _without(one, starts, ends)]
        connection.execute("DELETE FROM traffic WHERE what = ? AND project = ?", (what, project))
        _insert(connection, kept)


def _without(stretch: Stretch, starts: float, ends: float) -> Iterator[Stretch]:
    """The stretches that are left of one when a time is taken out of it."""
    if stretch.starts < starts:
        yield replace(stretch, ends=starts if stretch.ends is None else min(stretch.ends, starts))
    if stretch.ends is None or stretch.ends > ends:
        yield replace(stretch, starts=max(stretch.starts, ends))


def _insert(connection: sqlite3.Connection, parts: Iterable[Stretch]) -> None:
    connection.executemany("INSERT INTO traffic VALUES (?, ?, ?, ?, ?, ?, ?)", [astuple(one) for one in parts])

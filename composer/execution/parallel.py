"""Work on many items, spread over the processors of this machine. Knows nothing of what the work is."""

from __future__ import annotations

import itertools
import os
import pickle
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_A_PROCESS = 64
"""Items: with fewer, starting a process and carrying its results back costs what it saves."""


def spread(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Result]:
    """`work` on consecutive shares of `items`, one share a processor, as results in order.

    Results of other processes are carried back by pickle. `work` must not depend on what earlier shares did. Where
    processes cannot be forked (no such call, threads that hold locks), there is one share. An exception inside a share
    is raised here, by doing that share again in this process: traceback and debugger see it as it is.
    """
    shares = _shares(items)
    others = [_Child(work, share) for share in shares[1:]]
    results = [work(shares[0])]
    return results + [child.result() for child in others]


def _shares(items: Sequence[Item]) -> list[Sequence[Item]]:
    count = min(_processors(), max(1, len(items) // WORTH_A_PROCESS))
    size, longer = divmod(len(items), count)
    starts = [index * size + min(index, longer) for index in range(count + 1)]
    return [items[start:end] for start, end in itertools.pairwise(starts)]


def _processors() -> int:
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Child(Generic[Item, Result]):
    """A forked process at work on one share."""

    def __init__(self, work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> None:
        self.work, self.share = work, share
        self.reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.reading)
            _answer(writing, work, share)
        os.close(writing)

    def result(self) -> Result:
        """The result of the share."""
        with os.fdopen(self.reading, "rb") as pipe:
            try:
                loaded: Result = pickle.load(pipe)  # noqa: S301 - written by our own child, as it is read
                complete = True
            except (EOFError, pickle.UnpicklingError):
                complete = False
        _, status = os.waitpid(self.pid, 0)
        return loaded if complete and status == 0 else self.work(self.share)


def _answer(writing: int, work: Callable[[Sequence[Item]], object], share: Sequence[Item]) -> None:
    """In the child: do the work, say the result, and end without running what the parent registered for its end."""
    status = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(share), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)  # exit handlers belong to the parent

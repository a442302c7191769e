"""The engine's own locks on a stack: a file that names pid, host and time, and never expires."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from composer.engine.failures import EngineFailedError, failure
from composer.engine.job import PROJECT
from composer.engine.process_identity import alive

if TYPE_CHECKING:
    from composer.engine.lease import Lease
    from composer.ledger import Store


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock of the CLI, its own or one of a person's plain `pulumi up`."""

    key: str
    pid: int
    host: str
    user: str
    since: float

    def dead(self, previous: Lease | None, *, local: bool) -> bool:
        """True if its holder is proven dead.

        Either it belongs to the lease that was just taken over from a dead holder, or the pid is one of this machine.
        A hostname alone proves nothing where the backend is shared (`local` is False): containers may share names.
        """
        if previous is not None and self.host == previous.holder.host:
            if previous.holder.ours_to_judge:
                return not alive(self.pid, written=self.since)
            return self.pid == previous.child
        return local and self.host == socket.gethostname() and not alive(self.pid, written=self.since)


def locks_of(store: Store, stack: str) -> tuple[Lock, ...]:
    """The locks on a stack."""
    keys = store.versions(f".pulumi/locks/organization/{PROJECT}/{stack}")
    entries = store.read_many(key for key in keys if key.endswith(".json")) if keys else {}
    return tuple(_read(key, data) for key, data in entries.items())


def _read(key: str, data: bytes) -> Lock:
    try:
        content = json.loads(data)
        since = datetime.fromisoformat(content["timestamp"]).timestamp()
        return Lock(key, int(content["pid"]), str(content["hostname"]), str(content["username"]), since)
    except (ValueError, KeyError, TypeError):
        return Lock(key, 0, "", "", 0.0)


def clear_dead_locks(store: Store, stack: str, previous: Lease | None, *, local: bool) -> int:
    """Remove the locks of dead holders, and say how many. A live or unknown holder is a refusal in words."""
    locks = locks_of(store, stack)
    for lock in locks:
        if lock.host and not lock.dead(previous, local=local):
            since = datetime.fromtimestamp(lock.since).astimezone().isoformat(timespec="seconds")
            raise EngineFailedError(
                failure(
                    f"{stack} is locked by {lock.user}@{lock.host} (process {lock.pid}) since {since}",
                    f"wait until that run has ended; if it surely has, run `pulumi cancel {stack}`",
                )
            )
    for lock in locks:
        store.delete(lock.key)
        store.delete(f"{lock.key}.attrs")
    return len(locks)


def clear_lock_of(store: Store, stack: str, pid: int) -> None:
    """Remove the lock that a CLI of ours left when it was killed under us."""
    for lock in locks_of(store, stack):
        if lock.pid == pid and lock.host == socket.gethostname():
            store.delete(lock.key)
            store.delete(f"{lock.key}.attrs")

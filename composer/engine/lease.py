"""The lease on a stack: an object in the backend beside its state, renewed while its holder lives.

The engine's own lock names host and pid, which identify no process of another container, and never expires. The
lease does both: whoever wants the stack can tell a holder that is dead from one that is slow.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from composer.engine.checksummed_lines import sealed, unsealed
from composer.engine.disk_full import refused
from composer.engine.failures import EngineFailedError, failure
from composer.engine.process_identity import ProcessIdentity, alive, holder_from, me
from composer.ledger import NoObject
from composer.units import elapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.ledger import Store
    from composer.live.failures import Failure

RENEWED_EVERY = 5.0
LOOKS = 5
"""How often the disk is probed until the next renewal."""
LIFETIME = 30.0
"""A lease that was not renewed for this long, by the watcher's own clock, has a dead holder."""
LOOKED_AT = 5
"""How often a lease is looked at that changes under our eyes, before it counts as somebody else's."""
CLOCKS_DIFFER = 300.0
"""Clocks of machines are trusted no better than this: an older lease is expired without being watched."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who works on a stack, since when, and how often that was renewed. `child` is the CLI it runs, if any.

    `parent` is the run that the holder works for: if that is dead, the holder is about to end, and nobody waits for it.
    """

    key: str
    token: str
    holder: ProcessIdentity
    since: str
    renewed: float
    count: int = 0
    child: int = 0
    child_started: float = 0.0
    parent: int = 0
    parent_started: float = 0.0

    def to_bytes(self) -> bytes:
        """As it is kept, with a digest, so that damage is seen."""
        return sealed(
            {
                "token": self.token,
                "holder": self.holder.to_json(),
                "since": self.since,
                "renewed": self.renewed,
                "count": self.count,
                "child": self.child,
                "child_started": self.child_started,
                "parent": self.parent,
                "parent_started": self.parent_started,
            }
        )

    @property
    def dead(self) -> bool:
        """True if it is proven on this machine that nobody works for anybody any more."""
        orphaned = self.parent and self.holder.ours_to_judge and not alive(self.parent, self.parent_started)
        return self.holder.dead or bool(orphaned)


def key_of(stack: str) -> str:
    """The key of the stack's lease in the backend."""
    return f".composer/leases/{stack}.json"


def parse(key: str, data: bytes) -> Lease | None:
    """The lease, or None for what is none (then its age decides)."""
    try:
        fields = unsealed(data)
        return Lease(
            key,
            str(fields["token"]),
            holder_from(fields["holder"]),
            str(fields["since"]),
            float(fields["renewed"]),
            int(fields["count"]),
            int(fields["child"]),
            float(fields["child_started"]),
            int(fields.get("parent", 0)),
            float(fields.get("parent_started", 0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


class HeldLease:
    """A lease of ours. A thread renews it; `lost` tells that somebody else took it, which ends our run.

    So does `refused`: a disk on which not even this little can be written. `instead`: what was found in its place and
    could not be read, in words.
    """

    def __init__(self, store: Store, lease: Lease, on_lost: Callable[[], None], probe: Callable[[], None]) -> None:
        self._store = store
        self._lease = lease
        self._seen = lease.to_bytes()
        self._on_lost = on_lost
        self._probe = probe
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.lost = False
        self.instead = ""
        self.refused: OSError | None = None
        self._thread = threading.Thread(target=self._renew, daemon=True)
        self._thread.start()

    def name_child(self, pid: int) -> None:
        """Write down which CLI process works for us, so that an orphan can be found."""
        with contextlib.suppress(Exception):  # the child may have ended already
            child = me(pid)
            self._write(replace(self._lease, child=pid, child_started=child.started))

    def release(self) -> None:
        """Give the stack free."""
        self._over.set()
        with self._lock, contextlib.suppress(OSError):  # then it is seen that its holder is dead
            self._store.replace(self._lease.key, self._seen, None)

    def _renew(self) -> None:
        looks = 0
        while not self._over.wait(RENEWED_EVERY / LOOKS):
            looks += 1
            try:
                self._probe()
                if looks % LOOKS == 0:
                    self._write(replace(self._lease, renewed=time.time(), count=self._lease.count + 1))
            except OSError as error:
                if refused(error) is not None:
                    self.refused = error
                    self._on_lost()
                    return

    def _write(self, lease: Lease) -> None:
        with self._lock:
            if self._over.is_set():
                return
            if self._store.replace(lease.key, self._seen, lease.to_bytes()):
                self._lease, self._seen = lease, lease.to_bytes()
                return
            self.lost = True
            self._over.set()
        self._on_lost()


@contextlib.contextmanager
def leased(
    store: Store,
    stack: str,
    run: ProcessIdentity,
    on_lost: Callable[[], None],
    dead: Callable[[Lease], None],
    probe: Callable[[], None] = lambda: None,
) -> Iterator[HeldLease]:
    """Hold the stack's lease. A dead holder's is taken over after `dead` has cleaned up; a live one's is refused.

    `run` is whom we work for. It is not asked for here: a worker whose run has just been killed is a child of somebody
    who never ends, and would count as alive for ever.
    `probe` is called again and again meanwhile: where it raises OSError, the disk cannot be written.
    """
    key = key_of(stack)
    since = datetime.now(UTC).isoformat(timespec="seconds")
    mine = Lease(key, uuid.uuid4().hex, me(), since, time.time(), parent=run.pid, parent_started=run.started)
    instead = "" if store.create(key, mine.to_bytes()) else _take_over(store, stack, mine, dead)
    held = HeldLease(store, mine, on_lost, probe)
    held.instead = instead
    try:
        yield held
    finally:
        held.release()


def _take_over(store: Store, stack: str, mine: Lease, dead: Callable[[Lease], None]) -> str:
    """Make the lease ours; what stood in its place and what was done about it, if that could not be read.

    An orphan gives its stack free while we look at it, or says that it lives once more: it is looked at again.
    """
    for _ in range(LOOKED_AT):
        seen = store.read(mine.key)
        if seen is None:
            if store.create(mine.key, mine.to_bytes()):
                return ""
            continue
        theirs = parse(mine.key, seen)
        if theirs is not None and not _proven_dead(store, theirs, seen):
            raise EngineFailedError(held_by(stack, theirs))
        if not store.replace(mine.key, seen, mine.to_bytes()):
            continue
        if theirs is None:
            return _instead(seen)
        dead(theirs)
        return ""
    raise EngineFailedError(failure(f"another run took {stack} over at this very moment", "wait until it has ended"))


def _instead(seen: bytes) -> str:
    """A description of what stood in place of a lease."""
    if isinstance(seen, NoObject):
        return f"its lease {seen.why.removeprefix('it ')}; it is put aside"
    why = "is damaged" if seen.strip(b"\0 \n") else "is empty"
    return f"its lease {why}, so nobody knows whose it was; it is taken over, and whoever holds it yet stops"


def _proven_dead(store: Store, theirs: Lease, seen: bytes) -> bool:
    """Dead on this machine, or silent: for longer than clocks may differ, or for a lifetime before our own eyes."""
    if theirs.holder.ours_to_judge:
        return theirs.dead
    age = time.time() - theirs.renewed
    if age > LIFETIME + CLOCKS_DIFFER:
        return True
    if age < LIFETIME / 2:
        return False
    end = time.monotonic() + LIFETIME
    while time.monotonic() < end:
        time.sleep(1.0)
        if store.read(theirs.key) != seen:
            return False
    return True


def held_by(stack: str, lease: Lease) -> Failure:
    """The refusal to touch a stack that somebody works on."""
    who = f"process {lease.holder.pid} on {lease.holder.host}"
    return failure(
        f"{stack} is being changed by {who} since {lease.since}",
        f"wait until it has ended; if {lease.holder.host} is gone, its hold ends {elapsed(LIFETIME, 0)} after its last "
        "sign",
    )

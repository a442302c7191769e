"""`plan --preview` and `up` say when what they look at was changed since it was applied; that stops neither."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.ledger import Record
    from composer.live.google import Google
    from composer.stages import Checked

SHOWN = 5
"""So many resources are named; more are counted."""


def note(checked: Checked, owners: Collection[str], records: Mapping[str, Record]) -> None:
    """Print what of these owners is not as it was applied; nothing where nobody could look."""
    from composer.audit import drift_check
    from composer.graph import cell_of, is_shared, shared_owners
    from composer.ledger import Ledger
    from composer.live.failures import CloudFailedError
    from composer.printing import output
    from composer.reports import drift_lines

    environment, events = checked.environment, checked.event_types
    shared = shared_owners(environment.cell_names)
    asked = [owner for owner in owners if owner in records and (is_shared(owner) or owner in events)]
    if not asked:
        return
    cells = {owner: environment.cell(cell_of(owner)) for owner in shared}
    cells |= {owner: environment.cell(events[owner].cell) for owner in asked if not is_shared(owner)}
    try:
        known = {**Ledger.of(environment).read(one for one in shared if one not in records), **records}
        applied = {owner: known[owner].graph for owner in cells if owner in known}
        with _google(checked) as google:
            seen = drift_check.look(google, applied, cells, asked)
    except (CloudFailedError, OSError):
        return
    if seen.drifted:
        output.echo(*drift_lines.lines(seen, SHOWN))


@contextlib.contextmanager
def _google(checked: Checked) -> Iterator[Google]:
    """Google itself, or the local cloud, whose file is closed afterwards: the engine goes on with it."""
    from composer.cli.asked_here import HereGoogle
    from composer.cli.local_cloud import simulated_cloud
    from composer.live.google import Google

    if not checked.environment.simulated:
        yield Google(waits=())
        return
    cloud = simulated_cloud()
    try:
        yield HereGoogle(cloud)
    finally:
        cloud.store.close()

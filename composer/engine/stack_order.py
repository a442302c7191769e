"""Which stacks of a run come before which: what cells share goes first, and last when it is destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.engine.desired import stands_on
from composer.graph import FOUNDATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.engine.desired import Desired, Request


def applied_before(request: Request, desired: Desired) -> Iterable[str]:
    """Owners that must have ended before this one is begun."""
    environment = request.environment
    if request.action != "down":
        return sorted(desired.graph.crossing.platforms | stands_on(desired, environment))
    return [other.owner for other in request.desired if desired.owner in stands_on(other, environment)]


def needed_by(request: Request, desired: Desired) -> Iterable[str]:
    """Owners without which this one cannot be applied: what it refers to, and what switches Google's APIs on."""
    shared = stands_on(desired, request.environment)
    return sorted(desired.graph.crossing.platforms | {one for one in shared if one.startswith(FOUNDATION)})

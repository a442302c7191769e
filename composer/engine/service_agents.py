"""Google's own accounts that no resource stands for: a service makes them when it is asked who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.engine.failures import EngineFailedError, failure
from composer.graph import FOUNDATION
from composer.kinds.projects.service import SERVICE
from composer.kinds.projects.service_agents import READ

if TYPE_CHECKING:
    from composer.engine.job import Job
    from composer.live.live_resources import LiveResources


def make_agents(work: Job, live: LiveResources) -> None:
    """Ask for the accounts of the services that a foundation has just enabled. Raises EngineFailedError where a service
    gives none: nothing could be granted to it."""
    if work.action != "up" or not work.graph.owner.startswith(FOUNDATION):
        return
    enabled = {one.inputs["service"] for one in work.graph.resources if one.type == SERVICE.token}
    for api, (kind, path, _) in READ.items():
        if api in enabled and live.get(kind, path.replace("{project}", work.cell.project)) is None:
            raise EngineFailedError(
                failure(
                    f"{api} does not say which account it acts by in {work.cell.project}",
                    "see whether the API is enabled there, then run `composer up` again",
                )
            )

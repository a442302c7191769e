"""What a refresh finds passes the same hazards as a plan, before anything happens."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from composer.cli import exits
from composer.cli.hazard_gate import refuse_open_hazards
from composer.printing import output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.engine.events import Event, ResourceDone
    from composer.engine.wanted import Request
    from composer.hazards import Hazard
    from composer.pipeline import Settled
    from composer.plans.planning import Plan

_LOST = {"replaced": True, "created as a replacement": True, "deleted": False}


def judge_refresh(request: Request, checked: Settled, plan: Plan) -> bool:
    """Show what somebody else changed, and what setting it right would destroy; whether there is any of it. Ends the
    program if a hazard of it has no waiver, as for a plan, or if nobody could look."""
    from composer.engine.errors import EngineFailedError
    from composer.engine.events import ResourceDone, StackFailed
    from composer.engine.fleet import run
    from composer.graph.changes import subject
    from composer.hazards import waived
    from composer.policy import waivers
    from composer.reports import hazards_text
    from composer.reports.run_text import RunText

    events: list[Event] = []
    try:
        run(replace(request, action="preview"), events.append)
    except EngineFailedError as error:
        events.append(StackFailed(request.environment.name, 0, error.failures))
    failed = [one for one in events if isinstance(one, StackFailed)]
    if failed:
        text = RunText()
        output.say("Nothing was applied: what a refresh would do cannot be seen.")
        output.show([line for one in failed for line in text.lines(one)], err=True)
        sys.exit(exits.CLOUD_FAILED)
    planned = {subject(change).id for change in plan.changes}
    drift = {one.resource: one for one in events if isinstance(one, ResourceDone) and one.resource not in planned}
    assert checked.policies is not None
    allowed = waivers.valid(checked.policies.waivers, waivers.today())
    hazards = waived(dict.fromkeys(_hazards(drift.values(), request)), allowed)
    if drift:
        output.say("What is there is not what was last applied:")
        for one in drift.values():
            fields = f" ({', '.join(one.fields)})" if one.fields else ""
            lost = "  DESTROYS DATA" if any(h.event_type + "/" + h.path == one.resource for h in hazards) else ""
            output.say(f"  {one.resource} would be {one.operation}{fields}{lost}")
        output.show([*hazards_text.lines(hazards, simulated=plan.simulated)], err=True)
    refuse_open_hazards(replace(plan, hazards=hazards))
    return bool(drift)


def _hazards(drift: Iterable[ResourceDone], request: Request) -> Iterator[Hazard]:
    from composer.hazards.data_loss import lost

    graphs = {one.owner: one.graph for one in request.wanted}
    known = {owner: record.graph for owner, record in (request.records or {}).items()}
    for done in drift:
        owner = done.resource.partition("/")[0]
        there = [*known[owner].resources] if owner in known else [*graphs[owner].resources]
        resource = next((found for found in there if found.id == done.resource), None)
        if resource is not None and resource.protect and done.operation in _LOST:
            yield lost(owner, resource, replaced=_LOST[done.operation])

"""What a refresh finds passes the same hazards as a plan, before anything happens."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, assert_never

from composer.cli import exit_codes
from composer.cli.hazard_gate import refuse_open_hazards
from composer.graph import build_graph
from composer.graph.graph_changes import Create, Delete, Replace, Update, subject
from composer.printing import output

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.engine.desired import Request
    from composer.engine.events import Event, ResourceDone
    from composer.graph import Resource, ResourceGraph
    from composer.graph.graph_changes import Change
    from composer.hazards import Hazard
    from composer.plans.planning import Plan
    from composer.stages import Checked

_LOST = {
    "replaced": True,
    "created as a replacement": True,
    "deleted after its replacement": True,
    "deleted": False,
}
"""What destroys, and whether something empty takes its place."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One resource that is not what was last applied, what would be done about it, and what that says of its data."""

    resource: str
    operation: str
    fields: tuple[str, ...]
    hazard: Hazard | None

    @property
    def message(self) -> str:
        """One line."""
        if self.hazard is not None and self.operation == "created":
            return f"{self.resource} IS GONE, and would be {self.operation} empty"
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.resource} would be {self.operation}{fields}{self._loss}"

    @property
    def _loss(self) -> str:
        if self.hazard is None:
            return ""
        return "  DESTROYS DATA" if self.operation in _LOST else "  MAY DELETE EVENTS"

    def to_json(self) -> dict[str, Any]:
        """As `up --format json` tells it."""
        hazard = {"hazard": {"code": self.hazard.code, "words": self.hazard.message}} if self.hazard else {}
        return {"id": self.resource, "operation": self.operation, "fields": list(self.fields), **hazard}


def judge_refresh(request: Request, checked: Checked, plan: Plan) -> tuple[Drift, ...]:
    """Show what somebody else changed, what setting it right would destroy and what is gone already; all of it. Ends
    the program if a hazard of it has no waiver, as for a plan, or if nobody could look."""
    from composer.engine.events import ResourceDone, StackFailed
    from composer.engine.fleet_run import run
    from composer.hazards import waived
    from composer.live.failures import CloudFailedError
    from composer.policy import waivers
    from composer.reports import hazards_text
    from composer.reports.run_text import RunText

    events: list[Event] = []
    try:
        run(replace(request, action="preview"), events.append)
    except CloudFailedError as error:
        events.append(StackFailed(request.environment.name, 0, error.failures))
    failed = [one for one in events if isinstance(one, StackFailed)]
    if failed:
        text = RunText()
        output.echo("Nothing was applied: what a refresh would do cannot be seen.")
        output.show([line for one in failed for line in text.lines(one)], err=True)
        sys.exit(exit_codes.CLOUD_FAILED)
    done = {one.resource: one for one in events if isinstance(one, ResourceDone)}
    drifts = drift(done.values(), request, plan.changes)
    allowed = waivers.valid(checked.policies.waivers, waivers.today())
    hazards = waived(dict.fromkeys(one.hazard for one in drifts if one.hazard is not None), allowed)
    if drifts:
        output.echo("What is there is not what was last applied:")
        output.echo(*(f"  {one.message}" for one in drifts))
        output.show([*hazards_text.lines(hazards, simulated=plan.simulated)], err=True)
    refuse_open_hazards(replace(plan, hazards=hazards))
    return drifts


def drift(done: Iterable[ResourceDone], request: Request, planned: Iterable[Change] = ()) -> tuple[Drift, ...]:
    """The steps of a preview that nobody planned: on what nobody planned to change, or another one than was planned."""
    expected = {subject(change).id: _operations(change) for change in planned}
    return tuple(
        Drift(one.resource, one.operation, one.fields, _hazard(one, request))
        for one in done
        if one.operation not in expected.get(one.resource, ())
    )


def _operations(change: Change) -> frozenset[str]:
    """The operations that a change of a plan has judged."""
    match change:
        case Create():
            return frozenset({"created"})
        case Update():
            return frozenset({"updated"})
        case Replace():
            return frozenset({"updated", "created", *_LOST})
        case Delete():
            return frozenset({"deleted"})
        case _:
            assert_never(change)


def _hazard(done: ResourceDone, request: Request) -> Hazard | None:
    from composer.hazards.data_loss import deleted, lost

    owner = done.resource.partition("/")[0]
    record = (request.records or {}).get(owner)
    graph = record.graph if record is not None else next(one.graph for one in request.desired if one.owner == owner)
    resource = next((candidate for candidate in graph.resources if candidate.id == done.resource), None)
    if resource is not None and done.operation == "updated":
        return _set_back(done, graph, resource)
    if resource is None or not resource.protect:
        return None
    if done.operation in _LOST:
        return lost(owner, resource, replaced=_LOST[done.operation])
    was_there = record is not None and done.operation == "created"
    return deleted(owner, resource) if was_there else None


def _set_back(done: ResourceDone, graph: ResourceGraph, resource: Resource) -> Hazard | None:
    """The hazard of setting back how long something keeps events; a preview names properties, and no values."""
    from composer.engine.stack_state import snake
    from composer.hazards import Hazard
    from composer.privacy.copies import copies

    asked = _Asked(resource.inputs)
    copies(
        build_graph(graph.owner, (replace(one, inputs=asked) if one is resource else one for one in graph.resources))
    )
    if asked.keys_asked.isdisjoint(snake(name) for name in done.fields):
        return None
    message = (
        f"{', '.join(done.fields)} would be set back: if events are kept for longer there now, older ones are deleted "
        "at once; `composer audit` shows both values"
    )
    return Hazard("ET807", graph.owner, resource.role, message)


class _Asked(dict[str, Any]):
    """Inputs that remember which of them somebody asked for: those say how long events are kept."""

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        super().__init__(inputs)
        self.keys_asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.keys_asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.keys_asked.add(key)
        return super().__getitem__(key)

"""Objectives and alerts of compiled graphs under judgement: what `composer.slo` finds, said where people can act."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span
from composer.documents.nearest import nearest
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.rules import Grouping, rule
from composer.slo import drain, slo_proof
from composer.slo.scenarios import Facts
from composer.units import HOUR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Policies
    from composer.slo.metric_registry import Finding

FEW = 3


def problems(event: EventType, document: Document, graph: ResourceGraph, policies: Policies) -> Iterator[Diagnostic]:
    """Diagnostics for one Event Type's graph, at its importance."""
    place = document.span(("importance",))
    facts = facts_of(event, graph, policies)
    if event.delivery.slo < HOUR:
        row = policies.places[f"importance.{event.importance}.delivery_slo"]
        related = (Related(Span(row.file, row.line, row.column), "the SLO is set here"),)
        yield Diagnostic(
            "ET224",
            f"the delivery SLO is {event.delivery.slo}, and the shortest bucket is an hour",
            document.span(("storage", "partitioning")),
            "promise an hour or more: a bucket is closed as a whole",
            event_type=event.name,
            related=related,
        )
        return
    for finding in slo_proof.findings(graph, policies.metrics_by_type, facts):
        promise = rule(finding.code).promise
        promised = (_promised(event, promise, policies),) if promise else ()
        yield _diagnostic(finding, place, event.name, promised)


def facts_of(event: EventType, graph: ResourceGraph, policies: Policies) -> Facts:
    """The facts that the alerts of an Event Type are about."""
    read = drain.subscription(graph)
    return Facts(
        event.delivery.slo,
        event.delivery.ack_deadline,
        event.traffic.peak or 1.0,
        event.traffic.average or 1.0,
        cap_of(graph),
        policies.sizing.healing_delay,
        event.reliability.unnoticed,
        event.delivery.recovery,
        drain.leaves_after(read.inputs) if read else math.inf,
    )


def merged(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The same, but what one row makes wrong in many Event Types is said once: at that row, if it is known."""
    groups: dict[tuple[str, Span | None, str], list[Diagnostic]] = {}
    for one in diagnostics:
        if one.rule.grouping is Grouping.LEVEL and one.event_type:
            row = one.related[0].span if one.related else None
            groups.setdefault((one.code, row, _anywhere(one)), []).append(one)
    gathered = {id(one) for group in groups.values() if len(group) > FEW for one in group}
    remaining = [one for one in diagnostics if id(one) not in gathered]
    for (_, span, message), group in groups.items():
        if len(group) > FEW:
            names = sorted({one.event_type for one in group})
            summary = f"in {len(names)} Event Types: {', '.join(names[:FEW])} and {len(names) - FEW} more"
            where = (Related(group[0].span, "one of them"),) if span else ()
            at = span or group[0].span
            remaining.append(replace(group[0], message=f"{message} ({summary})", span=at, event_type="", related=where))
    return remaining


def _anywhere(one: Diagnostic) -> str:
    """The message without the Event Type's name."""
    return one.message.replace(f"`{one.event_type}/", "`", 1)


def platform_problems(graph: ResourceGraph, place: Span, policies: Policies) -> Iterator[Diagnostic]:
    """Diagnostics for what a cell shares, at the environment file."""
    slos = {str(level): row.slo for level, row in policies.delivery.items()}
    for finding in slo_proof.findings(graph, policies.metrics_by_type, Facts(max(slos.values())), slos):
        yield _diagnostic(finding, place, "")


def channel_problems(environment: Environment, policies: Policies) -> Iterator[Diagnostic]:
    """Channels that are named, but are not there; an environment without channels tells nobody, which is its choice."""
    known_channels = {channel.name for channel in environment.channels}
    written = policies.written["importance"]
    channels = environment.written[environment.name].key_span(("channels",))
    here = (Related(channels, f"channels of {environment.name} are listed here"),)
    used_channels = {
        name: (level, index) for level, row in policies.reliability.items() for index, name in enumerate(row.channels)
    }
    for name, (level, index) in sorted(used_channels.items()):
        if known_channels and name not in known_channels:
            yield Diagnostic(
                "ET226",
                f"alerts of {level} importance go to `{name}`, which is no channel of {environment.name}",
                written.span((str(level), "reliability", "channels", index)),
                _spelled(name, known_channels, f"add it to `channels` of {environment.name}, or leave it out here"),
                related=here,
            )

    for name in sorted(policies.paging - known_channels - used_channels.keys()) if known_channels else ():
        message = f"`{name}` is said to wake people up (`paging`), and is no channel of {environment.name}"
        hint = "spell it as in `channels`: nothing keeps what is of low importance from paging otherwise"
        yield Diagnostic(
            "ET226", message, written.span(("paging",)), _spelled(name, known_channels, hint), related=here
        )


def _spelled(name: str, known_channels: Collection[str], otherwise: str) -> str:
    meant = nearest(name, known_channels)
    return f"did you mean `{meant}`?" if meant else otherwise


def cap_of(graph: ResourceGraph) -> float:
    """The machines that the ETL's autoscaler starts at most; 1 where there is none."""
    caps = (
        resource.inputs.get("autoscaling_policy", {}).get("max_replicas")
        for resource in graph.resources
        if resource.type == AUTOSCALER.token
    )
    return float(next(caps, None) or 1)


def _promised(event: EventType, column: str, policies: Policies) -> Related:
    """The place of the promise that turned out to be none."""
    row = policies.places[f"importance.{event.importance}.reliability.{column}"]
    return Related(Span(row.file, row.line, row.column), f"what {event.importance} importance means is written here")


def _diagnostic(finding: Finding, place: Span, event_type: str, related: tuple[Related, ...] = ()) -> Diagnostic:
    message = f"`{finding.resource}`: {finding.message}"
    return Diagnostic(finding.code, message, place, finding.hint, event_type=event_type, related=related)

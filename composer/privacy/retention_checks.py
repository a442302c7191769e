"""The retention proof and the readers of files, as problems with places and ways out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span
from composer.printing.day_counts import for_days, in_days
from composer.privacy import identifiers, reader_checks
from composer.privacy.exposure import exposure
from composer.privacy.retention_proof import prove
from composer.rules import Grouping
from composer.schema.walk import leaves
from composer.units import Days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Path, Policies
    from composer.privacy.exposure import Exposure, FieldExposure
    from composer.privacy.retention_proof import Verdict

FEW = 3
"""Event Types with the same problem, above which it is said once."""


def proven(
    event: EventType, document: Document, graph: ResourceGraph, environment: Environment, policies: Policies
) -> Iterator[Diagnostic]:
    """Report why the proofs do not hold, for one Event Type and the graph that it compiles to."""
    exposed = exposure(graph, policies.tiers)
    for verdict in prove(exposed):
        if verdict.strictest is not None and not verdict.holds:
            yield _outlived(verdict, verdict.strictest, event, document, policies)
    yield from _reads_above(exposed, event, document, policies)
    yield from _without_key(exposed, event, document, policies)
    yield from reader_checks.problems(exposed, event, document, environment, policies)
    yield from identifiers.problems(exposed, document, policies)


def _outlived(
    verdict: Verdict, field: FieldExposure, event: EventType, document: Document, policies: Policies
) -> Diagnostic:
    copy = verdict.copy
    also = f" (and {verdict.beside} more)" if verdict.beside else ""
    message = (
        f"the {copy.noun} holds events {for_days(copy.oldest, 'up to ')}; `{field.path}`{also} may be there in clear "
        f"{for_days(field.limit)}"
    )
    path, change = _where(copy.noun, event)
    ways = []
    if verdict.longest is not None:
        ways.append(f"{change} at most {Days(verdict.longest)}")
    if not copy.clear:
        ways.append("give the field a meaning that is encrypted")
    ways.append(f"`composer explain {event.name}:retention` shows the sum")
    related = [Related(_leaf(field, document), f"`{field.path}` means `{field.semantic}`")]
    row = policies.places.get(f"semantic_types.{field.semantic}")
    if row:
        related.append(Related(Span(row.file, row.line, row.column), f"{in_days(field.limit)} come from here"))
    return Diagnostic(
        "ET410", message, document.span(path), "; ".join(ways), event_type=event.name, related=tuple(related)
    )


def merged(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The same, but copies that outlive one row of semantic_types.yaml in many Event Types, all by as much, are one
    problem: that comes from a default of storage.yaml or importance.yaml, and no author can help it."""
    groups: dict[tuple[str, Span], list[Diagnostic]] = {}
    for one in diagnostics:
        if one.rule.grouping is Grouping.COPIES and len(one.related) > 1:
            groups.setdefault((one.message.partition(";")[0], one.related[1].span), []).append(one)
    many = {key: group for key, group in groups.items() if len(group) > FEW}
    gathered = {id(one) for group in many.values() for one in group}
    result = [one for one in diagnostics if id(one) not in gathered]
    for (summary, row), group in many.items():
        names = sorted({one.event_type for one in group})
        reach = f"in {len(names)} Event Types: {', '.join(names[:FEW])} and {len(names) - FEW} more"
        limit = group[0].related[1].message.removesuffix(" come from here")
        message = f"{summary}; fields of this meaning may be there in clear for {limit} ({reach})"
        hint = "keep events shorter by default (storage.yaml, importance.yaml), or allow fields of this meaning longer"
        first = (Related(group[0].span, f"one of them; {group[0].hint}"),)
        result.append(replace(group[0], message=message, span=row, hint=hint, event_type="", related=first))
    return identifiers.merged(result)


def _where(noun: str, event: EventType) -> tuple[Path, str]:
    """The line that decides how long a copy is kept, and how to speak of changing it."""
    match noun:
        case "landing bucket":
            return ("storage", "landing_retention"), "`storage.landing_retention`:"
        case "delivered bucket" | "table":
            return ("storage", "retention"), "`storage.retention`:"
        case _:
            return ("importance",), f"importance.yaml, `{event.importance}`: keep what is in the {noun}"


def _reads_above(exposed: Exposure, event: EventType, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """Files have no columns that could be closed: readers of a low tier read all that is not encrypted in them."""
    highest = {principal: policies.rank(tier) for tier in policies.tiers for principal in event.access.get(tier, ())}
    above: dict[str, list[FieldExposure]] = {}
    for field in exposed.fields.values():
        for principal in field.clear:
            if highest.get(principal, len(policies.tiers)) < policies.rank(field.tier):
                above.setdefault(policies.tiers[highest[principal]], []).append(field)
    for tier, fields in above.items():
        top = max(fields, key=lambda field: (policies.rank(field.tier), field.path))
        others = len({field.path for field in fields}) - 1
        also = f" and {others} more" if others else ""
        yield Diagnostic(
            "ET411",
            f"readers of the tier {tier} can read `{top.path}`{also}, which is {top.tier}: files are read as a whole",
            document.span(("access", tier)),
            f"make them readers of the tier {top.tier}, or use BigQuery, where columns are closed by tier",
            event_type=event.name,
            related=(Related(_leaf(top, document), f"`{top.path}` means `{top.semantic}`, tier {top.tier}"),),
        )


def _without_key(exposed: Exposure, event: EventType, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """One key opens all that it encrypts, so that readers of the lower of two tiers do not get it (ADR 19)."""
    for tier in policies.tiers:
        readers = frozenset(event.access.get(tier, ()))
        closed = [
            field
            for field in exposed.fields.values()
            if field.encryption == "type"
            and policies.rank(field.tier) <= policies.rank(tier)
            and readers - field.holders
        ]
        if closed:
            first = closed[0]
            also = f" and {len(closed) - 1} more" if len(closed) > 1 else ""
            yield Diagnostic(
                "ET412",
                f"readers of the tier {tier} cannot decrypt `{first.path}`{also}: the key opens fields above that tier",
                document.span(("access", tier)),
                "make them readers of the higher tier, or send what is of a higher tier in another Event Type",
                event.name,
                (Related(_leaf(first, document), f"`{first.path}` means `{first.semantic}`, tier {first.tier}"),),
            )


def _leaf(field: FieldExposure, document: Document) -> Span:
    return document.span((*field_path(field.path, document), "semantic"))


def field_path(name: str, document: Document) -> Path:
    """The path of a field in its definition; the schema as a whole if it is not there."""
    path = next((leaf.path for leaf in leaves(document.value["schema"]) if leaf.name == name), ())
    return ("schema", *path)

"""What the difference to a git base would do to people's data and to stored events, as problems with places."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from composer import hazards, pipeline
from composer.base import policy_weakening
from composer.diagnostics import Diagnostic, Related, Span, ordered
from composer.hazards import some
from composer.policy import waivers
from composer.privacy.retention_checks import field_path
from composer.privacy.semantic_types import lineage
from composer.stages import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.hazards import Hazard
    from composer.model import Policies
    from composer.model.waiver import Waiver
    from composer.stages import Checked, Settled

FEW = 3
"""Event Types with the same problem, above which it is said once."""
WRITTEN = {
    "landing-bucket": ("storage", "landing_retention"),
    "delivered-bucket": ("storage", "retention"),
    "table": ("storage", "retention"),
    "schema": ("schema",),
}
"""Where in a definition that stands which a hazard calls by another name."""


def weakened(
    checked: Checked, then: Settled | Unusable
) -> tuple[tuple[Diagnostic, ...], tuple[tuple[Diagnostic, Waiver], ...]]:
    """Hazards that no waiver allows, and remarks as warnings; and what is waived, by which. Of what has errors, nothing
    is known."""
    judged = () if isinstance(then, Unusable) else _of_graphs(checked, pipeline.check(then))
    rows: dict[tuple[str, str, str], list[Hazard]] = defaultdict(list)
    for one in judged:
        if one.waiver is None and not one.rule.follows_lifecycle:
            row = _changed_row(one.semantic, checked.policies, then.policies)
            rows[one.code, row, "" if row else one.message].append(one)
    diagnostics = [one for (_, row, _), same in rows.items() for one in _diagnostics(same, row, checked)]
    waived = [
        (_diagnostic([one], checked), one.waiver) for one in judged if one.waiver and not one.rule.follows_lifecycle
    ]
    for weaker in policy_weakening.weakened(checked, then, judged):
        if weaker.hazard.waiver:
            waived.append((weaker.diagnostic, weaker.hazard.waiver))
        else:
            diagnostics.append(weaker.diagnostic)
    return ordered(diagnostics), tuple(waived)


def _of_graphs(checked: Checked, then: Checked) -> tuple[Hazard, ...]:
    """The hazards of what becomes of the graphs that both fleets have."""
    names = then.event_types.keys() & checked.graphs.keys()
    now, was = pipeline.build(checked, ()), pipeline.build(then, names)
    return hazards.judge(
        {name: graph for name, graph in was.items() if name in names or name in now},
        {**now, **{name: checked.graphs[name] for name in names}},
        checked.policies.tiers,
        checked.policies.waivers,
        waivers.today(),
        then.policies.tiers,
    )


def _changed_row(semantic: str, now: Policies, before: Policies | None) -> str:
    """The highest row of policy above a meaning that is not what it was; "" if all of them are."""
    if before is None:
        return ""
    above = [key for key in lineage(semantic) if key in now.semantic_types and key in before.semantic_types]
    changed = [key for key in above if now.semantic_types[key] != before.semantic_types[key]]
    return changed[-1] if changed else ""


def _diagnostics(same: list[Hazard], row: str, checked: Checked) -> Iterator[Diagnostic]:
    """Hazards of one cause: where they reach more than a few Event Types, they are one problem."""
    by_event: dict[tuple[str, str], list[Hazard]] = defaultdict(list)
    for one in same:
        by_event[one.event_type, one.message].append(one)
    names = sorted({name for name, _ in by_event})
    if len(names) <= FEW:
        yield from (_diagnostic(alike, checked) for alike in by_event.values())
        return
    one = same[0]
    like = "" if len({hazard.message for hazard in same}) == 1 else ", or the like"
    reach = f"in {len(names)} Event Types: {', '.join(names[:FEW])} and {len(names) - FEW} more"
    place = checked.policies.places.get(f"semantic_types.{row}")
    span = Span(place.file, place.line, place.column) if place else _place(one, checked)
    related = (Related(_place(one, checked), f"`{one.path.removeprefix('fields.')}` is one of them"),) if place else ()
    subject = f"`{row}`" if row else f"`{one.path.removeprefix('fields.')}` and others"
    message = f"{subject}: {one.message}{like} ({reach})"
    if not one.weakens:
        yield Diagnostic(one.code, message, span, related=related)
        return
    meanings = [row] if row else sorted({hazard.semantic for hazard in same})
    each = f"`semantic: {meanings[0]}`" if len(meanings) == 1 else f"the `semantic` of each ({some(meanings)})"
    where = f'`event_type: "*"` and {each}' if all(meanings) else "each Event Type"
    hint = f"take it back, or have {one.rule.waivable_by} sign a waiver of {one.code} with {where}"
    yield Diagnostic(one.code, message, span, hint, related=related)


def _diagnostic(same: list[Hazard], checked: Checked) -> Diagnostic:
    """Hazards of one effect: one problem, at the first of the fields that have it."""
    one = same[0]
    place = _place(one, checked)
    subject = f"`{one.path.removeprefix('fields.')}`"
    others = f" (and {len(same) - 1} more)" if len(same) > 1 else ""
    message = f"{subject}{others}: {one.message}"
    if not one.weakens:
        return Diagnostic(one.code, message, place, event_type=one.event_type)
    role = one.rule.waivable_by
    hint = f"take it back, or have {role} sign a waiver of {one.code} in stacks/policy/waivers.yaml"
    return Diagnostic(one.code, message, place, hint, one.event_type)


def _place(hazard: Hazard, checked: Checked) -> Span:
    if hazard.event_type not in checked.documents:  # what a cell shares is said in the environment file
        where = checked.repository
        return Span(where.relative(where.environments / f"{checked.environment.name}.yaml"))
    document = checked.documents[hazard.event_type]
    if hazard.path.startswith("fields."):
        return document.span((*field_path(hazard.path.removeprefix("fields."), document), "semantic"))
    return document.span(WRITTEN.get(hazard.path, ("event_type",)))

"""What the difference to a git base would do to people's data and to stored events, as problems with places."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from composer import hazards, pipeline
from composer.diagnostics import Diagnostic, Severity, ordered
from composer.policy import waivers
from composer.privacy.proof import field_path

if TYPE_CHECKING:
    from composer.diagnostics import Span
    from composer.documents import Document
    from composer.gitbase import Base
    from composer.hazards import Hazard
    from composer.pipeline import Settled

WRITTEN = {
    "landing-bucket": ("storage", "landing_retention"),
    "delivered-bucket": ("storage", "retention"),
    "table": ("storage", "retention"),
    "schema": ("schema",),
}
"""Where in a definition that stands which a hazard calls by another name."""


def before(settled: Settled, base: Base) -> Settled:
    """What the base says of the Event Types that may differ from it."""
    assert settled.environment is not None
    paths = None
    if base.changed is not None:
        changed = {file.removesuffix(".versions.jsonl").removesuffix(".yaml") for file in base.changed}
        every = base.repository.definitions()
        paths = [path for path in every if base.repository.relative(path).rpartition(".")[0] in changed]
    return pipeline.settle(base.repository, settled.environment.name, paths)


def weakened(settled: Settled, then: Settled) -> tuple[Diagnostic, ...]:
    """Hazards that no waiver allows, and remarks as warnings. Of what has errors, nothing is known."""
    assert settled.policies is not None
    names = then.event_types.keys() & settled.compiled.keys()
    found = hazards.judge(
        {name: graph for name, graph in pipeline.build_sound(then, names).items() if name in names},
        {name: settled.compiled[name] for name in names},
        settled.policies.tiers,
        settled.policies.waivers,
        waivers.today(),
        then.policies.tiers if then.policies else None,
    )
    together: dict[tuple[str, bool, str, str], list[Hazard]] = defaultdict(list)
    for one in found:
        if one.waiver is None:
            together[one.code, one.weakens, one.event_type, one.words].append(one)
    return ordered(_diagnostic(same, settled.documents[same[0].event_type]) for same in together.values())


def _diagnostic(same: list[Hazard], document: Document) -> Diagnostic:
    """Hazards of one effect: one problem, at the first of the fields that have it."""
    one = same[0]
    place = _place(one, document)
    subject = f"`{one.path.removeprefix('fields.')}`"
    others = f" (and {len(same) - 1} more)" if len(same) > 1 else ""
    message = f"{subject}{others}: {one.words}"
    if not one.weakens:
        return Diagnostic(one.code, message, place, "", Severity.WARNING, one.event_type)
    role = waivers.WAIVABLE[one.code]
    hint = f"take it back, or have {role} sign a waiver of {one.code} in stacks/policy/waivers.yaml"
    return Diagnostic(one.code, message, place, hint, Severity.ERROR, one.event_type)


def _place(hazard: Hazard, document: Document) -> Span:
    if hazard.path.startswith("fields."):
        return document.span((*field_path(hazard.path.removeprefix("fields."), document), "semantic"))
    return document.span(WRITTEN.get(hazard.path, ("event_type",)))

"""Where a change goes: changes as people ask for them, with the modules to begin in.

A module that is not there ends the generation of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A change that somebody wants, the modules or packages of `composer` to begin in, and why those."""

    change: str
    begin: tuple[str, ...]
    why: str


PLACES = (
    Place(
        "a key that owners write",
        ("spec/event_type.py", "model/event_type.py", "policy/resolve.py"),
        "its form, its settled value, and what it is where it is left out",
    ),
    Place("what one definition may not say", ("policy/violations.py",), "it needs the settled Event Type and no graph"),
    Place("what two Event Types may not both have", ("policy/clashes.py",), "it needs the whole fleet"),
    Place(
        "what policy files may not say of each other",
        ("policy/cross_checks.py",),
        "said once and there, not in every Event Type that they settle",
    ),
    Place(
        "what Google refuses of one resource",
        ("kinds",),
        "said once by its kind: `check` and the local cloud ask the same rule",
    ),
    Place(
        "what a schema may not be, or become", ("schema/avro.py", "schema/judgement.py"), "it knows Avro, and no policy"
    ),
    Place(
        "what must hold of a compiled graph",
        ("graph_checks", "privacy/retention_checks.py"),
        "of objectives, alerts and buckets in the first, of fields and readers in the second",
    ),
    Place("what a change may do to data or people", ("hazards",), "it compares what was applied with what will be"),
    Place(
        "what an edit of a policy file protects less",
        ("spec/protection.py", "base/policy_differences.py"),
        "a key says beside its form in which direction it weakens; the walk finds it",
    ),
    Place(
        "severity of a code, who may waive it, where it is listed",
        ("rules",),
        "a row; whether the rule is broken is found elsewhere",
    ),
    Place(
        "in which order things are judged, and what an error stops",
        ("judgement", "operations/isolation.py"),
        "nothing is found out there: it calls what is",
    ),
    Place(
        "a resource for each Event Type, or one that all of a cell share",
        ("facets", "platform"),
        "the first may refer to the second, never the reverse",
    ),
    Place(
        "a price, or a change worth a price", ("costs/lines.py", "costs/what_if.py"), "quantities times `prices.yaml`"
    ),
    Place("what traffic takes of a quota", ("capacity/demand.py",), "counted in graphs"),
    Place(
        "a question to Google",
        ("live", "localcloud/rest.py"),
        "who asks, and who answers where there is no cloud; what an answer means is said by who wanted it",
    ),
    Place("a verdict of the audit", ("audit/verdict.py", "audit/comparison.py"), "desired, applied and live, compared"),
    Place("what may be adopted, and how", ("audit/adoptable.py", "audit/adoption.py"), "it looks as the audit does"),
    Place("a condition before data goes", ("lifecycle/questions.py", "lifecycle/gates.py"), "asked, then judged"),
    Place(
        "what a verb writes into files: a fix, a step of life, another name",
        ("operations/fixes.py", "operations/retirement.py", "operations/renaming.py"),
        "an edit is a value that is judged before it is written",
    ),
    Place(
        "why a value is what it is",
        ("operations/explanation.py", "plans/causes.py"),
        "`explain`, and a plan's `because`",
    ),
    Place(
        "how a run ends well after it broke off",
        ("engine/recovery.py",),
        "the only package that knows stacks of Pulumi",
    ),
    Place("words and columns of a report", ("reports",), "everything in them was worked out below"),
    Place("an option, or a verb", ("cli",), "it asks a layer below, and hands the answer to a report"),
)


def table(root: Path) -> Iterator[str]:
    """The rows of the page. Raises FileNotFoundError for a module that is not there."""
    yield "| to change | begin in | since |"
    yield "|---|---|---|"
    for place in PLACES:
        for name in place.begin:
            (root / "composer" / name).stat()
        begin = ", ".join(f"[`{name.removesuffix('.py')}`](../composer/{name})" for name in place.begin)
        yield f"| {place.change} | {begin} | {place.why} |"

"""One toy of each sort that CONTRIBUTING walks through."""

from __future__ import annotations

from tests.walks.copies import Toy
from tests.walks.toy_backend import BACKEND
from tests.walks.toy_kind import KIND

FACET = Toy(
    new={
        "composer/facets/heartbeat.py": '''"""A topic on which an Event Type says that it is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import Resource
from composer.kinds.pubsub.topic import TOPIC

if TYPE_CHECKING:
    from composer.facets.facet_context import Context


def resources(context: Context) -> tuple[Resource, ...]:
    """The topic."""
    name = f"{context.event.name}.alive"
    because = "Whoever watches it is told once a minute that the stream works."
    inputs = {"name": name, "labels": context.labels}
    return (Resource(context.id("heartbeat"), TOPIC.token, name, inputs, because=because),)
'''
    },
    lines={
        "composer/model/lifecycle.py": (('    "registration": frozenset(State),\n', '    "heartbeat": _RUNNING,\n'),)
    },
    writes=("composer.reference.lifecycle_page",),
    accepts=("tests/graphs/test_golden.py", "tests/graphs/test_combinations.py"),
    passes=(
        "tests/facets/test_lifecycle_states.py",
        "tests/reference/test_lifecycle_page.py",
    ),
)

RULE = Toy(
    new={
        "tests/cases/policy/description_left_to_be_written.yaml": """event_type: EndSong
description: TODO #~ ET220 nobody learns anything from `TODO`
owner: royalties
importance: high
finance_bearing: false
traffic: {average: 100/s, peak: 300/s, event_size: 700B}
storage: {kind: gcs, partitioning: hourly, retention: 1y}
schema:
  type: record
  name: EndSong
  fields:
    - {name: event_id, type: string, semantic: system.operations}
"""
    },
    lines={
        "composer/rules/policy_rules.py": (
            (
                '        _promise(\n            "ET221",\n',
                '        _rule("ET220", "A description is written.", waiver=Role.PLATFORM),\n',
            ),
        ),
        "composer/policy/violations.py": (
            (
                "    def paid_twice(self)",
                """    def description(self) -> Iterator[Diagnostic]:
        if self.event.description == "TODO":
            message = "nobody learns anything from `TODO`"
            yield self.diagnostic("ET220", ("description",), message, "write what has happened")

""",
            ),
            ("        judge.paid_twice(),\n", "        judge.description(),\n"),
        ),
    },
    writes=("composer.reference.rules_page", "composer.reference.semantic_types_page"),
    passes=(
        "tests/rules",
        "tests/reference/test_rules_page.py",
        "tests/test_cases.py",
        "-k",
        "not test_case or description",
    ),
)

FORMAT = Toy(
    new={
        "composer/reports/diagnostics_lines.py": '''"""Diagnostics a line each, as editors read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.printing.blocks import Block
    from composer.reports.diagnostics_formats import Findings, View


def render(findings: Findings, view: View) -> Iterator[Block]:
    """One line for each diagnostic."""
    for one in findings.diagnostics:
        yield Line(f"{view.prefix}{one.span.file}:{one.span.line}: {one.code} {one.message}")
'''
    },
    lines={"composer/reports/diagnostics_formats.py": (('"github")\n', '"lines", '),)},
    writes=("composer.reference.commands",),
    accepts=("tests/reports/test_diagnostics_formats.py",),
    passes=("tests/reference/test_commands.py",),
)

KEY = Toy(
    new={},
    lines={
        "composer/spec/policy.py": (
            (
                "    key_rotation: Annotated[\n",
                """    cold_after: Annotated[
        Annotated[Duration, Between("1d", "10y")] | None, Never("says what storing costs, and keeps nothing longer")
    ] = None
    \"""When delivered files become cheaper to keep and dearer to read; left out, never.\"""
""",
            ),
        ),
        "composer/model/policies.py": (("    key_rotation: Seconds\n", "    cold_after: Seconds | None\n"),),
        "stacks/policy/storage.yaml": (("key_rotation:", "cold_after: 30d\n"),),
        "tests/spec/samples/storage.yaml": (("key_rotation:", "cold_after: 30d\n"),),
    },
    writes=("composer.spec.json_schema",),
    passes=("tests/spec/test_json_schema.py", "tests/base/test_policy_weakening.py"),
)

TOYS = {
    "A facet": FACET,
    "A rule": RULE,
    "A report format": FORMAT,
    "A policy key": KEY,
    "A kind": KIND,
    "A storage backend": BACKEND,
}

"""A small repository with everything in it that a file may say, and every verb on it, in this process."""

from __future__ import annotations

import contextlib
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import yaml

from composer import documents, pipeline
from composer.cli.engine_run import in_order, shared_inputs
from composer.ledger import Ledger, Record, StoreError, composer_version
from composer.operations import explanation
from composer.plans import schema_diff
from composer.plans.fleet_plan import against_ledger, against_settled
from composer.plans.planning import Against
from composer.policy.waivers import today
from composer.printing import json_text, terminal
from composer.reports import (
    build_json,
    diagnostics_github,
    diagnostics_json,
    diagnostics_text,
    diff_json,
    diff_markdown,
    diff_text,
    explain_json,
    explain_text,
    plan_json,
    plan_markdown,
    plan_text,
    show_text,
)
from composer.reports.diagnostics_formats import Findings, View
from composer.reports.sources import Sources
from composer.repository import Repository
from composer.schema.released import as_line
from composer.spec.environment import EnvironmentSpec
from composer.spec.event_type import EventTypeSpec
from composer.spec.json_schema import PUBLISHED
from composer.spec.storage import KINDS
from composer.stages import Unusable
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

    from composer.plans.planning import Plan
    from composer.stages import Checked

NAMES = {kind: f"{kind.capitalize()}Sample" for kind in sorted(KINDS)}
NEXT = "NextSample"
STATES = ("active", "deprecated", "draining", "archived", "deleted")
STORAGE: dict[str, dict[str, Any]] = {
    "gcs": {"storage_class": "NEARLINE"},
    "bigquery": {"clustering": ["event_id", "plan"]},
    "iceberg": {"clustering": ["event_id", "plan"]},
}
"""What a kind has beside what all have."""


def definition(storage: str, state: str = "active") -> dict[str, Any]:
    """A definition that says everything that one may say."""
    name = NAMES[storage]
    return {
        "event_type": name,
        "description": "Somebody changed the plan that they pay for.",
        "owner": "royalties",
        "importance": "high",
        "finance_bearing": True,
        "traffic": {"average": "300/h", "peak": "700/h", "event_size": "900B"},
        "storage": {
            "kind": storage,
            "partitioning": "daily",
            "retention": "90d",
            "landing_retention": "9d",
            **STORAGE.get(storage, {}),
        },
        "dedupe": {"key": "event_id", "window": "2d"},
        "consumers": [{"team": "insights", "needs": "daily"}],
        "access": {
            "internal": ["group:insights@example.com"],
            "sensitive": ["group:royalties@example.com", "group:insights@example.com"],
        },
        "lifecycle": {"state": state, "replaced_by": NEXT} | ({} if state == "active" else {"sunset": "2026-01-31"}),
        "schema": {
            "type": "record",
            "name": name,
            "namespace": "com.example.payments",
            "doc": "A change of plan.",
            "fields": [
                {
                    "name": "old_plan",
                    "type": "string",
                    "default": "",
                    "doc": "The plan, as it was called before.",
                    "semantic": "system.operations",
                    "deprecated": {"since": "2026-01-01", "reason": "It has another name.", "replaced_by": "plan"},
                },
                {"name": "event_id", "type": "string", "semantic": "system.operations"},
                {"name": "plan", "type": "string", "semantic": "system.operations"},
                {"name": "person", "type": "string", "semantic": "user.unique_id"},
            ],
        },
    }


class EditedFleet:
    """Every storage in one state, written into a folder, and recorded in its ledger as it is at first."""

    def __init__(self, root: Path, state: str = "active") -> None:
        self.root, self.state, self.written, self.turns = root, state, "", 0
        (root / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
        shutil.copytree(ROOT / "stacks", root / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.rmtree(root / "stacks" / "placements", ignore_errors=True)
        (root / "eventtypes" / "payments").mkdir(parents=True)
        self.files: dict[str, tuple[type[BaseModel], Path]] = {}
        for storage, name in NAMES.items():
            path = root / "eventtypes" / "payments" / f"{name}.yaml"
            self.files[f"definition-{storage}"] = (EventTypeSpec, path)
            document = definition(storage, state)
            self.write(f"definition-{storage}", document)
            path.with_suffix(".versions.jsonl").write_text(as_line(document["schema"]) + "\n")
        successor = definition("gcs")
        successor |= {"event_type": NEXT, "schema": {**successor["schema"], "name": NEXT}}
        del successor["lifecycle"]
        path = root / "eventtypes" / "payments" / f"{NEXT}.yaml"
        path.write_text(yaml.safe_dump(successor))
        path.with_suffix(".versions.jsonl").write_text(as_line(successor["schema"]) + "\n")
        self.files["environment"] = (EnvironmentSpec, root / "stacks" / "environments" / "local.yaml")
        for path in sorted((root / "stacks" / "policy").glob("*.yaml")):
            self.files[path.stem] = (PUBLISHED[path.stem.replace("_", "-")], path)
        for name in [*self.files]:
            self.write(name, self.read(name))
        self.write("waivers", self._waived())
        budget = {"billing_account": "01AB23-45CD67-89EF01", "monthly": 25_000}
        self.write("environment", {**self.read("environment"), "budget": budget})
        self.before = self.settled()
        self.graphs = pipeline.build(self.before)
        self.record()

    def _waived(self) -> Any:
        waivers = self.read("waivers")
        row = {"code": "ET801", "event_type": NAMES["bigquery"], "path": "fields.plan", "semantic": "system.operations"}
        message = {"reason": "It was agreed.", "approver": waivers["approvers"]["privacy"][0]}
        message["expires"] = str(today() + timedelta(days=30))
        approver = waivers["approvers"]["platform"][0]
        tolerated = {"finding": "drifted:gcp:pubsub/topic:Topic:A/topic", **message, "approver": approver}
        return {**waivers, "waivers": [{**row, **message}], "tolerated": [tolerated]}

    def read(self, name: str) -> Any:
        return documents.read(name, self.files[name][1].read_bytes()).value

    @staticmethod
    def text(document: Any) -> str:
        return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=10_000)

    def write(self, name: str, document: Any) -> None:
        self.files[name][1].write_text(self.text(document))
        self.written = name

    def settled(self) -> Checked | Unusable:
        return pipeline.settle_and_check(Repository(self.root))

    def record(self) -> None:
        """What `up` leaves in the ledger."""
        ledger = Ledger(self.before.environment.ledger)
        ledger.keep_shared(*shared_inputs(self.before))
        for one in in_order(pipeline.compiled(self.before)):
            about = ("", "", one.schema_versions, "", "", composer_version(), "")
            message = {"declared": one.declared, "written": one.written}
            ledger.write(Record(one.owner, one.owner, one.graph, "", *about, **message))

    def plans(self, now: Checked) -> Iterator[Plan]:
        """Against a base, and against the ledger."""
        compiled = pipeline.compiled(now)
        yield against_settled(compiled, self.before, Against("base", "main", "0" * 40), self.graphs)
        yield against_ledger(compiled)

    def every_verb(self) -> Checked | Unusable:
        """Everything that can be said of what is written now, in every form. Raises what a verb would."""
        now = self.settled()
        findings, view = Findings(now.diagnostics, now.files, 0), View(Sources(Repository(self.root)))
        terminal.plain(diagnostics_text.render(findings, view))
        diagnostics_json.render(findings, view)
        diagnostics_github.render(findings, view)
        if isinstance(now, Unusable):
            return now
        name = self._whose_turn(now)
        if name:
            self._views(now, name)
        if not now.broken:
            build_json.render("local", pipeline.graphs(now))
            with contextlib.suppress(StoreError):  # another ledger, which is not there: the command line says so
                for plan in self.plans(now):
                    terminal.plain(plan_text.render(plan))
                    plan_markdown.render(plan)
                    json_text.document(plan_json.document(plan))
        return now

    def _whose_turn(self, now: Checked) -> str:
        """The Event Type whose views are looked at after the last edit: the one that was edited. Edits of what all of
        them share take them in turn; "" where it cannot be used."""
        kind, _, storage = self.written.partition("-")
        if kind == "definition":
            return NAMES[storage] if NAMES[storage] in now.event_types else ""
        self.turns += 1
        names = sorted(now.event_types)
        return names[self.turns % len(names)] if names else ""

    def _views(self, now: Checked, name: str) -> None:
        try:
            diff = schema_diff.compare(now, name)
        except schema_diff.NoVersionError:
            pass
        else:
            terminal.plain(diff_text.render(diff))
            diff_markdown.render(diff)
            json_text.document(diff_json.document(diff))
        broken = any(one.severity == "error" and one.event_type == name for one in now.diagnostics)
        if broken:
            return
        shown = explanation.shown(now, name)
        terminal.plain(show_text.render(shown))
        terminal.plain(explain_text.event_type(shown))
        json_text.document([explain_json.show(shown), explain_json.event_type(shown)])

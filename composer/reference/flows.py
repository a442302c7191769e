"""The ways through the program, function by function. Names that are not there end the generation of the page, and a
test runs a verb to see that these functions are called, in this order."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class Step:
    """A function or method that is passed, by its full name, and what comes out of it."""

    name: str
    gives: str

    @property
    def function(self) -> Callable[..., object]:
        """The function itself; AttributeError where nothing is called so."""
        module, rest = _module(self.name)
        named: Any = module
        for name in rest:
            named = getattr(named, name)
        function = inspect.unwrap(getattr(named, "callback", named))  # a verb is a command around its function
        if not inspect.isfunction(function):
            raise AttributeError(f"{self.name} is no function")
        return function

    @property
    def code_name(self) -> str:
        """The full name under which it is defined, which the name here may be a shorter way to."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def file(self, root: Path) -> str:
        """The file that defines it, below the repository of the composer."""
        return Path(inspect.getfile(self.function)).relative_to(root.resolve()).as_posix()


@dataclass(frozen=True, slots=True)
class Flow:
    """The functions that something passes, in the order in which they are called."""

    title: str
    about: str
    steps: tuple[Step, ...]


DEFINITION = Flow(
    "One definition, from YAML to a resource graph",
    "`composer check` ends here; `plan` and `up` go on from it.",
    (
        Step("composer.cli.check.command", "what was asked for: which repository, environment and paths"),
        Step("composer.pipeline.settle_and_check", "the whole flow; of unchanged files what was judged before"),
        Step("composer.policy.basis.read", "environment and policies, which everything is judged by"),
        Step("composer.repository.Repository.definitions", "the files"),
        Step("composer.documents.of", "plain values with the place of each: YAML is only known here"),
        Step("composer.spec.reader.read", "an `EventTypeSpec`, or diagnostics in the words of YAML"),
        Step("composer.schema.released.read", "the versions of its schema that were released"),
        Step(
            "composer.policy.resolve.resolve",
            "an `EventType`: what was left out is filled in, each value with its reason",
        ),
        Step("composer.policy.violations.violations", "diagnostics: what policy, Avro and storage forbid"),
        Step("composer.privacy.challenges.challenges", "diagnostics: fields that look personal and say otherwise"),
        Step("composer.facets.compile_graph", "a `ResourceGraph`: every facet's resources, held against each other"),
        Step("composer.graph_checks.provider_checks.refusals", "diagnostics: what Google would refuse"),
        Step("composer.privacy.retention_checks.proven", "diagnostics: copies that outlive what they may"),
        Step("composer.graph_checks.slo_checks.problems", "diagnostics: alerts that could not fire"),
        Step("composer.graph_checks.bucket_checks.problems", "diagnostics: buckets that would be late"),
        Step("composer.policy.clashes.clashes", "diagnostics: Event Types that get in each other's way"),
        Step("composer.policy.waivers.apply", "what remains of the diagnostics, and what is waived"),
        Step("composer.printing.output.show", "lines on the terminal, printed while the report is being made"),
        Step("composer.reports.diagnostics_text.render", "that report: each diagnostic with an excerpt of its file"),
    ),
)

APPLYING = Flow(
    "One resource graph, from there to a Pulumi resource",
    "`composer up` goes on with sound graphs. From `worker` on, this happens in processes of their own.",
    (
        Step("composer.cli.engine_run.in_order", "`Desired` stacks: what cells share goes first"),
        Step("composer.engine.fleet_run.run", "a `Job` for each stack that is not yet as it should be"),
        Step("composer.engine.worker.answer_to", "the job's end, whatever happens"),
        Step(
            "composer.engine.stack_run.Engine.perform",
            "a lease on the stack, its state repaired, a run of the Pulumi CLI",
        ),
        Step("composer.engine.resource_program.program_of", "the program that declares what is in the graph"),
        Step("composer.engine.resource_program.resource_class", "the provider's class of a kind, `pulumi_gcp.…`"),
        Step("composer.engine.event_log.EventLog.__call__", "events of the engine as ours"),
        Step("composer.engine.run_records.RunRecords.record", "what was applied, in the ledger: the next plan's past"),
    ),
)

CHANGE = Flow(
    "One change, from a difference to a printed line",
    "`composer plan` takes the graphs of above, and compares.",
    (
        Step("composer.cli.plan.command", "what to compare with: the ledger, or a git base"),
        Step("composer.plans.fleet_plan.against_base", "graphs of then and now; without `--base`, `against_ledger`"),
        Step("composer.plans.planning.make_plan", "the `Plan`, which the next steps fill"),
        Step("composer.graph.graph_changes.diff", "changes: create, update, replace or delete, property by property"),
        Step("composer.plans.causes.causes", "which edit each comes from, found by undoing edits one by one"),
        Step("composer.hazards.judge", "hazards: what the change would do to data and people"),
        Step("composer.plans.schema_effects.effects", "what a new schema means for storage and jobs"),
        Step("composer.costs.delta.monthly", "what it costs"),
        Step("composer.reports.plan_text.render", "blocks of text: losses first, then what many share"),
        Step("composer.reports.value_text.change_text", "`300,000/s → 400,000/s`: two values, short and with units"),
        Step("composer.printing.output.show", "lines on the terminal"),
        Step("composer.printing.terminal.laid_out", "as wide as the terminal, harmless whatever they hold"),
    ),
)

FLOWS = (DEFINITION, APPLYING, CHANGE)


def _module(name: str) -> tuple[ModuleType, list[str]]:
    """The module that a full name begins with, and the rest of the name."""
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:count])
        try:
            return importlib.import_module(module), parts[count:]
        except ModuleNotFoundError as error:
            if error.name is None or not module.startswith(error.name):
                raise
    raise AttributeError(name)

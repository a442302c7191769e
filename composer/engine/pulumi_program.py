"""What a plain `pulumi up -s local.EndSong` runs: the same graph and the same program as `composer up`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pulumi

from composer import pipeline
from composer.engine.adopted_imports import unrecorded
from composer.engine.cli_environment import DEBUG_PROVIDERS
from composer.engine.desired import Desired, Missing, applied_fingerprint, platform_values
from composer.engine.job import PROJECT, Job, stack_name
from composer.engine.resource_program import load_classes, program_of
from composer.engine.stack_state import EMPTY, States, outputs_for_references
from composer.graph import shared_owners
from composer.ledger import Ledger
from composer.operations import isolation
from composer.plans.retained import with_retained
from composer.repository import find
from composer.stages import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.diagnostics import Diagnostic
    from composer.model.environment import Environment
    from composer.stages import Checked


def run() -> None:
    """Declare the resources of the stack that the engine is asked for. Raises RunError in a sentence."""
    stack = pulumi.get_stack()
    checked = load_fleet(stack)
    refuse_mixtures(checked.environment)
    desired = desired_stack(checked, stack)
    states = States(checked.environment.backend)
    outputs = {}
    for owner in desired.graph.crossing.platforms:
        state = states.read(stack_name(checked.environment.name, owner))
        outputs[owner] = outputs_for_references(state) if state is not None else {}
    values = platform_values(desired, outputs)
    if isinstance(values, Missing):
        name = values.reference.id.partition("/")[0]
        raise pulumi.RunError(
            f"{values.reference.id} has no `{values.reference.output}` yet: first apply "
            f"{stack_name(checked.environment.name, name)}, or use `composer up`, which does."
        )
    load_classes(sorted({resource.type for resource in desired.graph.resources}))
    digest = applied_fingerprint(desired, values)
    job = Job(stack, "up", desired.graph, desired.cell, digest, values, adopted=desired.adopted)
    program_of(job, unrecorded(job, states.read(stack) or EMPTY))()


def load_fleet(stack: str) -> Checked:
    """The checked fleet of the repository around the program. Raises RunError with every error that concerns the stack:
    its Event Type, or what all share."""
    repository = find()
    if repository is None:
        raise pulumi.RunError("there is no Pulumi.yaml in this folder or above it.")
    environment = stack.partition(".")[0]
    known_names = repository.names(repository.environments)
    if environment not in known_names:
        raise pulumi.RunError(
            f"stacks are named ENVIRONMENT.EVENT_TYPE, and '{environment}' is no environment: {', '.join(known_names)}."
        )
    settled = pipeline.settle(repository, environment)
    if isinstance(settled, Unusable):
        raise _refused(diagnostic for diagnostic in settled.diagnostics if diagnostic.severity == "error")
    checked = pipeline.check(settled)
    if errors := _stopping(checked, stack):
        raise _refused(errors)
    return checked


def _refused(errors: Iterable[Diagnostic]) -> pulumi.RunError:
    """The end of a program with errors, as the engine shows it."""
    lines = [f"{error.span.file}:{error.span.line}: [{error.code}] {error.message}" for error in errors]
    return pulumi.RunError("\n".join(["nothing is applied while `composer check` finds these errors:", *lines]))


def _stopping(checked: Checked, stack: str) -> tuple[Diagnostic, ...]:
    """The errors that keep one stack from being applied: others are other teams'."""
    environment = checked.environment.name
    owners = [*checked.event_types, *shared_owners(checked.environment.cell_names)]
    mine = [owner for owner in owners if stack_name(environment, owner) == stack]
    if not mine:
        return isolation.of_file_named(checked, stack.partition(".")[2])
    return isolation.stopping(checked, mine)


def desired_stack(checked: Checked, stack: str) -> Desired:
    """The graph of a stack and its cell."""
    owners = {stack_name(checked.environment.name, name): name for name in checked.event_types}
    if stack in owners:
        name = owners[stack]
        before = {owner: record.graph for owner, record in Ledger.of(checked.environment).read([name]).items()}
        graph = with_retained(checked, before, pipeline.build(checked, [name]))[name]
        cell = checked.environment.cell(checked.event_types[name].cell)
        return Desired(graph, cell, adopted=checked.environment.live_ids(name))
    for cell in checked.environment.cells:
        for owner in shared_owners([cell.name]):
            if stack == stack_name(checked.environment.name, owner):
                return Desired(pipeline.build(checked, [])[owner], cell)
    raise pulumi.RunError(
        f"there is no Event Type for the stack {stack}. A missing definition deletes nothing: use `composer down`."
    )


def refuse_mixtures(environment: Environment) -> None:
    """Simulated and real never meet: neither the provider nor the state of one is used for the other."""
    debug = os.environ.get(DEBUG_PROVIDERS, "")
    if environment.simulated and "gcp:" not in debug:
        raise pulumi.RunError(
            f"{environment.name} is simulated, and no simulated provider is running: start `composer local serve` "
            f"and set {DEBUG_PROVIDERS} as it says."
        )
    if not environment.simulated and debug:
        raise pulumi.RunError(
            f"{environment.name} is a real environment, and {DEBUG_PROVIDERS} names a provider that would stand in for "
            "Google: unset it."
        )
    if pulumi.get_project() != PROJECT:
        raise pulumi.RunError(f"the project must be called {PROJECT}, as in Pulumi.yaml: else everything is made anew.")
    backend = os.environ.get("PULUMI_BACKEND_URL", "")
    if backend and _place(backend) != _place(environment.backend):
        raise pulumi.RunError(
            f"the state of {environment.name} is kept in {environment.backend}: set PULUMI_BACKEND_URL to that, "
            f"not {backend}."
        )


def _place(url: str) -> str:
    """A backend's address without spelling differences; relative paths start at the repository's root."""
    if not url.startswith("file://"):
        return url.rstrip("/")
    repository = find()
    root = repository.root if repository else Path.cwd()
    return str((root / unquote(url.removeprefix("file://").partition("?")[0])).resolve())

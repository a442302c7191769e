"""`composer explain`: why one value or one resource is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from composer.cli.checked_fleet import (
    checked_alone,
    chosen,
    emit,
    emit_json,
    environment_option,
    format_option,
    settled_fleet,
    suggestion,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.printing.blocks import Block
    from composer.stages import Checked, Settled

SUBJECTS = ("environment", "policy")
"""What has values beside Event Types, whose names begin with a capital letter."""

RETENTION = "retention"
"""Asked for like a value, but it is a proof over the resources."""


@click.command()
@click.argument("what", metavar="NAME[:PATH]|NAME/ROLE|FACT")
@environment_option
@format_option("text", "json")
def command(what: str, environment: str, form: str) -> None:
    """Say why one value or resource is what it is.

    NAME:storage.retention is a settled value, NAME/topic a resource, NAME the Event Type as a whole. NAME:retention
    is the proof that no copy of an event outlives what its most sensitive field in clear allows. environment:etl.image
    and policy:sizing.machine_type are values of the environment file and of stacks/policy/sizing.yaml: what they are
    for, where they are written, and how many Event Types they decide.

    platform:CELL and foundation:CELL are what all Event Types of a cell share, platform:CELL/ROLE one resource of it.
    """
    settled = settled_fleet(environment)
    text, document = _explained(settled, what)
    if form == "json":
        emit_json(document)
    else:
        emit(text)


def _explained(settled: Settled, what: str) -> tuple[Iterable[Block], dict[str, Any]]:
    name, colon, path = what.partition(":")
    if name in SUBJECTS:
        return _facts(settled, name, path)
    if "/" in what:
        return _resource(settled, what)
    from composer.graph import is_shared

    if is_shared(what):
        return _shared(settled, what)
    chosen(settled, [name])
    checked = checked_alone(settled, name, blocked=bool(colon) and path != RETENTION)
    if colon:
        return _value(checked, name, path)
    from composer.operations import explanation
    from composer.reports import explain_json, explain_text

    shown = explanation.shown(checked, name)
    return explain_text.event_type(shown), explain_json.event_type(shown)


def _facts(settled: Settled, subject: str, path: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer.operations import fact_explanation
    from composer.reports import explain_json, facts_text

    known_paths = {"": (), **fact_explanation.paths(settled, subject)}
    if path not in known_paths:
        raise click.UsageError(f"no {subject} file has '{path}'. {suggestion(path, [*known_paths][1:])}")
    shown = fact_explanation.facts(settled, subject, known_paths[path])
    return facts_text.render(shown), explain_json.facts(settled.environment.name, shown)


def _shared(settled: Settled, owner: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer import pipeline
    from composer.reports import explain_json, explain_text

    chosen(settled, [owner], platform=True)
    graph = pipeline.build(pipeline.check(settled), [])[owner]
    environment = settled.environment
    return explain_text.shared(graph, environment), explain_json.shared(graph, environment.name)


def _value(checked: Checked, name: str, path: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer.graph.properties import dotted
    from composer.operations import explanation
    from composer.reports import explain_json, explain_text

    event = checked.event_types[name]
    known_paths = {dotted(one): one for one in explanation.known_paths(checked, event)}
    known_paths |= {
        dotted(one[:length]): one[:length] for one in list(known_paths.values()) for length in range(1, len(one))
    }
    if path == RETENTION:
        return _retention(checked, name)
    if path not in known_paths:
        raise click.UsageError(f"{name} has no value '{path}'. {suggestion(path, [*known_paths, RETENTION])}")
    values = explanation.value(checked, name, known_paths[path])
    return explain_text.values(name, values), explain_json.values(name, checked.environment.name, values)


def _retention(checked: Checked, name: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer import pipeline
    from composer.privacy.exposure import exposure
    from composer.privacy.retention_proof import prove
    from composer.reports import retention_text

    environment = checked.environment.name
    verdicts = prove(exposure(pipeline.build(checked, [name])[name], checked.policies.tiers))
    return retention_text.text(name, environment, verdicts), retention_text.document(name, environment, verdicts)


def _resource(settled: Settled, what: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer import pipeline
    from composer.operations import explanation
    from composer.reports import explain_json, explain_text

    owner, _, role = what.partition("/")
    chosen(settled, [owner], platform=True)
    checked = checked_alone(settled, owner) if owner in settled.event_types else pipeline.check(settled)
    explained = explanation.resource(checked, owner, role)
    if explained is None:
        raise click.UsageError(
            f"{owner} has no resource '{role}'. {suggestion(role, explanation.roles(checked, owner))}"
        )
    return explain_text.resource(explained), explain_json.resource(explained)

"""`composer explain`: why one value or one resource is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from composer.cli.checked_fleet import (
    chosen,
    emit,
    emit_json,
    environment_option,
    format_option,
    must_compile,
    settled_fleet,
    suggestion,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.pipeline import Settled
    from composer.printing.blocks import Block

RETENTION = "retention"
"""Asked for like a value, but it is a proof over the resources."""


@click.command()
@click.argument("what", metavar="NAME[:PATH]|NAME/ROLE")
@environment_option
@format_option("text", "json")
def command(what: str, environment: str, form: str) -> None:
    """Say why one value or resource is what it is.

    NAME:storage.retention is a settled value, NAME/topic a resource, NAME the Event Type as a whole; and
    platform:CELL/ROLE is a resource that all Event Types of a cell share. NAME:retention is the proof that no copy
    of an event outlives what its most sensitive field in clear allows.
    """
    settled = settled_fleet(environment)
    text, document = _explained(settled, what)
    if form == "json":
        emit_json(document)
    else:
        emit(text)


def _explained(settled: Settled, what: str) -> tuple[Iterable[Block], dict[str, Any]]:
    if "/" in what:
        must_compile(settled, what.partition("/")[0])
        return _resource(settled, what)
    name, colon, path = what.partition(":")
    chosen(settled, [name])
    if not colon or path == RETENTION:
        must_compile(settled, name)
    if colon:
        return _value(settled, name, path)
    from composer.operations import explanation
    from composer.reports import explain_json, explain_text

    shown = explanation.shown(settled, name)
    return explain_text.event_type(shown), explain_json.event_type(shown)


def _value(settled: Settled, name: str, path: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer.graph.properties import dotted
    from composer.operations import explanation
    from composer.reports import explain_json, explain_text

    event = settled.event_types[name]
    known_paths = {dotted(one): one for one in explanation.settled_paths(event)}
    known_paths |= {
        dotted(one[:length]): one[:length] for one in list(known_paths.values()) for length in range(1, len(one))
    }
    if path == RETENTION:
        return _retention(settled, name)
    if path not in known_paths:
        raise click.UsageError(f"{name} has no value '{path}'. {suggestion(path, [*known_paths, RETENTION])}")
    values = explanation.value(settled, name, known_paths[path])
    assert settled.environment is not None
    return explain_text.values(name, values), explain_json.values(name, settled.environment.name, values)


def _retention(settled: Settled, name: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer import pipeline
    from composer.privacy.exposure import exposure
    from composer.privacy.retention_proof import prove
    from composer.reports import retention_text

    assert settled.environment is not None
    assert settled.policies is not None
    environment = settled.environment.name
    verdicts = prove(exposure(pipeline.build(settled, [name])[name], settled.policies.tiers))
    return retention_text.text(name, environment, verdicts), retention_text.document(name, environment, verdicts)


def _resource(settled: Settled, what: str) -> tuple[Iterable[Block], dict[str, Any]]:
    from composer.operations import explanation
    from composer.reports import explain_json, explain_text

    owner, _, role = what.partition("/")
    chosen(settled, [owner], platform=True)
    explained = explanation.resource(settled, owner, role)
    if explained is None:
        raise click.UsageError(
            f"{owner} has no resource '{role}'. {suggestion(role, explanation.roles(settled, owner))}"
        )
    return explain_text.resource(explained), explain_json.resource(explained)

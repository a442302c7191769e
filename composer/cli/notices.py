"""`composer notices`: one notice per team of the steps that Event Types took since a git base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from composer.cli.checked_fleet import environment_option, settled_fleet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.model import EventType
    from composer.stages import Settled


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--base", metavar="REF", required=True, help="The git ref before the steps, such as main or HEAD~1.")
@click.option("--seen", metavar="FILE", help="Who read what by evidence: docs/schemas/readers.schema.json.")
@environment_option
def command(directory: Path, base: str, seen: str | None, environment: str) -> None:
    """Write DIR/TEAM.md for every team that has to know of a step: what ends, when, what comes instead, what it reads.

    Told are owners, declared consumers, and with --seen whoever was seen reading and nobody declared; owners are told
    whose events are rejected, too. The step is that between the git base and now, so that CI can send the notices of a
    merge (--base HEAD~1).
    """
    from composer.cli import named_outputs
    from composer.operations import notices
    from composer.printing import output
    from composer.reports import notices_markdown

    settled = settled_fleet(environment)
    before = _before(settled, base)
    readers, producers = _seen(seen) if seen else ({}, {})
    notices_by_team = notices.notices(before, settled.event_types, settled.policies.owners, readers, producers)
    with named_outputs.writing(directory, "DIR"):
        directory.mkdir(parents=True, exist_ok=True)
    for team, of_team in notices_by_team.items():
        path = directory / f"{team}.md"
        with named_outputs.writing(path, "DIR"):
            output.write(notices_markdown.render(team, of_team), path)
        names = ", ".join(notice.after.name for notice in of_team)
        output.show([output.line(f"{path}: {names}")])
    if not notices_by_team:
        output.echo(f"No Event Type took a step since {base}: nobody has to be told of anything.")


def _before(settled: Settled, ref: str) -> Mapping[str, EventType]:
    """Event Types of the base, as far as they may differ from those of now."""
    from composer.base import base_fleet, git_ref

    here = settled.repository
    try:
        with git_ref.at(here, git_ref.fork_point(here, ref)) as base:
            return base_fleet.usable(base, settled.environment.name, ref).event_types
    except git_ref.NoBaseError as error:
        raise click.BadParameter(f"{error}.", param_hint="--base") from error


def _seen(file: str) -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, Mapping[str, str]]]:
    """By Event Type: who read it (an e-mail address), and whose events are rejected (a program), with the last day."""
    from composer.cli import saved_documents
    from composer.operations.seen_readers import FORMAT, seen_producers, seen_readers

    def both(document: Any) -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, Mapping[str, str]]]:
        return seen_readers(document), seen_producers(document)

    otherwise = "says nobody who reads; `composer cleanup --format readers > FILE` writes one that does"
    return saved_documents.read(file, "--seen", FORMAT, both, otherwise)

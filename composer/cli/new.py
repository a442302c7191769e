"""`composer new`: a definition from flags, or from answers to questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from composer.cli.argument_types import NAME
from composer.cli.checked_fleet import refuse, usable
from composer.cli.here import repository
from composer.cli.new_next_steps import CHOICES, assumptions, print_next_steps
from composer.cli.new_questions import NONE, answered, wrong_field
from composer.model.storage.lookup import settled_type
from composer.spec.storage import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from composer.model import Policies
    from composer.repository import Repository
    from composer.sampling import Draft
    from composer.stages import Settled
    from composer.starter.definition import NewDefinition

EVENT_SIZE = "500B"
RETENTION = "400d"

READERS = "Who may read its fields of the tier {tier}"
"""Asked on a terminal, with the group of the owner as a proposal."""


@click.command()
@click.argument("name")
@click.option("--description", help="What has happened when it is sent, and what depends on it.")
@click.option("--owner", help="The team that answers for it: a row of teams.yaml.")
@click.option("--domain", help="The folder in eventtypes/.")
@click.option("--average", metavar="RATE", help="Events over a usual day: 20/s, 400/h.")
@click.option("--peak", metavar="RATE", help="Events in the busiest minute of the year.")
@click.option("--event-size", metavar="SIZE", help="One encoded event; 500B is assumed if nobody knows.")
@click.option("--importance", type=click.Choice(["high", "normal", "low"]), default="normal", show_default=True)
@click.option("--finance-bearing", is_flag=True, help="Money is paid from it.")
@click.option("--storage", type=click.Choice(sorted(KINDS)), default="bigquery", show_default=True)
@click.option("--partitioning", type=click.Choice(["daily", "hourly"]), default="daily", show_default=True)
@click.option("--retention", metavar="TIME", help="How long it is kept: 90d, 10y; 400d is assumed.")
@click.option(
    "--dedupe",
    metavar="FIELD",
    help=f"The field that is the same in every attempt to send an event, or '{NONE}'; event_id if left out.",
)
@click.option(
    "--readers", metavar="PRINCIPAL", help="Who may read it, all of it: group:… ; the group of the owner if left out."
)
@click.option(
    "--from",
    "source",
    metavar="FILE",
    help="Guess the schema: from sample events (.jsonl, .json) or from an Avro schema (.avsc, .json).",
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME:TYPE:SEMANTIC",
    help="A field, again for each. TYPE: an Avro type, uuid, date or timestamp; a ? behind it if it may be missing.",
)
@click.pass_context
def command(context: click.Context, /, name: str, source: str | None, fields: tuple[str, ...], **given: Any) -> None:
    """Write the definition of a new Event Type into eventtypes/DOMAIN/NAME.yaml.

    On a terminal it asks for what the flags leave open. The new definition passes 'composer check', and nothing that
    exists is written over. With --from the schema is guessed; what only its owner knows stands in it as a question,
    and it passes once all are answered.
    """
    here = repository()
    settled = _settled(here)
    refuse_taken(here, settled, name)
    draft = _draft(source, name, fields, settled.policies, table=settled_type(given["storage"]).COLUMNS)
    domains = sorted({path.parent.name for path in here.definitions()})
    proposed = {
        "event_size": f"{draft.event_bytes}B" if draft.event_bytes else EVENT_SIZE,
        "dedupe": draft.dedupe_key or NONE,
        "retention": RETENTION,
    }
    answers, assumed, unsaid = answered(given, proposed, settled.policies, domains)
    answers["assumed"] = "event_size" in unsaid and not draft.event_bytes
    answers["dedupe"] = _dedupe(answers["dedupe"], draft.schema)
    answers["tier"] = _tier(draft.schema, settled.policies)
    answers["readers"] = _readers(answers, settled.policies)
    new = _definition(name, answers, draft, settled)
    path = here.eventtypes / answers["domain"] / f"{name}.yaml"
    questions = _write(here, path, new)
    defaulted = [key for key in CHOICES if context.get_parameter_source(key) is ParameterSource.DEFAULT]
    assumed_keys = [key for key in assumed if key != "event_size" or answers["assumed"]]
    added = [] if draft.source or fields else [str(one["name"]) for one in draft.schema["fields"]]
    print_next_steps(
        here.relative(path), name, draft, questions, assumptions([*defaulted, *assumed_keys], answers, added)
    )


def _dedupe(key: str, schema: Mapping[str, Any]) -> str:
    """The field to deduplicate by, "" for none."""
    names = [str(field["name"]) for field in schema["fields"]]
    if key != NONE and key not in names:
        raise wrong_field(key, names)
    return "" if key == NONE else key


def _settled(here: Repository) -> Settled:
    from composer import pipeline

    return usable(pipeline.settle(here))


def refuse_taken(here: Repository, settled: Settled, name: str) -> None:
    """Wrong usage for what is no name of an Event Type, or one that is taken."""
    if not NAME.fullmatch(name):
        raise click.BadParameter(
            f"'{name}' is no name of an Event Type: a CamelCase name of 2 to 80 letters and digits, such as PageViewed",
            param_hint="NAME",
        )
    files = {path.stem.casefold(): path for path in here.definitions()}
    taken = next((existing for existing in settled.documents if existing.casefold() == name.casefold()), None)
    place = settled.documents[taken].file if taken else ""
    if not taken and name.casefold() in files:
        place = here.relative(files[name.casefold()])
    if place:
        raise click.BadParameter(
            f"'{name}' is taken by {place}; names differ in more than case and are never reused", param_hint="NAME"
        )


def _draft(source: str | None, name: str, texts: tuple[str, ...], policies: Policies, *, table: bool) -> Draft:
    """The schema from a file, or from flags."""
    from composer import sampling
    from composer.starter import definition

    if source is not None and texts:
        raise click.UsageError("--from and --field both say what the fields are: use one of them")
    if source is not None:
        try:
            return sampling.draft(source, name, policies, table=table)
        except sampling.UnusableError as error:
            raise click.BadParameter(str(error), param_hint="--from") from error
    meaning = definition.harmless_meaning(policies.semantic_types, policies.tiers[0])
    try:
        fields = [definition.field(text, meaning) for text in texts]
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--field") from error
    names = {field["name"] for field in fields}
    first = [{**field, "semantic": meaning} for field in definition.FIRST_FIELDS if field["name"] not in names]
    schema = {"type": "record", "name": name, "fields": [*first, *fields]}
    return sampling.Draft("", schema, dedupe_key="event_id")


def _definition(name: str, answers: dict[str, Any], draft: Draft, settled: Settled) -> NewDefinition:
    from composer.starter.definition import NewDefinition

    schema = draft.schema
    if not schema.get("namespace"):
        space = _namespace(answers["domain"], settled)
        bare = {key: value for key, value in schema.items() if key != "namespace"}
        schema = {**bare, "namespace": space} if space else bare
    events = f"{draft.events:,} event{'s' if draft.events > 1 else ''} of " if draft.events else ""
    return NewDefinition(
        name=name,
        description=answers["description"],
        owner=answers["owner"],
        importance=answers["importance"],
        finance_bearing=answers["finance_bearing"],
        average=answers["average"],
        peak=answers["peak"],
        event_size=answers["event_size"],
        assumed=answers["assumed"],
        storage=answers["storage"],
        partitioning=answers["partitioning"],
        retention=answers["retention"],
        reader=answers["readers"],
        tier=answers["tier"],
        schema=schema,
        notes=draft.notes,
        dedupe_key=answers["dedupe"],
        source=f"from {events}{draft.source}" if draft.source else "",
    )


def _tier(schema: Mapping[str, Any], policies: Policies) -> str:
    """The highest tier of its fields: who reads that reads all of it. Fields that say nothing yet count as nothing."""
    from composer.schema.walk import leaves

    semantic_types = (policies.semantic_types.get(leaf.semantic or "") for leaf in leaves(schema))
    return max(
        (one.tier for one in semantic_types if one is not None), key=policies.tiers.index, default=policies.tiers[0]
    )


def _readers(answers: Mapping[str, Any], policies: Policies) -> str:
    """The readers of the highest tier: as the flag says, or as somebody answers; the group of the owner is proposed."""
    from pydantic import TypeAdapter

    from composer.printing import output
    from composer.spec.base import Principal

    group = policies.owners[answers["owner"]].group
    answer = answers["readers"]
    if answer is None and output.can_ask() and answers["tier"] != policies.tiers[0]:
        answer = output.ask(READERS.format(tier=answers["tier"]), group)
    try:
        return str(TypeAdapter(Principal).validate_python(answer or group))
    except ValueError as error:
        hint = f"write `user:`, `group:` or `serviceAccount:` and an e-mail address, such as {group}"
        raise click.BadParameter(f"'{answer}': {hint}", param_hint="--readers") from error


def _namespace(domain: str, settled: Settled) -> str:
    """As the domain's other definitions call it; else beside those of other domains; "" in an empty repository."""
    spaces = {event.domain: str(event.schema.get("namespace", "")) for event in settled.event_types.values()}
    if domain in spaces:
        return spaces[domain]
    parents = sorted(space.removesuffix(f".{of}") for of, space in spaces.items() if space.endswith(f".{of}"))
    return f"{max(parents, key=parents.count)}.{domain.replace('-', '_')}" if parents else ""


def _write(here: Repository, path: Path, new: NewDefinition) -> int:
    """Write the file if it passes but for questions about a guessed schema: their number. No other file is left."""
    from composer import pipeline
    from composer.cli import named_outputs
    from composer.policy.meanings import fields_of
    from composer.printing import output
    from composer.starter import definition
    from composer.starter.written_files import write_new

    with named_outputs.writing(here.relative(path), "--domain"):
        write_new(here.root, {here.relative(path): definition.text(new).encode()})
    accepted = False
    try:
        checked = pipeline.settle_and_check(here)
        wrong = [diagnostic for diagnostic in checked.diagnostics if diagnostic.span.file == here.relative(path)]
        open_ = [diagnostic for diagnostic in wrong if new.source and diagnostic.rule.asks_owner]
        accepted = not any(diagnostic.is_error for diagnostic in wrong if diagnostic not in open_)
        if not accepted:
            output.echo("That definition would not pass, so it was not kept:", "")
            refuse(checked, [diagnostic for diagnostic in wrong if diagnostic not in open_])
        return sum(fields_of(diagnostic) for diagnostic in open_ if diagnostic.is_error)
    finally:
        if not accepted:
            path.unlink()

"""`composer adopt`: resources that were there before become an Event Type's, without being touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from composer.cli import asked_google, exit_codes, new
from composer.cli.checked_fleet import emit, environment_option, refuse, settled_fleet, usable
from composer.cli.here import called
from composer.printing.blocks import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.live.google import Google
    from composer.live.live_objects import LiveObject
    from composer.model import Cell
    from composer.model.adoption import Adopted
    from composer.stages import Checked, Settled

SAID = frozenset(
    ("description", "owner", "domain", "average", "peak", "event_size", "importance", "finance_bearing", "dedupe")
)
"""Options of `new` that say what nothing live can tell."""
PLACES = ("topic", "subscription", "landing_bucket", "bucket", "table")
"""Options that name what is there."""


@click.command()
@click.argument("name", required=False)
@environment_option
@click.option("--topic", metavar="TOPIC", help="The topic that it is published to.")
@click.option("--subscription", metavar="NAME", help="The subscription that the ETL goes on with, of that topic.")
@click.option("--landing-bucket", metavar="NAME", help="The bucket that its events are written to first.")
@click.option("--bucket", metavar="NAME", help="The bucket that its files are delivered to.")
@click.option("--table", metavar="DATASET.TABLE", help="The table that it is delivered to.")
@click.option("--yes", is_flag=True, help="Apply it at once, and ask nothing.")
@click.pass_context
def command(context: click.Context, /, name: str | None, environment: str, *, yes: bool, **given: Any) -> None:
    """Take over what is there already: a topic with its schema, its subscription, and where its events are kept.

    Without a name it lists topics that no definition has. With a name that is new, it writes the definition from what
    is live, with the questions that only its owner can answer; the same command goes on from there. Then it writes
    into stacks/adopted/ENVIRONMENT.yaml what is taken over and what of that stays as it was found, says what no
    definition can express, and with --yes imports it with Pulumi. Nothing that was there is changed, replaced or
    deleted: a run that would do so is refused.
    """
    settled = settled_fleet(environment)
    if name is None:
        if any(given[key] for key in PLACES):
            raise click.UsageError("say which Event Type it is for: adopt NAME --topic …")
        context.exit(_listed(settled))
    places = {key: given.pop(key) for key in PLACES}
    if not places["topic"]:
        raise click.UsageError(f"say which topic {name} is published to: --topic …; '{called()} adopt' lists some.")
    if places["bucket"] and places["landing_bucket"] == places["bucket"]:
        raise click.UsageError("events are never delivered to where they land: name another --bucket, or leave it out.")
    if places["bucket"] and places["table"]:
        raise click.UsageError("--bucket and --table each say where events are kept: give one of them.")
    context.exit(_adopted(context, settled, name, places, given, yes=yes))


command.params += [one for one in new.command.params if one.name in SAID]


def _listed(settled: Settled) -> int:
    from composer import pipeline
    from composer.audit import adoptable_topics
    from composer.live.failures import CloudFailedError
    from composer.reports import adoption_text

    environment = settled.environment
    graphs = [*pipeline.graphs(pipeline.check(settled))]
    try:
        with asked_google.google(settled) as google:
            topics, others, refusals = adoptable_topics.listed(google, environment, graphs)
    except CloudFailedError as error:
        asked_google.refused(error)
        return exit_codes.CLOUD_FAILED
    emit(adoption_text.candidates(topics, others, called(), environment.name))
    for one in refusals:
        _say(f"note: not everything could be seen: {one}")
    return exit_codes.CLOUD_FAILED if refusals else exit_codes.FINE


def _adopted(
    context: click.Context, settled: Settled, name: str, places: Mapping[str, Any], given: dict[str, Any], *, yes: bool
) -> int:
    from composer.audit.adoptable import UnseenError
    from composer.cli import adopt_definition
    from composer.live.failures import CloudFailedError

    is_new = name not in settled.documents and not any(one.stem == name for one in settled.repository.definitions())
    if is_new:
        new.refuse_taken(settled.repository, settled, name)
    cell = settled.environment.cell_of(name)
    try:
        with asked_google.google(settled) as google:
            live_by_role = _live_by_role(google, cell, places)
            if not _sound(settled, name, live_by_role):
                return exit_codes.PROBLEMS_FOUND
            if is_new:
                adopt_definition.write(context, google, settled, name, live_by_role, given)
            checked = _checked(settled, name)
            if checked is None:
                _say(f"Then run the same command again: it goes on with what {name} takes over.")
                return exit_codes.FINE
            adopted = _recorded(google, checked, name, live_by_role)
    except UnseenError as error:
        _say(f"Nothing was taken over: {error}.")
        return exit_codes.CLOUD_FAILED
    except CloudFailedError as error:
        asked_google.refused(error)
        return exit_codes.CLOUD_FAILED
    if not adopted:
        return exit_codes.PROBLEMS_FOUND if adopted is None else exit_codes.FINE
    if not yes:
        where = "" if settled.environment.name == "local" else f" --environment {settled.environment.name}"
        _say("", f"Nothing has happened yet: '{called()} up {name}{where}' takes it over.")
        return exit_codes.FINE
    from composer.cli import up

    context.invoke(up.command, names=(name,), environment=settled.environment.name, yes=True)
    return exit_codes.FINE


def _live_by_role(google: Google, cell: Cell, places: Mapping[str, Any]) -> dict[str, LiveObject]:
    """Everything that is to be taken over, by role; a schema only as far as the topic has one. Raises UnseenError."""
    from composer.audit.adoptable import UnseenError, look, schema_of

    live_by_role: dict[str, LiveObject] = {}

    def add(role: str, object_id: str) -> LiveObject:
        live = look(google, role, object_id)
        if live is None:
            raise UnseenError(f"there is no {object_id}")
        live_by_role[role] = live
        return live

    topic = add("topic", _full("topics", places["topic"], cell))
    if schema_of(topic):
        add("schema", schema_of(topic))
    if places["subscription"]:
        add("etl-subscription", _full("subscriptions", places["subscription"], cell))
    if places["landing_bucket"]:
        add("landing-bucket", places["landing_bucket"].removeprefix("gs://"))
    if places["bucket"]:
        add("delivered-bucket", places["bucket"].removeprefix("gs://"))
    if places["table"]:
        dataset, dot, table = places["table"].removeprefix(f"{cell.project}.").partition(".")
        if not (dot and table and "." not in table):
            raise click.BadParameter("write it as DATASET.TABLE", param_hint="--table")
        around = f"projects/{cell.project}/datasets/{dataset}"
        add("dataset", around)
        add("table", f"{around}/tables/{table}")
    return live_by_role


def _full(collection: str, given: str, cell: Cell) -> str:
    return given if "/" in given else f"projects/{cell.project}/{collection}/{given}"


def _sound(settled: Settled, name: str, live_by_role: Mapping[str, LiveObject]) -> bool:
    """True if everything can be taken over as far as it can be seen from it alone; says what cannot."""
    from composer.cli import adopt_record
    from composer.reports import adoption_text

    wrong = [*adopt_record.early_refusals(settled, name, live_by_role)]
    if wrong:
        emit(adoption_text.refused(wrong))
    return not wrong


def _checked(settled: Settled, name: str) -> Checked | None:
    """The fleet with this Event Type; None if its definition has questions or mistakes, which are printed then."""
    from composer import pipeline

    checked = usable(pipeline.settle_and_check(settled.repository, settled.environment.name))
    wrong = [
        one for one in checked.diagnostics if one.event_type == name and one.is_error and not one.rule.records_version
    ]
    if name in checked.event_types and name in checked.graphs and not wrong:
        return checked
    if any(not one.rule.asks_owner for one in wrong) or not wrong:
        refuse(checked, wrong or checked.diagnostics)
    return None


def _recorded(
    google: Google, checked: Checked, name: str, live_by_role: Mapping[str, LiveObject]
) -> tuple[Adopted, ...] | None:
    """Write down what is taken over, and return what of that is new; None where it cannot be, which is said."""
    from composer.audit import adoptable, adoption, adoption_around
    from composer.cli import adopt_record, engine_run
    from composer.reports import adoption_text

    event, environment = checked.event_types[name], checked.environment
    record = engine_run.applied(checked, [name]).records.get(name)
    wrong = [*adopt_record.refusals(checked, name, live_by_role, record)]
    if wrong:
        emit(adoption_text.refused(wrong))
        return None
    before = adopt_record.applied(checked, name, record)
    done = {one.role for one in before}
    if not live_by_role.keys() - done:
        _say(f"{name} has taken all of this over already.")
        return ()
    every = adoption.taken(event, environment, checked.policies, live_by_role, shared=checked.shared)
    taken = every.without(done)
    recorded = (*before, *taken.adopted)
    adopt_record.write(checked, name, recorded)
    graph = adoption.named_graph(event, environment, checked.policies, recorded)
    tools = {live.id: tool for live in live_by_role.values() if (tool := adoptable.tool_of(live))}
    emit(adoption_text.render(name, taken, tools, [*adoption_around.strangers(google, live_by_role, graph)]))
    return taken.adopted


def _say(*lines: str) -> None:
    emit([Line(one, hang=0) for one in lines])

"""'composer local traffic': what the simulated cloud shows of publishes, backlogs, readers and stored data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from composer.cli.argument_types import seconds_of, whole
from composer.cli.checked_fleet import chosen, judged_fleet
from composer.cli.local_cloud import FORMAT, print_answer, simulated_cloud
from composer.printing.blocks import Line
from composer.printing.plurals import counted
from composer.units import DAY

if TYPE_CHECKING:
    from composer.lifecycle.sight import Subject

NOBODY = "none"
OLDEST = 100 * 365 * DAY
"""Seconds, of what is played."""
_ADDRESS = re.compile(r"[^@\s\x00-\x1f]{1,200}@[A-Za-z0-9.-]{1,200}")


def _seconds(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    del context, parameter
    if text is None or text == NOBODY:
        return None if text is None else -1
    return seconds_of(text, OLDEST, "is longer ago than there are events: 100y at most")


def _accounts(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Who reads. The log of data access names accounts by their addresses."""
    del context, parameter
    for text in texts:
        if text != NOBODY and not _ADDRESS.fullmatch(text):
            raise click.BadParameter(f"'{text}' is no e-mail address of a person or service account, and not 'none'")
    if NOBODY in texts and len(texts) > 1:
        raise click.BadParameter("'none' is for nobody: name no one else beside it")
    return texts


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--environment", default="local", show_default=True, metavar="E", help="A simulated environment.")
@click.option("--silent-for", callback=_seconds, metavar="TIME", help="The last event was published so long ago.")
@click.option("--backlog", type=whole(), default=0, help="Messages that wait in the subscription.")
@click.option("--dead-letters", type=whole(), default=0, help="Messages that wait in the dead letters.")
@click.option("--late", callback=_seconds, metavar="TIME", help="The oldest open bucket is so late.")
@click.option(
    "--reader",
    "readers",
    multiple=True,
    callback=_accounts,
    metavar="WHO",
    help="Who reads, every day; 'none': nobody.",
)
@click.option("--unread-for", callback=_seconds, metavar="TIME", help="The last one read so long ago.")
@click.option("--newest", callback=_seconds, metavar="TIME", help="Age of the newest that is stored; 'none': nothing.")
@click.option("--hold", is_flag=True, help="What --newest stores is under a legal hold.")
@click.option("--rejected", type=whole(), default=0, help="Events of each --producer that the Event Service rejected.")
@click.option("--producer", "producers", multiple=True, metavar="WHO", help="A program whose events are rejected.")
@click.option("--refused", type=whole(), default=0, help="Requests to the topic itself that were refused.")
@click.option(
    "--rejected-ago",
    default="1h",
    show_default=True,
    callback=_seconds,
    metavar="TIME",
    help="They were rejected and refused so long ago.",
)
@FORMAT
def traffic(
    names: tuple[str, ...],
    environment: str,
    silent_for: int | None,
    backlog: int,
    dead_letters: int,
    late: int | None,
    readers: tuple[str, ...],
    unread_for: int | None,
    newest: int | None,
    hold: bool,
    rejected: int,
    producers: tuple[str, ...],
    refused: int,
    rejected_ago: int,
    form: str,
) -> None:
    """Set what Monitoring, Logging and Cloud Storage show of Event Types (without NAME, of all).

    What is not said is as in a life without trouble: for 400 days and until now events are published as declared,
    nothing waits, buckets close, and the delivery service reads every day. Each call sets all of it anew; what is
    stored is changed by --newest alone. Probes always live without trouble, unless they are named.
    """
    from composer.lifecycle import played_traffic

    if hold and (newest is None or newest < 0):
        raise click.UsageError("--hold is of what --newest stores: say how old that is, too.")
    if bool(rejected) is not bool(producers):
        raise click.UsageError("--rejected says how many, and --producer whose: give both, or neither.")
    if any(value == -1 for value in (silent_for, late, unread_for, rejected_ago)):
        raise click.UsageError("'none' is for --reader and --newest; a time is such as 45d.")
    cloud, subjects, probes = simulated_cloud(), *_subjects(names, environment)
    for subject in probes:
        played_traffic.play(cloud, subject, played_traffic.Life(readers=_readers((), subject)))
    for subject in subjects:
        life = played_traffic.Life(
            silent_for or 0,
            unread_for or 0,
            backlog,
            dead_letters,
            late or 0,
            _readers(readers, subject),
            rejected,
            producers,
            refused,
            rejected_ago,
        )
        played_traffic.play(cloud, subject, life)
        if newest is not None:
            played_traffic.store(cloud, subject, None if newest < 0 else newest, held=hold)
    document = {"format": "composer/local-traffic/v1", "event_types": [one.event.name for one in subjects]}
    print_answer(form, document, lambda: [Line(f"The traffic of {counted(len(subjects), 'Event Type')} is set.")])


def _readers(given: tuple[str, ...], subject: Subject) -> tuple[str, ...]:
    return (
        tuple(one for one in given if one != NOBODY)
        if given
        else (f"delivery@{subject.project}.iam.gserviceaccount.com",)
    )


def _subjects(names: tuple[str, ...], environment: str) -> tuple[list[Subject], list[Subject]]:
    """Returns each Event Type that was asked for, as it was applied, or else as it would be; and likewise every
    probe that was not named."""
    from composer.cli.cleanup import applied_graphs
    from composer.lifecycle.sight import Subject

    checked = judged_fleet(environment)
    if not checked.environment.simulated:
        raise click.BadParameter(f"'{environment}' is a real environment.", param_hint="--environment")
    selected = chosen(checked, names) if names else [*checked.event_types]
    probes = [name for name, event in checked.event_types.items() if event.probe and name not in names]
    every = [*dict.fromkeys((*selected, *probes))]
    graphs = applied_graphs(checked, every)

    def subject(name: str) -> Subject:
        event = checked.event_types[name]
        graph = graphs.get(name)
        return Subject(event, checked.environment.cell(event.cell), graph.resources if graph else ())

    return [subject(name) for name in selected if name not in probes], [subject(name) for name in probes]

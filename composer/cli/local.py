"""`composer local`: look at the simulated cloud, disturb it, serve it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from composer.cli.here import repository
from composer.documents.spelling import whole
from composer.printing import json_text, output
from composer.printing.blocks import Line, Table
from composer.printing.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from composer.localcloud.cloud import Cloud
    from composer.printing.blocks import Block

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")


@click.group()
def command() -> None:
    """Look at and disturb the simulated cloud."""


def _cloud() -> Cloud:
    from composer.localcloud.cloud import Cloud

    cloud = Cloud(repository().state / "localcloud.db")
    if cloud.store.damaged:
        output.echo(f"note: {cloud.store.damaged.message}.")
    return cloud


def _print(form: str, document: dict[str, Any], text: Callable[[], Iterable[Block]]) -> None:
    output.show(json_text.document(document) if form == "json" else text())


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Block]:
    """A table for people; programs ask for JSON."""
    if not rows:
        return []
    numbers = [column for column in range(len(headings)) if all(row[column].isdecimal() for row in rows)]
    return [Table(rows, head=headings, right=numbers)]


def _short(token: str) -> str:
    """A kind as the Python SDK names it: `pubsub.Topic` for `gcp:pubsub/topic:Topic`."""
    _, module, kind = token.split(":")
    return f"{module.partition('/')[0]}.{kind}"


@command.command()
@FORMAT
def status(form: str) -> None:
    """What the simulated cloud holds, and what is set to go wrong."""
    from collections import Counter

    from composer.localcloud import cloud_database, faults, settings

    cloud = _cloud()
    with cloud.store.reading() as connection:
        counts = Counter(row.kind for row in cloud_database.load_all(connection))
        limited = settings.rate_limits(connection)
    standing = faults.standing(cloud.store)
    document = {
        "format": "composer/local-status/v1",
        "database": str(cloud.store.database),
        "objects": dict(sorted(counts.items())),
        "faults": len(standing),
        "rate_limits": limited,
    }

    def text() -> Iterable[Block]:
        yield from _table(["kind", "objects"], [(_short(kind), str(count)) for kind, count in sorted(counts.items())])
        state = "on" if limited else "off"
        summary = f"{counted(counts.total(), 'object')}, {counted(len(standing), 'fault')} set"
        yield Line(f"{summary}, rate limits {state}.")

    _print(form, document, text)


@command.command("list")
@click.option("--kind", default="", help="Only kinds whose token holds this: 'Topic', 'bigquery'.")
@click.option("--filter", "filter_text", default="", help="Only objects whose id or properties hold this text.")
@FORMAT
def list_(kind: str, filter_text: str, form: str) -> None:
    """The objects in the simulated cloud."""
    from composer.localcloud import cloud_database

    with _cloud().store.reading() as connection:
        rows = [
            row
            for row in cloud_database.load_all(connection)
            if kind.lower() in f"{row.kind} {_short(row.kind)}".lower()
            and (filter_text in row.id or filter_text in whole(row.properties))
        ]
    objects = [
        {"kind": row.kind, "id": row.id, "project": row.project, "updated": row.updated, "properties": row.properties}
        for row in rows
    ]
    _print(
        form,
        {"format": "composer/local-list/v1", "objects": objects},
        lambda: _table(["kind", "updated", "id"], [(_short(row.kind), row.updated[:19], row.id) for row in rows]),
    )


@command.command()
@click.argument("object_id", metavar="ID")
@click.argument("assignment", metavar="[PATH=VALUE]", required=False)
@click.option("--delete", "delete", is_flag=True, help="Delete the object instead of changing it.")
@FORMAT
def tamper(object_id: str, assignment: str | None, delete: bool, form: str) -> None:
    """Change a live object behind the engine's back: 'labels.owner=somebody', or delete it."""
    from composer.localcloud import tamper as behind

    if delete == (assignment is not None):
        raise click.UsageError("say either what to change, such as labels.owner=somebody, or --delete.")
    try:
        if assignment is None:
            behind.delete(_cloud(), object_id)
            document: dict[str, Any] = {"id": object_id, "deleted": True}
            message = f"{object_id} is deleted."
        else:
            path, sign, value = assignment.partition("=")
            if not sign:
                raise click.UsageError(f"'{assignment}' has no '='. Write PATH=VALUE, such as labels.owner=somebody.")
            before = behind.change(_cloud(), object_id, path, value)
            document = {"id": object_id, "path": path, "before": before, "after": value}
            message = f"{object_id}: {path} was {whole(before)} and is now {value}."
    except behind.TamperError as error:
        raise click.UsageError(str(error)) from error
    _print(form, {"format": "composer/local-tamper/v1", **document}, lambda: [Line(message)])


@command.group()
def faults() -> None:
    """Make the simulated cloud fail."""


@faults.command("add")
@click.argument("effect", type=click.Choice(["refuse", "lost-answer", "delay", "hang-before", "hang-after"]))
@click.option("--kind", default="", help="Only kinds whose token holds this.")
@click.option("--operation", type=click.Choice(["", "create", "read", "update", "delete"]), default="")
@click.option("--name", default="", help="Only objects whose id, or its last part, matches this glob.")
@click.option("--times", type=click.IntRange(1), help="How many calls; otherwise all until cleared.")
@click.option("--rate", type=click.FloatRange(0, 1), default=1.0, help="The share of calls that are hit.")
@click.option("--seed", type=int, default=0, help="Which calls a rate hits.")
@click.option("--milliseconds", type=click.IntRange(0), default=1000, help="How long a delay is.")
@click.option("--code", type=click.IntRange(400, 599), default=503, help="The HTTP status of a refusal.")
@click.option("--message", default="The service is currently unavailable., backendError")
@click.option(
    "--reason",
    metavar="NAME",
    help="A refusal in Google's own words, instead of --code and --message: 'rate', 'api-disabled'.",
)
@FORMAT
def add_fault(effect: Any, times: int | None, reason: str | None, form: str, **rules: Any) -> None:
    """Set a fault: a refusal, an answer lost after the effect, a delay, or a call that hangs."""
    from composer.localcloud import faults as kept

    if reason is not None:
        rules["code"], rules["message"] = _played(effect, reason)
    number = kept.add(_cloud().store, kept.Fault(effect, remaining=times, **rules))
    _print(
        form,
        {"format": "composer/local-fault/v1", "number": number},
        lambda: [Line(f"fault {number} is set; 'composer local faults clear {number}' takes it back.")],
    )


def _played(effect: str, name: str) -> tuple[int, str]:
    """Google's answer for a reason. A usage error, with all there are, for one that Google does not give."""
    from composer.kinds.refusal_reasons import reasons

    playable = {one.name: one.plays for one in reasons() if one.plays is not None}
    if effect != "refuse":
        raise click.UsageError("--reason says how a call is refused: it goes with 'refuse' alone.")
    if name not in playable:
        raise click.BadParameter(f"'{name}' is none of {', '.join(playable)}.", param_hint="--reason")
    return playable[name]


@faults.command("list")
@FORMAT
def list_faults(form: str) -> None:
    """The faults that are set."""
    from dataclasses import asdict

    from composer.localcloud import faults as kept

    standing = [asdict(fault) for fault in kept.standing(_cloud().store)]
    columns = ("number", "effect", "kind", "operation", "name", "remaining", "rate", "hit", "hanging")
    _print(
        form,
        {"format": "composer/local-faults/v1", "faults": standing},
        lambda: _table(columns, [[_fault_text(name, fault[name]) for name in columns] for fault in standing]),
    )


def _fault_text(name: str, value: Any) -> str:
    """A value of a fault as people read it."""
    if name == "rate":
        return f"{value:.0%}" if value >= 0.01 or not value else f"{value:%}"
    return "all" if value is None else str(value)


@faults.command("clear")
@click.argument("number", type=int, required=False)
@FORMAT
def clear_faults(number: int | None, form: str) -> None:
    """Take back one fault, or all."""
    from composer.localcloud import faults as kept

    cleared = kept.clear(_cloud().store, number)
    if number is not None and not cleared:
        raise click.UsageError(f"there is no fault {number}. 'composer local faults list' shows those that are set.")
    _print(
        form,
        {"format": "composer/local-faults-cleared/v1", "cleared": cleared},
        lambda: [Line(f"{counted(cleared, 'fault')} taken back.")],
    )


@command.command()
@click.option("--rate/--no-rate", default=None, help="Refuse bucket creations and deletions that come too quickly.")
@click.option("--account-delay", type=click.FloatRange(0, 600), help="Seconds until a new service account is visible.")
@FORMAT
def limits(rate: bool | None, account_delay: float | None, form: str) -> None:
    """Switch Google's rate limits and delays on or off (off in a new local cloud). Quotas come from the cells."""
    from composer.localcloud import settings

    cloud = _cloud()
    if rate is not None:
        settings.set_rate_limits(cloud.store, on=rate)
    if account_delay is not None:
        settings.set_account_delay(cloud.store, account_delay)
    with cloud.store.reading() as connection:
        limited, delay = settings.rate_limits(connection), settings.account_delay(connection)
    document = {"format": "composer/local-limits/v1", "rate_limits": limited, "account_delay": delay}
    message = f"rate limits are {'on' if limited else 'off'}; new service accounts are visible after {delay:g} s."
    _print(form, document, lambda: [Line(message)])


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@FORMAT
def reset(yes: bool, form: str) -> None:
    """Empty the simulated cloud. The engine's state is left: 'composer up --refresh' makes everything again."""
    cloud = _cloud()
    if not yes:
        if not output.can_ask():
            raise click.UsageError("this deletes every simulated object; say --yes to mean it.")
        output.confirm(f"Delete every object in {cloud.store.database}?")
    deleted = cloud.store.clear()
    document = {"format": "composer/local-reset/v1", "deleted": deleted}
    _print(form, document, lambda: [Line(f"{counted(deleted, 'object')} deleted; nothing is left in the local cloud.")])


@command.command()
@FORMAT
def serve(form: str) -> None:
    """Serve the simulated cloud in the foreground, for the plain `pulumi` command. Ctrl-C ends it."""
    from composer.localcloud.serving import serve as serving
    from composer.system.loopback import direct, proxied

    def announce(provider: int, rest: str, token: str) -> None:
        document = {"format": "composer/local-serve/v1", "provider": provider, "rest": rest, "token": token}

        exports = [f"export PULUMI_DEBUG_PROVIDERS=gcp:{provider}"]
        if proxied(os.environ):
            exports.append(f"export no_proxy={direct(os.environ)['no_proxy']}")
        _print(form, document, lambda: [Line(one, whole=True) for one in exports])
        if form == "text":
            output.echo(
                f"The local cloud is up; its REST API is at {rest} and asks for the header",
                f"Authorization: Bearer {token}",
                "Ctrl-C ends it.",
            )

    serving(repository().state / "localcloud.db", announce, stay=True)

"""`composer local`: look at the simulated cloud, disturb it, serve it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from composer.cli import local_faults, local_pass, local_provider, local_traffic
from composer.cli.argument_types import Fraction
from composer.cli.here import repository
from composer.cli.local_cloud import FORMAT, print_answer, short_kind, simulated_cloud, table_of
from composer.documents.spelling import whole
from composer.printing import output
from composer.printing.blocks import Line
from composer.printing.plurals import counted
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.printing.blocks import Block


@click.group()
def command() -> None:
    """Look at and disturb the simulated cloud."""


@command.command()
@FORMAT
def status(form: str) -> None:
    """Show what the simulated cloud holds, and what is set to go wrong."""
    from collections import Counter

    from composer.localcloud import cloud_database, faults, settings

    cloud = simulated_cloud()
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
        yield from table_of(
            ["kind", "objects"], [(short_kind(kind), str(count)) for kind, count in sorted(counts.items())]
        )
        state = "on" if limited else "off"
        summary = f"{counted(counts.total(), 'object')}, {counted(len(standing), 'fault')} set"
        yield Line(f"{summary}, rate limits {state}.")

    print_answer(form, document, text)


@command.command("list")
@click.option("--kind", default="", help="Only kinds whose token holds this: 'Topic', 'bigquery'.")
@click.option("--filter", "filter_text", default="", help="Only objects whose id or properties hold this text.")
@FORMAT
def list_(kind: str, filter_text: str, form: str) -> None:
    """The objects in the simulated cloud."""
    from composer.localcloud import cloud_database

    with simulated_cloud().store.reading() as connection:
        rows = [
            row
            for row in cloud_database.load_all(connection)
            if kind.lower() in f"{row.kind} {short_kind(row.kind)}".lower()
            and (filter_text in row.id or filter_text in whole(row.properties))
        ]
    objects = [
        {"kind": row.kind, "id": row.id, "project": row.project, "updated": row.updated, "properties": row.properties}
        for row in rows
    ]
    print_answer(
        form,
        {"format": "composer/local-list/v1", "objects": objects},
        lambda: table_of(["kind", "updated", "id"], [(short_kind(row.kind), row.updated[:19], row.id) for row in rows]),
    )


@command.command()
@click.argument("object_id", metavar="ID")
@click.argument("assignment", metavar="[PATH=VALUE]", required=False)
@click.option("--delete", "delete", is_flag=True, help="Delete the object instead of changing it.")
@click.option("--grant", metavar="ROLE=MEMBER", help="Grant a role on it, or on a project, instead.")
@click.option("--by", default="somebody@example.com", show_default=True, help="Who it was, as the audit log says.")
@FORMAT
def tamper(object_id: str, assignment: str | None, delete: bool, grant: str | None, by: str, form: str) -> None:
    """Change a live object behind the engine's back: 'labels.owner=somebody', or delete it, or let somebody in."""
    from composer.localcloud import tamper as behind

    if delete + (assignment is not None) + (grant is not None) != 1:
        raise click.UsageError("say either what to change, such as labels.owner=somebody, or --delete, or --grant.")
    try:
        if grant is not None:
            role, sign, member = grant.partition("=")
            if not (role and member):
                raise click.UsageError(f"'{grant}' grants nothing. Write ROLE=MEMBER.")
            behind.grant(simulated_cloud(), object_id, role, member, by)
            document: dict[str, Any] = {"id": object_id, "granted": role, "member": member}
            message = f"{member} has {role} on {object_id}."
        elif assignment is None:
            behind.delete(simulated_cloud(), object_id, by)
            document = {"id": object_id, "deleted": True}
            message = f"{object_id} is deleted."
        else:
            path, sign, value = assignment.partition("=")
            if not sign:
                raise click.UsageError(f"'{assignment}' has no '='. Write PATH=VALUE, such as labels.owner=somebody.")
            before = behind.change(simulated_cloud(), object_id, path, value, by)
            document = {"id": object_id, "path": path, "before": before, "after": value}
            message = f"{object_id}: {path} was {whole(before)} and is now {value}."
    except behind.TamperError as error:
        raise click.UsageError(str(error)) from error
    print_answer(form, {"format": "composer/local-tamper/v1", **document}, lambda: [Line(message)])


command.add_command(local_faults.faults)
command.add_command(local_traffic.traffic)
command.add_command(local_pass.pass_)
command.add_command(local_provider.provider)


@command.command()
@click.option("--rate/--no-rate", default=None, help="Refuse bucket creations and deletions that come too quickly.")
@click.option("--account-delay", type=Fraction(0, 600), help="Seconds until a new service account is visible.")
@click.option("--inventory-lag", type=Fraction(0, DAY), help="Seconds until the inventory knows a change.")
@FORMAT
def limits(rate: bool | None, account_delay: float | None, inventory_lag: float | None, form: str) -> None:
    """Switch Google's rate limits and delays on or off (off in a new local cloud). Quotas come from the cells."""
    from composer.localcloud import settings

    cloud = simulated_cloud()
    if rate is not None:
        settings.set_rate_limits(cloud.store, on=rate)
    if account_delay is not None:
        settings.set_account_delay(cloud.store, account_delay)
    if inventory_lag is not None:
        settings.set_inventory_lag(cloud.store, inventory_lag)
    with cloud.store.reading() as connection:
        limited, delay = settings.rate_limits(connection), settings.account_delay(connection)
        lag = settings.inventory_lag(connection)
    document = {
        "format": "composer/local-limits/v1",
        "rate_limits": limited,
        "account_delay": delay,
        "inventory_lag": lag,
    }
    accounts = f"new service accounts are visible after {delay:g}s"
    message = f"rate limits are {'on' if limited else 'off'}; {accounts}, changes in the inventory after {lag:g}s."
    print_answer(form, document, lambda: [Line(message)])


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@FORMAT
def reset(yes: bool, form: str) -> None:
    """Empty the simulated cloud. The engine's state is left: 'composer up --refresh' makes everything again."""
    cloud = simulated_cloud()
    if not yes:
        if not output.can_ask():
            raise click.UsageError("this deletes every simulated object; say --yes to mean it.")
        output.confirm(f"Delete every object in {cloud.store.database}?")
    deleted = cloud.store.clear()
    document = {"format": "composer/local-reset/v1", "deleted": deleted}
    print_answer(
        form, document, lambda: [Line(f"{counted(deleted, 'object')} deleted; nothing is left in the local cloud.")]
    )


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
        print_answer(form, document, lambda: [Line(one, whole=True) for one in exports])
        if form == "text":
            output.echo(
                f"The local cloud is up; its REST API is at {rest} and asks for the header",
                f"Authorization: Bearer {token}",
                "Ctrl-C ends it.",
            )

    serving(repository().state / "localcloud.db", announce, stay=True)

"""`composer init`: a repository that another company could start from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.printing.blocks import Block

ORGANISATION = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){2,19}")
MAIL_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def _organisation(context: click.Context, parameter: click.Parameter, value: str) -> str:
    del context, parameter
    if not ORGANISATION.fullmatch(value):
        raise click.BadParameter(
            "names of projects and buckets are made from it: 3 to 20 small letters, digits and single dashes, "
            "a letter first"
        )
    return value


def _mail_domain(context: click.Context, parameter: click.Parameter, value: str) -> str:
    del context, parameter
    if not MAIL_DOMAIN.fullmatch(value):
        raise click.BadParameter(f"'{value}' is no domain; write it as example.com")
    return value


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option(
    "--organisation",
    default="example",
    show_default=True,
    callback=_organisation,
    help="Short name of the company: projects and buckets of production are named after it.",
)
@click.option(
    "--mail-domain",
    default="example.com",
    show_default=True,
    callback=_mail_domain,
    help="Where the company's groups live: group:team@DOMAIN.",
)
def command(directory: Path, organisation: str, mail_domain: str) -> None:
    """Start a new repository of Event Type definitions in DIR.

    It holds policy, a local and a production environment, one definition, scripts for CI and JSON Schemas for
    editors. It passes 'composer check' and can be applied on this machine as it is. Nothing that exists is written
    over.
    """
    from composer.cli import named_outputs
    from composer.printing import output
    from composer.starter import repository_template, written_files

    contents = repository_template.contents(organisation, mail_domain)
    there = written_files.taken(directory, contents)
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        raise click.UsageError(
            f"{directory} has {', '.join(there[:3])}{more} already; nothing was written. Choose another folder."
        )
    with named_outputs.writing(directory, "DIR", "Nothing was left behind."):
        written_files.write_new(directory, contents, repository_template.EXECUTABLE)
    output.show(_summary(directory, contents))


def _summary(directory: Path, contents: dict[str, bytes]) -> Iterator[Block]:
    from composer.cli.here import called
    from composer.printing.blocks import BLANK, Line, Table

    schemas = [name for name in contents if name.startswith("docs/schemas/")]
    yield Line(f"{directory} is a repository of Event Types now:")
    yield BLANK
    yield from (Line(name, 2) for name in contents if name not in schemas)
    yield Line(f"docs/schemas/ ({len(schemas)} JSON Schemas for editors)", 2)
    yield from (BLANK, Line("Next:"), BLANK)
    steps = [
        (f"cd {directory}", ""),
        (f"{called()} check", "everything that can be known without a cloud"),
        (f"{called()} up", "apply it to a simulated cloud on this machine"),
        (f"{called()} new SomethingHappened", "write an Event Type of your own"),
    ]
    yield Table(steps[1:] if directory == Path() else steps, indent=2)
    yield BLANK
    yield Line("README.md says what to fill in before the first Event Type goes to production.")

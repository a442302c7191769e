"""`composer diff`: what differs between two versions of a schema."""

from __future__ import annotations

import click

from composer.cli.argument_types import whole
from composer.cli.checked_fleet import chosen, emit, emit_json, environment_option, format_option, settled_fleet


@click.command()
@click.argument("name")
@click.option("--base", metavar="REF", help="Compare the definition with the one of a git ref.")
@click.option("--from", "first", type=whole(1), metavar="N", help="Compare with released version N, counted from 1.")
@click.option("--to", "last", type=whole(1), metavar="M", help="Compare released version M instead of the definition.")
@environment_option
@format_option("text", "json", "markdown")
def command(name: str, base: str | None, first: int | None, last: int | None, environment: str, form: str) -> None:
    """Say what differs between two versions of a schema, and which part of a version number that is worth.

    Without options: what was released last against the definition; or, where that is released, the version before.
    """
    from composer.base.git_ref import NoBaseError
    from composer.plans import schema_diff
    from composer.reports import diff_json, diff_markdown, diff_text

    if base is not None and (first is not None or last is not None):
        raise click.UsageError("--base compares definitions, so it cannot go with --from or --to.")
    settled = settled_fleet(environment)
    chosen(settled, [name])
    try:
        diff = schema_diff.compare(settled, name, base=base, first=first, last=last)
    except schema_diff.NoVersionError as error:
        raise click.UsageError(f"{error}.") from error
    except NoBaseError as error:
        raise click.BadParameter(f"{error}.", param_hint="--base") from error
    if form == "json":
        emit_json(diff_json.document(diff))
    elif form == "markdown":
        emit(diff_markdown.render(diff))
    else:
        emit(diff_text.render(diff))

"""`composer show`: a definition with everything settled."""

from __future__ import annotations

import click

from composer.cli.checked_fleet import (
    checked_alone,
    chosen,
    emit,
    emit_json,
    environment_option,
    format_option,
    settled_fleet,
)


@click.command()
@click.argument("name")
@environment_option
@format_option("text", "json")
def command(name: str, environment: str, form: str) -> None:
    """Show a definition with everything settled, each value with where it comes from, and what it gets."""
    from composer.operations import explanation
    from composer.reports import explain_json, show_text

    settled = settled_fleet(environment)
    chosen(settled, [name])
    shown = explanation.shown(checked_alone(settled, name), name)
    if form == "json":
        emit_json(explain_json.show(shown))
    else:
        emit(show_text.render(shown))

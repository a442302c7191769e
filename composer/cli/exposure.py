"""`composer exposure`: who can read what about people, under which key, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli.compiled import checked_fleet, chosen, emit, emit_json, environment_option, format_option, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from composer.privacy.exposure import Exposure
    from composer.reports.exposure_rows import Row


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--group", metavar="PRINCIPAL", help="Only what this group, user or service account can read.")
@click.option("--semantic", metavar="KEY", help="Only fields of this meaning or one below it: user.contact.")
@environment_option
@format_option("text", "json")
def command(names: tuple[str, ...], group: str | None, semantic: str | None, environment: str, form: str) -> None:
    """Say who can read what about people, under which key, and until when.

    Answers come from the resource graphs: grants, policies for columns, encryption and lifecycle rules as they would be
    applied. No cloud is asked. Without arguments the whole fleet by meaning; with NAME field by field.
    """
    from composer import pipeline
    from composer.graph import PLATFORM
    from composer.privacy.exposure import exposure
    from composer.reports import exposure_json, exposure_rows, exposure_text

    checked = checked_fleet(environment, names)
    assert checked.policies is not None
    assert checked.environment is not None
    wanted = chosen(checked, names) if names else None
    graphs = pipeline.build(checked, wanted)
    shared = {name: graphs[f"{PLATFORM}{checked.environment.cell_of(name).name}"] for name in checked.event_types}
    found = [exposure(graphs[name], checked.policies.tiers, shared[name]) for name in shared if name in graphs]
    principal = _principal(group, found) if group else ""
    meaning = _meaning(semantic, checked.policies.semantic_types) if semantic else ""

    def asked_for(row: Row) -> bool:
        key = row.exposed.semantic
        return (not meaning or key == meaning or key.startswith(f"{meaning}.")) and (
            not principal or bool(row.readable(principal))
        )

    rows = exposure_rows.rows(found, asked_for)
    if form == "json":
        asked = {"event_types": wanted or [], "group": principal or None, "semantic": meaning or None}
        emit_json(exposure_json.document(environment, asked, rows, found))
    elif principal:
        emit(exposure_text.group(rows, principal, found))
    elif names or meaning:
        emit(exposure_text.fields(rows, found))
    else:
        emit(exposure_text.fleet(rows, environment))


def _principal(said: str, exposures: Sequence[Exposure]) -> str:
    """The principal that was meant: `group:ads@example.com`, `ads@example.com` or `ads`, where only one fits."""
    known = {one for exposed in exposures for one in exposed.everybody}
    fitting = sorted(one for one in known if said in {one, one.partition(":")[2], one.partition(":")[2].split("@")[0]})
    if len(fitting) > 1:
        raise click.UsageError(f"'{said}' may be {' or '.join(fitting)}: say which.")
    if not fitting:
        raise click.UsageError(f"nobody called '{said}' reads any of this. {suggestion(said, sorted(known))}")
    return fitting[0]


def _meaning(said: str, known: Iterable[str]) -> str:
    keys = [*known]
    if not any(key == said or key.startswith(f"{said}.") for key in keys):
        raise click.UsageError(f"there is no semantic type '{said}'. {suggestion(said, keys)}")
    return said

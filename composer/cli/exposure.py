"""`composer exposure`: who can read what about people, under which key, and until when."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import click

from composer.cli.checked_fleet import (
    checked_fleet,
    chosen,
    emit,
    emit_json,
    environment_option,
    format_option,
    suggestion,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from composer.privacy.exposure import Exposure, FieldExposure
    from composer.reports.exposure_rows import Row
    from composer.stages import Checked


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--group", metavar="PRINCIPAL", help="Only what this group, user or service account can read.")
@click.option("--semantic", metavar="KEY", help="Only fields of this meaning or one below it.")
@click.option("--erasure", is_flag=True, help="What is left of one person once their key is destroyed.")
@click.option("--live", is_flag=True, help="Ask Google who could read it by live policies; differences are marked.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="As of the end of that day, with --live.")
@environment_option
@format_option("text", "json")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    group: str | None,
    semantic: str | None,
    at: datetime | None,
    environment: str,
    form: str,
    *,
    erasure: bool,
    live: bool,
) -> None:
    """Say who can read what about people, under which key, and until when.

    Answers come from the resource graphs: grants, policies for columns, encryption and lifecycle rules as they would be
    applied. No cloud is asked. Without arguments the whole fleet by meaning; with NAME field by field.

    With --live Google is asked, too: who could read fields by live policies, as they are or, with --at, were at the end
    of a day within the last 35. Differences are marked; in JSON the answer is `live`, beside what definitions say. Ends
    with 1 where somebody could read what no definition lets them, and with 3 where not everything could be seen.

    With --erasure instead which copies become unreadable when the key of one person is destroyed, which identify them
    all the same and until when, and what to do about those.
    """
    from composer.reports import exposure_json, exposure_rows, exposure_text

    if erasure and group:
        raise click.UsageError("--erasure is about what is left, whoever reads it: leave --group out.")
    if live and (erasure or group):
        raise click.UsageError("--live is about fields, by name or meaning: leave --erasure and --group out.")
    if at and not live:
        raise click.UsageError("--at is about live policies: say --live, too.")
    checked = checked_fleet(environment, names)
    selected = chosen(checked, names) if names else None
    exposures = _exposures(checked, selected)
    principal = _principal(group, exposures) if group else ""
    meaning = _meaning(semantic, checked.policies.semantic_types) if semantic else ""
    if erasure:
        _erased(checked, exposures, selected or [], meaning, form)
        return

    def asked_for(row: Row) -> bool:
        return _means(row.exposed, meaning) and (not principal or bool(row.readable(principal)))

    rows = exposure_rows.rows(exposures, asked_for)
    asked = {"event_types": selected or [], "group": principal or None, "semantic": meaning or None}
    document = exposure_json.document(environment, asked, rows, exposures) if form == "json" else None
    if live:
        from composer.cli import exposure_live

        means = functools.partial(_means, meaning=meaning)
        context.exit(exposure_live.shown(checked, selected, exposures, means, at, document))
    if document is not None:
        emit_json(document)
    elif principal:
        emit(exposure_text.group(rows, principal, exposures))
    elif names or meaning:
        emit(exposure_text.fields(rows, exposures))
    else:
        emit(exposure_text.fleet(rows, environment))


def _exposures(checked: Checked, selected: Sequence[str] | None) -> list[Exposure]:
    from composer import pipeline
    from composer.graph import PLATFORM
    from composer.privacy.exposure import exposure

    graphs = pipeline.build(checked, selected)
    shared = {name: graphs[f"{PLATFORM}{checked.environment.cell_of(name).name}"] for name in checked.event_types}
    return [exposure(graphs[name], checked.policies.tiers, shared[name]) for name in shared if name in graphs]


def _erased(checked: Checked, exposures: Sequence[Exposure], names: Sequence[str], meaning: str, form: str) -> None:
    from composer.privacy.erasure import erasure
    from composer.reports import erasure_json, erasure_text

    identifying = {key for key, row in checked.policies.semantic_types.items() if row.identifies}
    restorable = checked.policies.storage.key_restorable
    erasures = [erasure(one, identifying, lambda field: _means(field, meaning)) for one in exposures]
    if form == "json":
        asked = {"event_types": list(names), "semantic": meaning or None}
        emit_json(erasure_json.document(checked.environment.name, asked, erasures, restorable))
    elif names:
        emit(erasure_text.types(erasures))
    else:
        emit(erasure_text.fleet(erasures, checked.environment.name, restorable))


def _means(field: FieldExposure, meaning: str) -> bool:
    return not meaning or field.semantic == meaning or field.semantic.startswith(f"{meaning}.")


def _principal(requested: str, exposures: Sequence[Exposure]) -> str:
    """The principal that was meant: `group:ads@example.com`, `ads@example.com` or `ads`, where only one fits."""
    principals = {one for exposed in exposures for one in exposed.everybody}
    fitting = sorted(
        one for one in principals if requested in {one, one.partition(":")[2], one.partition(":")[2].split("@")[0]}
    )
    if len(fitting) > 1:
        raise click.UsageError(f"'{requested}' may be {' or '.join(fitting)}: say which.")
    if not fitting:
        raise click.UsageError(
            f"nobody called '{requested}' reads any of this. {suggestion(requested, sorted(principals))}"
        )
    return fitting[0]


def _meaning(requested: str, semantic_types: Iterable[str]) -> str:
    keys = [*semantic_types]
    if not any(key == requested or key.startswith(f"{requested}.") for key in keys):
        raise click.UsageError(f"there is no semantic type '{requested}'. {suggestion(requested, keys)}")
    return requested

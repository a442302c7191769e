"""The proof of absence of an Event Type: made after a removal, kept in the ledger, and printed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from composer.cli import engine_run, exit_codes
from composer.printing import output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.live.live_resources import LiveResources
    from composer.stages import Checked


def prove(checked: Checked, names: Sequence[str], live: LiveResources) -> int:
    """Look for everything that these Event Types ever had, keep and print what is seen; the exit code."""
    from composer.graph import PLATFORM
    from composer.ledger import Ledger
    from composer.lifecycle.absence import proof

    ledger = Ledger.of(checked.environment)
    code = exit_codes.FINE
    for name, record in engine_run.applied(checked, names).records.items():
        cell = checked.environment.cell(checked.event_types[name].cell)
        platform = ledger.read([f"{PLATFORM}{cell.name}"]).get(f"{PLATFORM}{cell.name}")
        kept = checked.graphs[name].ids if name in checked.graphs else frozenset()
        every = proof(record, kept, cell, platform.outputs if platform else {}, live)
        seen = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "resources": [one.to_json() for one in every]}
        ledger.change(name, partial(replace, proof=seen))
        code = max(code, _print(name, seen))
    return code


def print_kept(checked: Checked, names: Sequence[str]) -> int:
    """Print the proofs that the ledger has, without names of all that are deleted; the exit code."""
    from composer.ledger import Ledger
    from composer.model import State

    states = {name: event.lifecycle.state for name, event in checked.event_types.items()}
    ended = [name for name in names or states if states[name] is State.DELETED]
    code = exit_codes.FINE
    for name in names:
        if name not in ended:
            output.echo(f"{name} is `{states[name]}`: only of what is `deleted` absence can be proved.")
            code = exit_codes.PROBLEMS_FOUND
    if not names and not ended:
        output.echo("No Event Type is `deleted`: there is no absence to prove.")
    records = Ledger.of(checked.environment).read(ended)
    for name in ended:
        kept = records[name].proof if name in records else {}
        if not kept:
            output.echo(f"{name}: there is no proof: `composer cleanup {name} --yes` makes it when nothing is left.")
            code = exit_codes.PROBLEMS_FOUND
            continue
        code = max(code, _print(name, kept))
    return code


def _print(name: str, kept: Mapping[str, Any]) -> int:
    from composer.lifecycle.absence import Fate
    from composer.reports import absence_text

    output.show(absence_text.render(name, kept))
    fates = {one["fate"] for one in kept["resources"]}
    if Fate.UNKNOWN in fates:
        return exit_codes.CLOUD_FAILED
    return exit_codes.PROBLEMS_FOUND if Fate.LEFT in fates else exit_codes.FINE

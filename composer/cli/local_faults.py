"""'composer local faults': make the simulated cloud fail."""

from __future__ import annotations

from typing import Any

import click

from composer.cli.argument_types import Fraction, whole
from composer.cli.local_cloud import FORMAT, print_answer, simulated_cloud, table_of
from composer.printing.blocks import Line
from composer.printing.plurals import counted
from composer.units import HOUR


@click.group()
def faults() -> None:
    """Make the simulated cloud fail."""


@faults.command("add")
@click.argument("effect", type=click.Choice(["refuse", "lost-answer", "delay", "hang-before", "hang-after"]))
@click.option("--kind", default="", help="Only kinds whose token holds this.")
@click.option("--operation", type=click.Choice(["", "create", "read", "update", "delete"]), default="")
@click.option("--name", default="", help="Only objects whose id, or its last part, matches this glob.")
@click.option("--times", type=whole(1), help="How many calls; otherwise all until cleared.")
@click.option("--rate", type=Fraction(0, 1), default=1.0, help="The share of calls that are hit.")
@click.option("--seed", type=whole(), default=0, help="Which calls a rate hits.")
@click.option("--milliseconds", type=whole(0, 1000 * HOUR), default=1000, help="How long a delay is.")
@click.option("--code", type=whole(400, 599), default=503, help="The HTTP status of a refusal.")
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
    number = kept.add(simulated_cloud().store, kept.Fault(effect, remaining=times, **rules))
    print_answer(
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

    standing = [asdict(fault) for fault in kept.standing(simulated_cloud().store)]
    columns = ("number", "effect", "kind", "operation", "name", "remaining", "rate", "hit", "hanging")
    print_answer(
        form,
        {"format": "composer/local-faults/v1", "faults": standing},
        lambda: table_of(columns, [[_fault_text(name, fault[name]) for name in columns] for fault in standing]),
    )


def _fault_text(name: str, value: Any) -> str:
    """A value of a fault as people read it."""
    if name == "rate":
        return f"{value:.0%}" if value >= 0.01 or not value else f"{value:%}"
    return "all" if value is None else str(value)


@faults.command("clear")
@click.argument("number", type=whole(1), required=False)
@FORMAT
def clear_faults(number: int | None, form: str) -> None:
    """Take back one fault, or all."""
    from composer.localcloud import faults as kept

    cleared = kept.clear(simulated_cloud().store, number)
    if number is not None and not cleared:
        raise click.UsageError(f"there is no fault {number}. 'composer local faults list' shows those that are set.")
    print_answer(
        form,
        {"format": "composer/local-faults-cleared/v1", "cleared": cleared},
        lambda: [Line(f"{counted(cleared, 'fault')} taken back.")],
    )

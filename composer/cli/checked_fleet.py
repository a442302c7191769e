"""What verbs start with: the fleet at the stage that they need, and the names that were asked for."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from composer.cli import exit_codes
from composer.cli.here import repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from composer.diagnostics import Diagnostic
    from composer.stages import Checked, Settled, Unusable

    Usable = TypeVar("Usable", bound=Settled)
    from composer.printing.output import Report
    from composer.repository import Repository

FC = TypeVar("FC", bound="Callable[..., object] | click.Command")

environment_option = click.option(
    "--environment", default="local", show_default=True, metavar="E", help="The environment to compile for."
)


def format_option(*forms: str) -> Callable[[FC], FC]:
    """`--format`, the first being the default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help="For whom to print."
    )


def settled_fleet(environment: str) -> Settled:
    """Every definition, settled and not judged. Ends the program where the environment or the policies are unusable."""
    from composer import pipeline

    return usable(pipeline.settle(_repository_with(environment), environment))


def usable(fleet: Usable | Unusable) -> Usable:
    """The fleet. Ends the program where the environment or the policies are unusable."""
    from composer.stages import Unusable

    if isinstance(fleet, Unusable):
        refuse(fleet, fleet.diagnostics)
    return fleet


def _repository_with(environment: str) -> Repository:
    here = repository()
    known_names = here.names(here.environments)
    if known_names and environment not in known_names:
        raise click.BadParameter(
            f"there is no environment '{environment}'. {suggestion(environment, known_names)}",
            param_hint="--environment",
        )
    return here


def checked_fleet(
    environment: str, names: Sequence[str] | Callable[[Checked], Sequence[str]] = (), *, platform: bool = False
) -> Checked:
    """Every definition, judged. Ends the program with all problems on stderr if one is an error.

    With `names` (or what finds them in the judged fleet) only errors that concern those Event Types end it; of others a
    note says that they were not looked at. `platform`: what a cell shares may be named, too, as what finds names may.
    """
    from composer import pipeline
    from composer.operations import isolation

    checked = usable(pipeline.settle_and_check(_repository_with(environment), environment))
    if callable(names):
        names, platform = names(checked), True
    if checked.broken and not names:
        refuse(checked, checked.diagnostics, _way_on(checked))
    chosen(checked, names, platform=platform)
    wrong = isolation.stopping(checked, names) if checked.broken else ()
    if wrong:
        refuse(checked, wrong)
    if checked.broken:
        from composer.printing import output

        output.echo(_not_seen(isolation.unseen(checked, names)))
    return checked


def _way_on(checked: Checked) -> str:
    """The way on without what is broken, where anything is sound."""
    from composer.operations import isolation

    sound = [name for name in checked.event_types if not isolation.stopping(checked, (name,))]
    if not sound:
        return ""
    shown = " ".join(sound[:3]) + (" …" if len(sound) > 3 else "")
    many = "1 Event Type is" if len(sound) == 1 else f"{len(sound)} Event Types are"
    return f"{many} not concerned by this: name what you want to go on with ({shown})"


def _not_seen(files: Sequence[str]) -> str:
    subject = "1 file has" if len(files) == 1 else f"{len(files)} files have"
    return f"note: {subject} errors that concern other Event Types, which fleet-wide checks did not see: {_some(files)}"


def _some(files: Sequence[str]) -> str:
    return ", ".join(files[:3]) + (" …" if len(files) > 3 else "")


def judged_fleet(environment: str, *, noted: bool = True) -> Checked:
    """Every definition, judged, whatever is found; a note (unless `noted` is False) says which became nothing.

    For verbs that count: an error somewhere must not hide the numbers of everything else.
    """
    from composer import pipeline
    from composer.operations import isolation

    checked = usable(pipeline.settle_and_check(_repository_with(environment), environment))
    files = isolation.left_out(checked) if noted and checked.broken else ()
    if files:
        from composer.printing import output

        subject = "1 file has" if len(files) == 1 else f"{len(files)} files have"
        output.echo(f"note: {subject} errors, and nothing of what is said here is about them: {_some(files)}")
    return checked


def checked_alone(settled: Settled, name: str, *, blocked: bool = False) -> Checked:
    """One Event Type, judged as if there was no other one. Ends the program with what is wrong if it cannot become
    resources, unless that may be (`blocked`)."""
    from composer import pipeline

    checked = pipeline.check(settled.alone(name))
    if not blocked and name in checked.blocked:
        refuse(checked, checked.blocked[name])
    return checked


def refuse(fleet: Settled | Unusable, diagnostics: Iterable[Diagnostic], message: str = "") -> NoReturn:
    """Print the problems on stderr, and `message` after them, nothing on stdout, and end with PROBLEMS_FOUND."""
    from composer.printing import output
    from composer.reports import diagnostics_text
    from composer.reports.diagnostics_formats import Findings, View
    from composer.reports.sources import Sources

    findings, sources = Findings(tuple(diagnostics), fleet.files, 0), Sources(fleet.repository)
    output.show(diagnostics_text.render(findings, View(sources, output.width(err=True))), err=True)
    if message:
        output.echo(message, err=True)
    sys.exit(exit_codes.PROBLEMS_FOUND)


def chosen(settled: Settled, names: Sequence[str], *, platform: bool = False) -> list[str]:
    """The names in order, each once. A usage error, with a suggestion, for a name that nothing has; what is wrong with
    its file where there is one that cannot be used."""
    from composer.graph import is_shared, shared_owners
    from composer.operations import isolation

    known_names = [*settled.event_types]
    if platform:
        known_names += shared_owners(settled.environment.cell_names)
    for name in names:
        if name not in known_names:
            if wrong := isolation.of_file_named(settled, name):
                refuse(settled, wrong)
            kind = f"{name.partition(':')[0]} of a cell" if platform and is_shared(name) else "Event Type"
            raise click.UsageError(f"there is no {kind} '{name}'. {suggestion(name, known_names)}")
    return sorted(set(names))


def suggestion(wrong: str, known_names: Sequence[str]) -> str:
    """`Did you mean 'EndSong'?`, or what there is."""
    folded = {name.casefold(): name for name in known_names}
    near = difflib.get_close_matches(wrong.casefold(), folded, n=1)
    if near:
        return f"Did you mean '{folded[near[0]]}'?"
    shown = ", ".join(known_names[:8])
    return f"There are: {shown}{' …' if len(known_names) > 8 else ''}." if known_names else "There are none."


def emit(report: Report, out: str | None = None) -> None:
    """Print a report, or write it to a file: whole, or not at all."""
    from composer.cli import named_outputs
    from composer.printing import output

    if out is None:
        output.show(report)
        return
    with named_outputs.writing(out, "--out"):
        output.write(report, Path(out))


def emit_json(document: dict[str, Any], out: str | None = None) -> None:
    """Print a document for programs."""
    from composer.printing import json_text

    emit(json_text.document(document), out)

"""`composer check`: everything that can be known without a cloud."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from composer.cli import exit_codes
from composer.cli.here import repository
from composer.reports.diagnostics_formats import FORMATS
from composer.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.base.released_schemas import Compared
    from composer.diagnostics import Diagnostic
    from composer.reports.diagnostics_formats import Findings
    from composer.stages import Checked, Unusable


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--environment", default="local", show_default=True, help="The environment to check for.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="For people, for programs, or as annotations of a pull request.",
)
@click.option(
    "--base", metavar="REF", help="Compare with a git ref, too: what was released there must stand as it stands."
)
@click.option("--fix", "fixing", is_flag=True, help="First write what follows from the rest, such as a new version.")
@click.pass_context
def command(
    context: click.Context, paths: tuple[Path, ...], environment: str, form: str, base: str | None, *, fixing: bool
) -> None:
    """Say everything that can be known without a cloud: all problems of all definitions, with places and ways out.

    All definitions are read, since problems may lie between them; with PATH, only problems in those files or folders
    are shown, and with --fix only files that belong to them are written. Ends with 0 if no error is shown, 1 if there
    is one, 2 if the command line makes no sense.
    """
    from composer.diagnostics import has_errors
    from composer.reports.diagnostics_formats import Findings
    from composer.stages import Unusable

    started = time.perf_counter()
    here = repository()
    _check_environment(here, environment)
    definitions = [here.relative(path) for path in here.definitions()] if paths else []
    limits = [limit for path in paths for limit in _limits(here, path, definitions)]
    checked, compared = _checked(here, environment, base)
    if fixing and _fixed(checked, compared, limits):
        checked, compared = _checked(here, environment, base)
    if limits and isinstance(checked, Unusable):
        # Then no definition was judged at all, and silence about it would look like approval.
        limits.append("stacks")
    shown = tuple(diagnostic for diagnostic in checked.diagnostics if _concerns(diagnostic, limits))
    count = sum(_under(file, limits) for file in definitions) if limits else checked.files
    every_waived = () if isinstance(checked, Unusable) else checked.waived
    waived = tuple(pair for pair in every_waived if _concerns(pair[0], limits))
    _print(Findings(shown, count, time.perf_counter() - started, waived), here, form)
    context.exit(exit_codes.PROBLEMS_FOUND if has_errors(shown) else exit_codes.FINE)


def _checked(here: Repository, environment: str, base: str | None) -> tuple[Checked | Unusable, Compared | None]:
    from composer import pipeline
    from composer.base.released_schemas import compare, unchanged
    from composer.costs import prices
    from composer.stages import with_more

    checked = pipeline.settle_and_check(here, environment)
    wrong = prices.problems(here, checked.policies.sizing.machine_type) if checked.policies else ()
    if wrong:  # no command but `cost` needs prices, so nothing else fails with them
        checked = with_more(checked, wrong)

    if base is None:
        return unchanged(checked), None
    from composer.base.git_ref import NoBaseError

    try:
        compared = compare(checked, base)
    except NoBaseError as error:
        raise click.BadParameter(f"{error}.", param_hint="--base") from error
    return compared.fleet, compared


def _fixed(checked: Checked | Unusable, compared: Compared | None, limits: Sequence[str]) -> bool:
    """Write what can be put right, and say so on stderr; whether anything was."""
    from composer.operations.fixes import fixes, write
    from composer.printing import output

    applicable = [
        fix
        for fix in fixes(checked, compared.lines if compared else None)
        if not limits or _under(checked.repository.relative(fix.file), limits)
    ]
    for fix in applicable:
        try:
            write(fix, checked.repository.root)
        except OSError as error:
            raise click.ClickException(f"{fix.file} cannot be written: {error.strerror}") from error
        output.echo(f"{checked.repository.relative(fix.file)}: {fix.description}")
    return bool(applicable)


def _check_environment(here: Repository, name: str) -> None:
    known_names = here.names(here.environments)
    if known_names and name not in known_names:
        listed = ", ".join(known_names)
        raise click.BadParameter(f"there is no environment '{name}'; there are {listed}", param_hint="--environment")


def _limits(here: Repository, path: Path, definitions: Sequence[str]) -> list[str]:
    """The files of a path, as diagnostics name them; "" is the whole repository."""
    inside = here.relative(Path(os.path.normpath(path.absolute())))
    if Path(inside).is_absolute():
        inside = Repository(here.root.resolve()).relative(path.resolve())
    if Path(inside).is_absolute():
        raise click.BadParameter(f"'{path}' is outside of the repository {here.root}", param_hint="PATH")
    inside = "" if inside == "." else inside
    # The released schemas of a definition stand beside it and belong to it.
    limits = [inside, str(Path(inside).with_suffix(".versions.jsonl"))] if inside in definitions else [inside]
    judged = [*definitions, *(f"{Path(file).with_suffix('')}.versions.jsonl" for file in definitions)]
    if not any(_under(file, limits) for file in judged) and not _under(inside, ["stacks"]):
        raise click.BadParameter(f"'{path}' is no definition and holds none", param_hint="PATH")
    return limits


def _concerns(diagnostic: Diagnostic, limits: Sequence[str]) -> bool:
    return not limits or any(
        _under(file, limits) for file in (diagnostic.span.file, *(o.span.file for o in diagnostic.related))
    )


def _under(file: str, limits: Sequence[str]) -> bool:
    return any(limit in {"", file} or file.startswith(f"{limit}/") for limit in limits)


def _print(findings: Findings, here: Repository, form: str) -> None:
    from composer.printing import output
    from composer.reports.diagnostics_formats import View, render
    from composer.reports.sources import Sources

    output.show(render(form, findings, View(Sources(here), output.width(), _prefix(here))))


def _prefix(here: Repository) -> str:
    """The path of the repository of definitions in GitHub's checkout, which annotations count from."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not here.root.is_relative_to(workspace) or here.root == Path(workspace):
        return ""
    return here.root.relative_to(workspace).as_posix() + "/"

"""`composer bootstrap`: what must be there before anything can be applied, as commands to be read."""

from __future__ import annotations

import re

import click

from composer.cli.checked_fleet import emit, environment_option, format_option, judged_fleet

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+")


def _repository(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    del context, parameter
    if text and not _REPOSITORY.fullmatch(text):
        raise click.BadParameter(f"'{text}' is no repository such as example/event-types")
    return text


@click.command()
@environment_option
@click.option("--github", callback=_repository, metavar="REPOSITORY", help="Let this repository's workflows apply.")
@click.option("--gitlab", callback=_repository, metavar="PROJECT", help="Let this project's pipelines apply.")
@click.option("--gitlab-host", default="https://gitlab.com", show_default=True, metavar="URL", help="Where GitLab is.")
@format_option("shell", "pulumi")
@click.option("--out", metavar="FILE", help="Write them to a file.")
def command(
    environment: str, github: str | None, gitlab: str | None, gitlab_host: str, form: str, out: str | None
) -> None:
    """Print what must be there before the first `up`, as `gcloud` commands to be read and run. Executes nothing.

    With --format pulumi it is a `Pulumi.yaml` of its own, for who would rather see later changes of it as a plan.

    That is a bucket for state and ledger, the key of its secrets, the account that applies with exactly the permissions
    that the fleet's resources take, and with --github or --gitlab the way for CI to act as that account.
    """
    from composer import pipeline
    from composer.preflight import bootstrap, bootstrap_program
    from composer.preflight.preflight import needed_permissions
    from composer.printing import output
    from composer.reports import bootstrap_pulumi, bootstrap_text

    checked = judged_fleet(environment)
    if checked.environment.simulated:
        output.echo(f"{environment} is simulated: nothing must be there before the first `composer up`.", err=False)
        return
    sign_ins = [bootstrap.github(github)] if github else []
    sign_ins += [bootstrap.gitlab(gitlab, gitlab_host)] if gitlab else []
    needed = needed_permissions(pipeline.graphs(checked))
    if form == "pulumi":
        emit(bootstrap_pulumi.render(bootstrap_program.program(checked.environment, needed, sign_ins)), out)
        return
    steps = bootstrap.steps(checked.environment, needed, sign_ins)
    emit(bootstrap_text.render(environment, steps, signs_in=bool(sign_ins)), out)
